/* Two buttons that the toolbar element does not have: a table and a footnote. */
const insert = (field, text, at = field.selectionStart, end = field.selectionEnd) => {
  field.focus();
  field.setSelectionRange(at, end);
  // Through the browser, so that Ctrl+Z takes it back.
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, at, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

const table = (field, { head, cell }) => {
  const line = (word) => `| ${word} | ${word} |\n`;
  const before = field.value.slice(0, field.selectionStart);
  insert(field, (before && !before.endsWith("\n\n") ? "\n\n" : "") + line(head) + "| --- | --- |\n" + line(cell) + line(cell) + "\n");
};

const footnote = (field, { cell }) => {
  let number = 1;
  while (field.value.includes(`[^${number}]`)) number += 1;
  insert(field, `[^${number}]`, field.selectionEnd, field.selectionEnd);
  const end = field.value.length;
  insert(field, `${field.value.endsWith("\n") ? "\n" : "\n\n"}[^${number}]: ${cell}`, end, end);
  field.setSelectionRange(field.value.length - cell.length, field.value.length);
};

const makes = { table, footnote };
for (const toolbar of document.querySelectorAll("markdown-toolbar")) {
  const act = (event) => {
    const button = event.target.closest("[data-md-button]");
    const make = makes[button?.dataset.mdButton];
    if (!make || (event.type === "keydown" && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    make(document.getElementById(toolbar.getAttribute("for")), button.dataset);
  };
  toolbar.addEventListener("click", act);
  toolbar.addEventListener("keydown", act);
}
