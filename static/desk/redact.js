// Marks words with the mouse or the keyboard. Without it each word has a box to tick, and the page is sent as a form:
// this sends it as well, behind the page, so that all that is drawn is drawn by the server.

const form = () => document.getElementById("redact");
const words = (block) => [...block.querySelectorAll("input[name=word]")];
let selected = null; // what "Mark what is selected" takes: the field, and from where to where

prepare();

function prepare() {
  selected = null;
  for (const extra of form().querySelectorAll("[data-script]")) extra.hidden = false;
  // One stop for Tab in each text; the arrows go on from there.
  for (const block of form().querySelectorAll("[data-field]")) words(block).forEach((word, i) => (word.tabIndex = i ? -1 : 0));
}

// --- A selection ------------------------------------------------------------------------------------------------------

document.addEventListener("selectionchange", () => {
  const found = inTheText();
  if (found === undefined) return; // somewhere else, as on the button itself
  selected = found;
  form().querySelector("[data-mark]").disabled = !selected;
});

function inTheText() {
  const selection = getSelection();
  if (!selection.rangeCount) return undefined;
  const range = selection.getRangeAt(0);
  const block = [...form().querySelectorAll("[data-field]")].find((each) => range.intersectsNode(each));
  if (!block) return undefined;
  const from = block.contains(range.startContainer) ? length(block, range.startContainer, range.startOffset) : 0;
  const to = block.contains(range.endContainer) ? length(block, range.endContainer, range.endOffset) : length(block);
  return from < to ? { field: block.dataset.field, from, to } : null;
}

// How much text of a block stands before a place, without the numbers of marks.
function length(block, node = block, offset = block.childNodes.length) {
  const range = document.createRange();
  range.selectNodeContents(block);
  range.setEnd(node, offset);
  const part = range.cloneContents();
  for (const note of part.querySelectorAll(".note")) note.remove();
  return part.textContent.length;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-mark]");
  if (button && selected) {
    const drawn = Object.assign(document.createElement("input"), { type: "hidden", name: "drawn" });
    drawn.value = `${selected.field}:${selected.from}:${selected.to}`;
    form().append(drawn);
    look();
  } else if (event.target.closest("[data-field] label") && !getSelection().isCollapsed) {
    event.preventDefault(); // the end of a selection, which is no tick
  }
});

// --- The keyboard -----------------------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const word = event.target;
  if (word.name !== "word" || event.altKey || event.ctrlKey || event.metaKey) return;
  const block = word.closest("[data-field]");
  const all = words(block);
  const next = goal(event.key, all, all.indexOf(word), getComputedStyle(block).direction === "rtl");
  if (!next) return;
  event.preventDefault();
  if (event.shiftKey) {
    const [first, last] = [all.indexOf(word), all.indexOf(next)].sort((a, b) => a - b);
    for (const passed of all.slice(first, last + 1)) passed.checked = true;
  }
  enter(next, all);
});

function goal(key, all, at, rightToLeft) {
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key === "ArrowUp" || key === "ArrowDown") return inTheNextLine(all, at, key === "ArrowUp" ? -1 : 1);
  if (key !== "ArrowLeft" && key !== "ArrowRight") return null;
  return all[at + ((key === "ArrowRight") === rightToLeft ? -1 : 1)];
}

function inTheNextLine(all, at, step) {
  const box = (word) => word.parentElement.getBoundingClientRect();
  const here = box(all[at]);
  let best = null;
  for (let i = at + step; all[i]; i += step) {
    const there = box(all[i]);
    if (Math.abs(there.top - here.top) < here.height / 2) continue;
    if (best && Math.abs(there.top - box(best).top) > here.height / 2) break;
    if (!best || Math.abs(there.left - here.left) < Math.abs(box(best).left - here.left)) best = all[i];
  }
  return best;
}

function enter(word, all) {
  for (const each of all) each.tabIndex = each === word ? 0 : -1;
  word.focus();
}

// --- Looking, behind the page -----------------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  if (event.target !== form() || event.submitter?.value === "publish") return;
  event.preventDefault();
  look();
});

async function look() {
  const old = form();
  const focused = document.activeElement;
  const data = new FormData(old);
  data.set("act", "look");
  try {
    const answer = await fetch(old.action, { method: "POST", body: data });
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("redact");
    if (!drawn) throw new Error("no such page"); // the log-in
    old.replaceWith(drawn);
  } catch {
    return old.submit(); // as without a script, so that whatever came is seen
  }
  prepare();
  document.getElementById("redact-told").textContent = form().dataset.told;
  goOn(focused);
}

// Where the focus was, so that the next words can be marked; or at the word after it, if that is marked now.
function goOn(before) {
  if (before.name !== "word") {
    const same = before.name === "exact" ? "[name=exact]" : before.closest(".mark-tools") ? ".mark-tools [name=act]" : ".several button:last-child";
    return form().querySelector(same).focus({ preventScroll: true });
  }
  const [field, place] = before.value.split(":");
  const all = words(form().querySelector(`[data-field=${field}]`));
  const next = all.find((word) => Number(word.value.split(":")[1]) >= Number(place)) ?? all.at(-1);
  if (next) enter(next, all);
}
