/* The moderators’ keys, and what htmx leaves to us: where the focus goes when the next comment is there, and telling
   whoever listens. Every act works without this; a key presses the button that names it with data-key. */

const main = () => document.getElementById("main");
const dialog = () => document.getElementById("keys");
const items = () => [...main().querySelectorAll(".queue > .item")];
const press = element => element && (element.click(), true);

/* htmx notes the page's address in the tab's storage. It may hold what was searched for, so it goes. */
sessionStorage.removeItem("htmx-current-path-for-history");

const told = document.createElement("div");
told.className = "sr";
told.setAttribute("aria-live", "polite");
document.body.append(told);

let busy = false;  // between an act and the next comment: a key would act on what nobody has read
let place = -1;  // of the comment in the list that was acted on

function current() {
    return document.activeElement?.closest(".queue > .item") ?? main().querySelector(".queue > .item.current");
}

function go(to) {
    const all = items(), item = all[Math.max(0, Math.min(to, all.length - 1))];
    if (!item) return false;
    all.forEach(one => one.classList.toggle("current", one === item));
    const head = item.querySelector("h2");
    head.focus({ preventScroll: true });
    for (const part of [item, head]) part.scrollIntoView({ block: "nearest" });
    return true;
}

function move(step) {
    const at = items().indexOf(current());
    return go(at < 0 ? 0 : at + step);
}

/* Within the comment in focus, or that of the list which the keyboard is at; undo, search and help anywhere. */
function target(key) {
    const inside = items().length ? current() : main(), name = `[data-key="${CSS.escape(key)}"]`;
    return inside?.querySelector(name) ?? ("u/?jk".includes(key) ? document.querySelector(name) : null);
}

function reject(button) {
    const reason = button?.form.elements.reason;
    if (!reason) return press(button);
    reason.closest("details")?.setAttribute("open", "");
    reason.focus();
    return true;
}

function search(field) {
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
    return Boolean(field);
}

const KEYS = {
    j: () => press(target("j")) || move(1),
    k: () => press(target("k")) || move(-1),
    a: () => press(target("a")),
    r: () => reject(target("r")),
    s: () => press(target("s")),
    h: () => press(target("h")),
    d: () => press(target("d")),
    o: () => press(target("o")),
    u: () => press(target("u")),
    x: () => press(current()?.querySelector(".tick input")),
    "/": () => search(target("/")),
    "?": () => (dialog().showModal(), true),
};

/* In the field for a reason, r or Enter sends; Escape leads back to the comment. */
function inReason(event) {
    const button = event.target.form?.querySelector('[data-key="r"]');
    if (!button) return false;
    if (event.key === "r" || event.key === "Enter") return press(button);
    if (event.key !== "Escape") return false;
    event.target.closest("details")?.removeAttribute("open");
    (event.target.closest(".item")?.querySelector("h2") ?? main().querySelector("h1")).focus();
    return true;
}

document.addEventListener("keydown", event => {
    const { target: at, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || busy) return;
    if (!dialog() || dialog().open || dialog().dataset.keys !== "on") return;
    if (at.matches('select[name="reason"]')) {
        if (inReason(event)) event.preventDefault();
    } else if (!at.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") && Object.hasOwn(KEYS, key)) {
        if (KEYS[key]()) event.preventDefault();
    }
});

/* A text of one's own is put where it can still be changed. */
document.addEventListener("change", ({ target: at }) => {
    if (at.matches('select[name="template"]') && at.value) {
        const message = at.form.elements.message;
        message.value = [message.value.trim(), at.selectedOptions[0].dataset.text].filter(Boolean).join("\n\n");
        at.value = "";
        message.focus();
    }
    if (at.matches(".tick input")) count();
});

function count() {
    const ticked = main().querySelectorAll(".tick :checked").length, shown = main().querySelector("[data-ticked]");
    if (shown) shown.textContent = ticked ? `(${ticked})` : "";
}

document.addEventListener("click", ({ target: at }) => {
    if (at.closest(".keys-button")) dialog().showModal();
});

function ready() {
    main().querySelectorAll(".keys-button").forEach(button => { button.hidden = false; });
    count();
}

function failed() {
    const said = document.createElement("p");
    said.className = "message warning";
    said.setAttribute("role", "status");
    said.textContent = told.textContent = dialog()?.dataset.failed ?? "";
    main().prepend(said);
    said.scrollIntoView({ block: "nearest" });
}

const here = event => event.detail.target === main();

document.addEventListener("htmx:beforeRequest", event => {
    if (!here(event)) return;
    busy = true;
    place = items().indexOf(event.detail.elt.closest(".item"));
});

document.addEventListener("htmx:beforeSwap", event => {
    const { xhr } = event.detail, path = new URL(xhr.responseURL || location.href, location).pathname;
    if (xhr.status >= 500 || !xhr.responseText.includes('id="main"')) {
        event.detail.shouldSwap = false;
        failed();
    } else if (!path.startsWith("/moderation/")) {  // logged out in between
        event.detail.shouldSwap = false;
        location.assign(xhr.responseURL);
    }
});

document.addEventListener("htmx:afterSwap", event => {
    const { xhr, pathInfo } = event.detail, at = new URL(xhr.responseURL, location);
    if (at.pathname !== new URL(pathInfo.requestPath, location).pathname) history.replaceState(null, "", at);
    ready();
    told.textContent = [...main().querySelectorAll(".message")].map(one => one.textContent).join(" ");
    if (items().length && !main().querySelector(".focus")) {
        go(Math.max(place, 0));
    } else {
        (main().querySelector(".field [autofocus]") ?? main().querySelector("h1[tabindex]"))?.focus();
    }
});

document.addEventListener("htmx:afterRequest", () => { busy = false; });
for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failed);

ready();
