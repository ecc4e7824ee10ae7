// What the modules share: cookies, numbers as the reader writes them, running again after a swap.

export function csrf() {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return field?.value ?? document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

export const language = () => (document.documentElement.lang.startsWith("en") ? "en" : "vi");

export function formatNumber(value, decimals, lang = language()) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const digits = decimals === null || decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(lang === "en" ? "en-GB" : "vi-VN", { maximumFractionDigits: 6, ...digits }).format(value).replace("-", "−");
}

export function withUnit(text, unit, lang = language()) {
  if (!unit || text === "–") return text;
  return unit.startsWith("%") && lang === "en" ? text + unit : `${text}\u00a0${unit}`;
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Runs `start` for each element now and again whenever HTMX or a drill put new ones in.
export function onEach(selector, start) {
  const seen = new WeakSet();
  const scan = () => document.querySelectorAll(selector).forEach((one) => {
    if (seen.has(one)) return;
    seen.add(one);
    start(one);
  });
  for (const event of ["htmx:after:swap", "htmx:after:settle", "dieuhanh:swapped"]) document.addEventListener(event, scan);
  scan();
}

export function readJson(id) {
  const holder = document.getElementById(id);
  return holder ? JSON.parse(holder.textContent) : null;
}
