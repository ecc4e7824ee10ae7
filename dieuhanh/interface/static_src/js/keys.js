// Lists and pages by keyboard: j k Enter, x to choose, f to filter, / to search, n for the next page, ? for the keys, Esc back up.
import { closeOne, isOpen } from "./drill.js";
import { clearPicked, pick } from "./select.js";

const typing = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]");
let edited = false;

const scope = () => document.querySelector("dialog[open]") ?? document;
const rows = () => [...scope().querySelectorAll("[data-list] tbody tr:not(.none)")].filter((one) => one.offsetParent);

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const at = all.findIndex((one) => one.classList.contains("is-current"));
  choose(all, at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1));
  return true;
}

function choose(all, at) {
  all.forEach((one, index) => one.classList.toggle("is-current", index === at));
  const link = all[at].querySelector("a[href]:not(.button)") ?? all[at].querySelector("a[href], button");
  if (!link) all[at].tabIndex = -1;
  (link ?? all[at]).focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "nearest" });
}

function open() {
  const row = rows().find((one) => one.classList.contains("is-current"));
  const link = row?.querySelector("a[href]:not(.button)") ?? row?.querySelector("a[href]");
  if (link) link.click();
  else if (row?.dataset.href) location.assign(row.dataset.href);
  return Boolean(row);
}

function search() {
  const field = document.querySelector("[data-search]");
  field?.focus();
  field?.select();
  return Boolean(field);
}

function narrow() {
  const field = document.querySelector("[data-filter]");
  field?.focus();
  field?.select();
  return Boolean(field);
}

function help() {
  const dialog = document.querySelector("[data-keys]");
  dialog?.showModal();
  return Boolean(dialog);
}

function next() {
  const link = scope().querySelector("a[data-next]");
  link?.click();
  return Boolean(link);
}

function up(event) {
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return true;
  }
  if (document.querySelector("[data-keys][open]")) return false; // the help lies on top and closes by itself, alone
  if (isOpen()) return closeOne();
  if (event.target.closest(".has-tip")) {
    document.documentElement.classList.add("tips-hidden");
    return true;
  }
  if (document.querySelector("dialog[open]") || edited) return false;
  if (clearPicked()) return true;
  const link = [...document.querySelectorAll("a[data-up]")].at(-1);
  link?.click();
  return Boolean(link);
}

const acts = { j: () => move(1), k: () => move(-1), Enter: open, x: () => pick(false), X: () => pick(true), f: narrow, "/": search, "?": help, n: next };

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (typing(event.target) && !event.target.closest("dialog")) return event.target.blur();
    if (up(event)) event.preventDefault();
    return;
  }
  if (typing(event.target) || document.querySelector("[data-keys][open]")) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary, [role=link]")) return;
  if (acts[event.key]?.()) event.preventDefault();
});

document.addEventListener("input", (event) => { if (event.target.closest("form[method=post], .grid")) edited = true; });
document.addEventListener("focusin", () => document.documentElement.classList.remove("tips-hidden"));
document.addEventListener("pointerover", (event) => { if (event.target.closest(".has-tip")) document.documentElement.classList.remove("tips-hidden"); });

// A click anywhere on a row opens it; what can be pressed inside keeps its own meaning.
document.addEventListener("click", (event) => {
  const open = document.querySelector("details.menu[open]");
  if (open && !open.contains(event.target)) open.open = false;
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, button, input, select, label, summary") || String(getSelection())) return;
  const link = [...row.querySelectorAll("a[href]")].find((one) => one.getAttribute("href") === row.dataset.href);
  if (link) link.click();
  else location.assign(row.dataset.href);
});
