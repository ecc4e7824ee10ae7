// Each chart has a table that says the same: `t`, or its button, turns one into the other.

function turn(figure) {
  const opened = figure.classList.toggle("twin-open");
  figure.querySelector("[data-twin-button]")?.setAttribute("aria-expanded", String(opened));
  if (!opened) figure.dispatchEvent(new CustomEvent("dieuhanh:resize"));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-twin-button]");
  if (button) turn(button.closest("[data-twin]"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "t" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input:not([type=range]), textarea, select, [contenteditable]")) return;
  const near = event.target.closest?.("[data-twin]") ?? document.querySelector("[data-twin]:hover");
  const all = near ? [near] : [...(document.querySelector("dialog[open]") ?? document).querySelectorAll("[data-twin].twin-ready")];
  all.filter((one) => one.classList.contains("twin-ready")).forEach(turn);
});

// Called by charts.js and map.js once the picture stands; until then (and without script) the table is shown.
export function ready(figure) {
  figure.classList.add("twin-ready");
  const button = figure.querySelector("[data-twin-button]");
  if (button) button.hidden = false;
}
