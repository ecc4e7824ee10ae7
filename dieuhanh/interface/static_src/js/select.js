// Choosing several rows of a list: a box a row, Shift for a stretch, x and Shift+x by keyboard.
// Without script the boxes and the buttons below them work as they are.
import { onEach } from "./common.js";

const boxes = () => [...document.querySelectorAll("[data-pick]")];
let last = null;

function stretch(from, to, checked) {
  const all = boxes();
  const [start, end] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  if (start < 0) return;
  all.slice(start, end + 1).forEach((one) => { one.checked = checked; });
}

function tell() {
  const all = boxes();
  const chosen = all.filter((one) => one.checked);
  all.forEach((one) => one.closest("tr").classList.toggle("is-chosen", one.checked));
  const every = document.querySelector("[data-pick-all]");
  if (every) {
    every.checked = all.length > 0 && chosen.length === all.length;
    every.indeterminate = chosen.length > 0 && chosen.length < all.length;
  }
  const form = document.querySelector("[data-bulk]");
  if (!form) return;
  form.classList.toggle("is-idle", chosen.length === 0);
  const said = form.querySelector("[data-bulk-count]");
  const page = said.dataset.bulkPage; // there where the list goes on: all boxes are not all that match
  said.textContent = `${chosen.length} ${page && chosen.length === all.length ? page : said.dataset.bulkCount}`;
  form.querySelectorAll("button").forEach((one) => { one.disabled = chosen.length === 0; });
}

// The row under the keys; true when there was one to choose.
export function pick(withStretch) {
  const box = document.querySelector("tr.is-current [data-pick]");
  if (!box) return false;
  if (withStretch && last) stretch(last, box, true);
  else box.checked = !box.checked;
  last = box;
  tell();
  return true;
}

export function clearPicked() {
  const chosen = boxes().filter((one) => one.checked);
  chosen.forEach((one) => { one.checked = false; });
  tell();
  return chosen.length > 0;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-pick]");
  if (box) {
    if (event.shiftKey && last) stretch(last, box, box.checked);
    last = box;
    return tell();
  }
  if (event.target.closest?.("[data-pick-all]")) {
    boxes().forEach((one) => { one.checked = event.target.checked; });
    tell();
  }
});

onEach("[data-bulk]", tell);
addEventListener("pageshow", tell); // the browser may bring ticks back
