/* Keeps what is typed: on the server while it can be reached, on this computer only while it cannot. */
const NAMES = ["title", "summary", "content_note", "body"];
const PAUSE = 2000, LONGEST = 20000, AGAIN = 5000, SIGN_OF_LIFE = 60000; // milliseconds

const desk = document.getElementById("desk");
if (desk) {
  const form = desk.closest("form"), line = document.getElementById("kept"), say = desk.dataset;
  const place = `unsaved ${say.who} ${say.autosave}`;
  const read = () => Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]));
  const same = (a, b) => NAMES.every((name) => (a[name] ?? "").replaceAll("\r\n", "\n") === (b[name] ?? "").replaceAll("\r\n", "\n"));
  let kept = say.unsent ? {} : read(); // what the server has
  let timer, deadline = 0, sending = null, leaving = false;

  const tell = (text, link) => {
    line.replaceChildren(text);
    if (link) line.append(" ", Object.assign(document.createElement("a"), { href: say.login, target: "_blank", textContent: link }));
  };
  const onThisComputer = () => {
    try {
      localStorage.setItem(place, JSON.stringify({ ...read(), based_on: form.elements.based_on.value, at: Date.now() }));
      return true;
    } catch {
      return false; // full, or not allowed
    }
  };
  const forget = () => { try { localStorage.removeItem(place); } catch { /* not allowed: nothing is there */ } };

  const post = () => {
    const text = new FormData();
    for (const name of [...NAMES, "based_on", "csrfmiddlewaretoken"]) text.set(name, form.elements[name].value);
    return fetch(say.autosave, { method: "POST", body: text, redirect: "manual", signal: AbortSignal.timeout(15000) });
  };
  const freshToken = (token) => { for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token; };

  /* Once to the server. Says what became of it: "kept", "out" (logged out) or "offline". */
  const attempt = async (retry = true) => {
    const text = read();
    let answer, said;
    try {
      answer = await post();
      said = await answer.json();
    } catch { /* not reached, or not our answer */ }
    if (said?.csrf) freshToken(said.csrf);
    if (answer?.ok && said) {
      kept = text;
      forget();
      tell([`${say.sayKept} ${said.at}.`, said.newer, said.others?.length ? `${say.sayOthers} ${said.others.join(", ")}.` : ""].filter(Boolean).join(" "));
      return "kept";
    }
    if (said?.logged_in && retry) return attempt(false);
    if (answer && (answer.type === "opaqueredirect" || answer.status === 403)) {
      tell(say.sayOut, say.sayLogin);
      return "out";
    }
    tell(onThisComputer() ? say.sayOffline : say.sayFull);
    return "offline";
  };
  const send = async () => {
    clearTimeout(timer);
    deadline = 0;
    if (say.undecided) {
      tell(onThisComputer() ? say.sayUndecided : say.sayTyping);
      return "undecided";
    }
    sending ??= attempt().finally(() => { sending = null; });
    const became = await sending;
    if (became !== "kept") timer = setTimeout(send, AGAIN);
    else if (!same(kept, read())) soon();
    return became;
  };
  const soon = () => {
    const now = Date.now();
    deadline ||= now + LONGEST;
    clearTimeout(timer);
    timer = setTimeout(send, Math.max(0, Math.min(PAUSE, deadline - now)));
  };

  form.addEventListener("input", (event) => { if (NAMES.includes(event.target.name)) soon(); });
  window.addEventListener("online", () => { if (!same(kept, read())) send(); });
  window.addEventListener("beforeunload", (event) => { if (!leaving && !same(kept, read())) event.preventDefault(); });
  window.addEventListener("pagehide", () => {
    if (leaving || !say.leave) return;
    const word = new FormData();
    word.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    navigator.sendBeacon(say.leave, word);
  });
  setInterval(() => { if (!document.hidden && !say.undecided && !sending) send(); }, SIGN_OF_LIFE);

  /* What is saved was kept before, so that a save that does not arrive takes nothing with it. */
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (leaving || button?.formTarget === "_blank") return;
    if (say.undecided || (same(kept, read()) && !sending)) {
      leaving = true;
      return;
    }
    event.preventDefault();
    if (sending) await sending;
    if ((same(kept, read()) ? "kept" : await send()) === "offline") return;
    clearTimeout(timer);
    leaving = true;
    form.requestSubmit(button);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });

  /* Text that stayed on this computer is offered, never put in by itself. */
  const found = (() => { try { return JSON.parse(localStorage.getItem(place)); } catch { return null; } })();
  if (found && same(found, read())) forget();
  else if (found) {
    const offer = document.createElement("div");
    offer.className = "writing-notice";
    const words = document.createElement("p");
    words.textContent = `${say.sayFound} ${new Date(found.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" })}.`;
    const button = (text, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
      made.addEventListener("click", () => { act(); offer.remove(); delete say.undecided; form.elements.body.focus(); });
      return made;
    };
    const use = () => {
      for (const name of [...NAMES, "based_on"]) form.elements[name].value = found[name] ?? "";
      form.dispatchEvent(new Event("input"));
      delete say.undecided;
      send();
    };
    offer.append(words, button(say.sayUse, use), " ", button(say.sayDrop, forget));
    form.before(offer);
    say.undecided = "1";
  }
}
