// A tile or a row opens in place, level on level; the address is always that of the level shown, so that
// it can be copied, reloaded and opened in a new tab. Esc and Back go up one level.
import htmx from "htmx.org/dist/htmx.esm.js";

const panel = document.querySelector("[data-drill-panel]");
const body = panel?.querySelector("[data-drill-body]");
const levels = []; // {url, nodes, title, scroll, focus}
const ground = { title: document.title, focus: null };

export const isOpen = () => Boolean(panel?.open);

export function closeOne() {
  history.back();
  return true;
}

export async function openDrill(url, from = null) {
  if (!panel || !body) return location.assign(url);
  let answer;
  try {
    answer = await fetch(url, { headers: { "HX-Request": "true", "HX-Target": "drill", Accept: "text/html" }, credentials: "same-origin" });
  } catch {
    return location.assign(url);
  }
  // A sign-in page or a file is not for the panel.
  if (answer.redirected || !answer.headers.get("Content-Type")?.startsWith("text/html")) return location.assign(url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  keep(from);
  const nodes = [...(page.querySelector("main") ?? page.body).childNodes];
  const title = page.querySelector("[data-title]")?.dataset.title || page.title || ground.title;
  levels.push({ url, nodes, title, scroll: 0, focus: null });
  history.pushState({ drill: levels.length }, "", url);
  show(levels.at(-1));
}

function keep(from) {
  const now = levels.at(-1) ?? ground;
  now.focus = from ?? document.activeElement;
  if (now !== ground) now.scroll = panel.scrollTop;
}

function show(level) {
  body.replaceChildren(...level.nodes);
  document.title = level.title;
  if (!panel.open) panel.showModal();
  htmx.process(body);
  document.dispatchEvent(new CustomEvent("dieuhanh:swapped"));
  panel.scrollTop = level.scroll;
  if (level.focus?.isConnected) level.focus.focus({ preventScroll: true });
  else begin(body.querySelector("h1") ?? panel);
}

function begin(place) {
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

function shut() {
  if (panel?.open) panel.close();
  levels.length = 0;
  body?.replaceChildren();
  document.title = ground.title;
  if (ground.focus?.isConnected) ground.focus.focus({ preventScroll: true });
}

addEventListener("popstate", (event) => {
  const depth = event.state?.drill ?? 0;
  if (depth > levels.length) return location.reload();
  if (depth === 0) return levels.length ? shut() : undefined;
  levels.length = depth;
  show(levels[depth - 1]);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-drill]");
  if (link && !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && panel) {
    event.preventDefault();
    openDrill(link.href, link);
  }
  if (event.target.closest?.("[data-drill-up]")) closeOne();
  if (event.target.closest?.("[data-drill-close]") || event.target === panel) history.go(-levels.length);
});

panel?.addEventListener("cancel", (event) => {
  event.preventDefault();
  closeOne();
});
