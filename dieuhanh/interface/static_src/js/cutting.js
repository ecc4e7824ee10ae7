// Words selected in a document become a task: `t` or the button opens the form for exactly these letters.
// Without scripts the clauses' tick boxes and the marked proposals lead to the same address.
import { onEach } from "./common.js";

// The place in the document's text of one end of a selection; null outside the text. Python counts code points, so
// do we: a letter outside the basic plane is one here as there.
function placeOf(node, offset) {
  const holder = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("[data-start]");
  if (!holder) return null;
  const range = document.createRange();
  range.selectNodeContents(holder);
  range.setEnd(node, offset);
  return Number(holder.dataset.start) + [...range.toString()].length;
}

function selected(form) {
  const chosen = getSelection();
  if (!chosen || chosen.isCollapsed || !form.contains(chosen.anchorNode) || !form.contains(chosen.focusNode)) return null;
  const range = chosen.getRangeAt(0);
  const start = placeOf(range.startContainer, range.startOffset);
  const end = placeOf(range.endContainer, range.endOffset);
  return start !== null && end !== null && start < end ? `${start}-${end}` : null;
}

onEach("[data-cutting]", (form) => {
  const go = (span) => { location.href = `${form.dataset.cutting}?span=${span}#form`; };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "t" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const span = selected(form);
    if (span) { event.preventDefault(); go(span); }
  });
  form.addEventListener("submit", (event) => {
    const span = selected(form);
    if (span && !form.querySelector("input:checked")) { event.preventDefault(); go(span); }
  });
});
