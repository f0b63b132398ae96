/* The page beside the text, drawn by the server with the very code of the page. */
const desk = document.getElementById("desk");
const body = document.getElementById("id_body");
if (desk && body) {
  const form = desk.closest("form"), say = desk.dataset;
  const holder = body.closest(".markdown");
  const frame = document.createElement("iframe");
  frame.title = say.sayPage;
  frame.sandbox = "allow-same-origin"; // no script runs in it
  const toggle = document.createElement("button");
  toggle.type = "button";
  toggle.className = "button live-toggle";
  holder.append(toggle, frame);
  let timer, asked = 0, shown = false;

  const draw = async () => {
    const turn = (asked += 1);
    const text = new FormData();
    for (const name of ["csrfmiddlewaretoken", "title", "summary", "content_note", "body"]) text.set(name, form.elements[name].value);
    const answer = await fetch(say.preview, { method: "POST", body: text, redirect: "manual" }).catch(() => null);
    if (!answer?.ok || turn !== asked) return; // the line under the form says what is wrong
    const html = await answer.text();
    const now = frame.contentDocument?.querySelector("main");
    // In place, so that it does not jump to its beginning.
    if (now) now.innerHTML = new DOMParser().parseFromString(html, "text/html").querySelector("main").innerHTML;
    else frame.srcdoc = html;
  };
  const show = (wanted) => {
    shown = wanted;
    holder.classList.toggle("side-by-side", shown);
    frame.hidden = !shown;
    toggle.textContent = shown ? say.sayHide : say.sayShow;
    toggle.setAttribute("aria-expanded", shown);
    if (shown) draw();
  };
  toggle.addEventListener("click", () => show(!shown));
  form.addEventListener("input", () => {
    clearTimeout(timer);
    if (shown) timer = setTimeout(draw, 500);
  });
  show(window.matchMedia("(min-width: 80rem)").matches);
}
