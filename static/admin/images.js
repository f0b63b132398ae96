// Puts an image into the text where the cursor is. The panel is the form's own fields for an image, which work without
// this script too; here they get a button, a place in the toolbar, and files that are pasted or dropped on the text.

const file = document.querySelector(".add-image input[type=file]");
const text = document.getElementById("id_body");
if (file && text) panel(file, text);

function panel(file, text) {
  const words = file.dataset;
  const form = file.form;
  const box = file.closest("fieldset");
  const fields = ["image_file", "image_alt", "image_decorative", "image_caption"];
  const field = (name) => form.elements[name];

  const insert = Object.assign(document.createElement("button"), { type: "button", className: "button" });
  insert.textContent = words.insert;
  const progress = Object.assign(document.createElement("progress"), { max: 1, hidden: true });
  progress.setAttribute("aria-label", words.sending);
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  const row = Object.assign(document.createElement("div"), { className: "insert-image" });
  row.append(insert, progress, status);
  (box.querySelector("details") ?? box).append(row);
  insert.addEventListener("click", send);
  // Enter in the caption would save the whole article.
  field("image_caption").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    send();
  });

  const toolbar = document.querySelector(`markdown-toolbar[for="${text.id}"]`);
  if (toolbar) {
    const button = Object.assign(document.createElement("button"), { type: "button", tabIndex: -1 });
    button.dataset.mdButton = "upload";
    button.textContent = words.open;
    button.addEventListener("click", () => open(file));
    toolbar.append(button);
  }

  text.addEventListener("paste", (event) => take(event, event.clipboardData));
  text.addEventListener("drop", (event) => take(event, event.dataTransfer));
  text.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    text.classList.add("takes-image");
  });
  for (const end of ["dragleave", "drop"]) text.addEventListener(end, () => text.classList.remove("takes-image"));

  function open(first) {
    const details = box.querySelector("details");
    if (details) details.open = true;
    first.scrollIntoView({ block: "center" });
    first.focus();
  }

  function take(event, data) {
    // A word processor's clipboard holds its text as a picture too: then the text is meant.
    if (data.types.includes("text/plain")) return;
    const image = [...data.files].find((each) => each.type.startsWith("image/"));
    if (!image) return;
    event.preventDefault();
    const chosen = new DataTransfer();
    chosen.items.add(image);
    file.files = chosen.files;
    open(field("image_alt"));
  }

  function send() {
    showErrors({});
    status.textContent = "";
    if (file.files[0]?.size > Number(words.largest)) return showErrors({ image_file: [words.tooLarge] });
    const data = new FormData();
    for (const name of ["csrfmiddlewaretoken", ...fields]) {
      const input = form.elements[name];
      if (input.type === "file" && input.files[0]) data.append(name, input.files[0]);
      else if (input.type === "checkbox" ? input.checked : input.type !== "file") data.append(name, input.value);
    }
    const request = new XMLHttpRequest();
    request.open("POST", words.upload);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress.value = event.loaded / event.total;
    });
    request.addEventListener("loadend", () => {
      insert.disabled = false;
      progress.hidden = true;
      answered(request);
    });
    insert.disabled = true;
    progress.hidden = false;
    progress.value = 0;
    status.textContent = words.sending;
    request.send(data);
  }

  function answered({ status: code, response, responseURL }) {
    status.textContent = "";
    if (code === 201) return put(response);
    // No JSON: the log-in page came, or nothing did.
    const elsewhere = responseURL && new URL(responseURL).pathname !== words.upload;
    showErrors(response ?? { image_file: [elsewhere || code === 403 ? words.loggedOut : words.failed] });
  }

  function put({ markdown, note }) {
    const { selectionStart: from, selectionEnd: to, value } = text;
    const before = value.slice(0, from);
    const after = value.slice(to);
    const above = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const below = after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    text.focus();
    // As if typed: the browser's undo takes it back. Where that is not known, it is written all the same.
    if (!document.execCommand("insertText", false, above + markdown + below)) {
      text.setRangeText(above + markdown + below, from, to, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    file.value = "";
    field("image_alt").value = field("image_caption").value = "";
    field("image_decorative").checked = false;
    status.textContent = [words.inserted, note].join(" ").trim();
  }

  function showErrors(errors) {
    for (const name of fields) {
      const input = field(name);
      const list = document.getElementById(`${input.id}_error`);
      list?.remove();
      const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.endsWith("_error"));
      input.removeAttribute("aria-invalid");
      if (errors[name]) {
        const made = Object.assign(document.createElement("ul"), { className: "errorlist", id: `${input.id}_error` });
        made.append(...errors[name].map((said) => Object.assign(document.createElement("li"), { textContent: said })));
        input.closest(".form-row").prepend(made);
        input.setAttribute("aria-invalid", "true");
        described.unshift(made.id);
      }
      input.setAttribute("aria-describedby", described.join(" "));
    }
    const first = fields.find((name) => errors[name]);
    if (first) open(field(first));
  }
}
