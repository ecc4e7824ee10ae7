// The provinces as SVG of our own: coloured by steps, hatched where nothing is known, the archipelagos in
// insets; one stop for the Tab key and arrows between neighbours; the ranking beside it lights with it.
import { calm, formatNumber, onEach, readJson, withUnit } from "./common.js";
import { openDrill } from "./drill.js";
import { ready } from "./table-twin.js";

const space = "http://www.w3.org/2000/svg";
const files = new Map();
const steps = 5;

function draw(name, attributes, parent) {
  const node = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent?.append(node);
  return node;
}

async function shapes(url) {
  if (!files.has(url)) files.set(url, fetch(url).then((answer) => { if (!answer.ok) throw new Error(url); return answer.json(); }));
  return files.get(url);
}

class ProvinceMap {
  constructor(figure, data, drawing) {
    Object.assign(this, { figure, data, drawing, paths: new Map(), lit: null });
    this.keys = data.periods.length ? data.periods.map(([key]) => key) : [""];
    this.at = this.keys.length - 1;
    this.part = (name) => figure.querySelector(`[data-map-${name}]`);
    this.breaks = breaks(data);
  }

  start() {
    this.part("body").hidden = false;
    this.part("foot").hidden = false;
    this.sketch();
    this.wire();
    this.paint();
    ready(this.figure);
  }

  sketch() {
    const [left, top, width, height] = this.drawing.box;
    const svg = draw("svg", { viewBox: `${left - 8} ${top - 8} ${width + 278} ${height + 16}`, preserveAspectRatio: "xMinYMin meet", role: "group", "aria-label": this.figure.querySelector(".chart-title").textContent });
    const defs = draw("defs", {}, svg);
    const hatch = draw("pattern", { id: "map-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, defs);
    draw("rect", { class: "map-hatch-ground", width: 6, height: 6 }, hatch);
    draw("path", { class: "map-hatch-line", d: "M0 0V6" }, hatch);
    const land = draw("g", {}, svg);
    const names = this.data.names;
    for (const [code, d] of Object.entries(this.drawing.shapes)) this.paths.set(code, [draw("path", { d, class: "province", "data-code": code, tabindex: -1, role: this.data.href ? "link" : "img" }, land)]);
    this.outline = draw("path", { class: "province-outline" }, land); // moving the shape itself would lose the focus
    this.drawing.islands.forEach((one, index) => this.inset(svg, one, left + width + 100, top + [330, 590][index], names));
    this.svg = svg;
    this.part("canvas").replaceChildren(svg);
    this.paths.get(this.order()[0])?.[0].setAttribute("tabindex", 0);
  }

  inset(svg, island, x, y) {
    const [frameWidth, frameHeight] = [150, 110];
    const [left, top, width, height] = island.box;
    const scale = Math.min((frameWidth - 24) / width, (frameHeight - 24) / height);
    draw("rect", { class: "map-island-frame", x, y, width: frameWidth, height: frameHeight, rx: 4 }, svg);
    const move = `translate(${x + (frameWidth - width * scale) / 2} ${y + (frameHeight - height * scale) / 2}) scale(${scale}) translate(${-left} ${-top})`;
    const path = draw("path", { d: island.path, class: "province is-island", "data-code": island.code, transform: move, "aria-hidden": "true" }, svg);
    this.paths.get(island.code)?.push(path);
    const label = draw("text", { class: "map-island-label", "font-size": 16, x: x + frameWidth / 2, y: y + frameHeight + 18, "text-anchor": "middle" }, svg);
    label.textContent = this.data.lang === "en" ? island.en : island.vi;
  }

  frame() {
    return this.data.frames[this.keys[this.at]] ?? {};
  }

  value(code) {
    const frame = this.frame();
    return frame[code] ?? frame[code.replace(/^T/, "")] ?? null;
  }

  name(code) {
    return this.data.names[code] ?? this.data.names[code.replace(/^T/, "")] ?? this.drawing.names[code]?.[this.data.lang === "en" ? 1 : 0] ?? code;
  }

  text(code) {
    const value = this.value(code);
    if (value === null) return this.data.missing;
    if (typeof value === "string") return this.data.states?.[value] ?? value;
    return withUnit(formatNumber(value, this.data.decimals, this.data.lang), this.data.unit, this.data.lang);
  }

  paint() {
    for (const [code, parts] of this.paths) {
      const value = this.value(code);
      const tone = value === null ? "is-missing" : typeof value === "string" ? `heat-${value.replaceAll("_", "-")}` : `heat-${step(value, this.breaks) + 1}`;
      for (const part of parts) part.setAttribute("class", `province ${tone}${part.getAttribute("transform") ? " is-island" : ""}${this.lit === code ? " is-lit" : ""}`);
      parts[0].setAttribute("aria-label", `${this.name(code)}: ${this.text(code)}`);
    }
    this.rank();
    this.legend();
    const label = this.part("period");
    if (label) label.textContent = this.data.periods[this.at]?.[1] ?? "";
  }

  order() {
    const codes = [...this.paths.keys()];
    const weight = (code) => (typeof this.value(code) === "number" ? this.value(code) : -Infinity);
    const sense = this.data.better === "down_first" ? -1 : 1;
    return codes.sort((a, b) => sense * (weight(b) - weight(a)) || this.name(a).localeCompare(this.name(b), "vi"));
  }

  rank() {
    const known = this.order().filter((code) => typeof this.value(code) === "number");
    this.part("ranking").replaceChildren(...known.slice(0, this.data.ranking).map((code) => this.line(code)));
    const missing = this.paths.size - [...this.paths.keys()].filter((code) => this.value(code) !== null).length;
    const said = this.data.lang === "en" ? `${missing} without figures` : `${missing} tỉnh ${this.data.missing.toLowerCase()}`;
    this.part("none").textContent = missing ? said : "";
  }

  line(code) {
    const item = document.createElement("li");
    item.dataset.code = code;
    const inner = document.createElement(this.data.href ? "a" : "button");
    if (this.data.href) { inner.href = this.link(code); inner.dataset.drill = ""; } else inner.type = "button";
    const number = document.createElement("b");
    number.textContent = this.text(code);
    const name = document.createElement("span");
    name.textContent = this.name(code);
    inner.append(name, number);
    item.append(inner);
    return item;
  }

  legend() {
    const holder = this.part("legend");
    const values = Object.values(this.frame()).filter((one) => typeof one === "number");
    const keys = values.length ? ranges(this.breaks, this.data).map((text, index) => key(`heat-${index + 1}`, text)) : states(this.frame(), this.data);
    holder.replaceChildren(...keys, key("is-missing", this.data.missing.toLowerCase()));
  }

  link(code) {
    return this.data.href.replace("{code}", encodeURIComponent(code)).replace("%7Bcode%7D", encodeURIComponent(code));
  }

  light(code, say = false) {
    this.lit = code;
    for (const [one, parts] of this.paths) for (const part of parts) part.classList.toggle("is-lit", one === code);
    for (const item of this.part("ranking").children) item.classList.toggle("is-lit", item.dataset.code === code);
    this.outline.setAttribute("d", code ? this.drawing.shapes[code] : "");
    if (say && code) this.part("said").textContent = `${this.name(code)}: ${this.text(code)}`;
    this.hint(code);
  }

  hint(code) {
    const none = this.part("none");
    if (code) none.textContent = `${this.name(code)}: ${this.text(code)}`;
    else this.rank();
  }

  wire() {
    const code = (event) => event.target.closest("[data-code]")?.dataset.code ?? null;
    for (const holder of [this.part("canvas"), this.part("ranking")]) {
      holder.addEventListener("pointerover", (event) => code(event) && code(event) !== this.lit && this.light(code(event)));
      holder.addEventListener("pointerleave", () => this.light(null));
    }
    this.part("ranking").addEventListener("focusin", (event) => this.light(code(event)));
    this.svg.addEventListener("focusin", (event) => this.light(code(event)));
    this.svg.addEventListener("click", (event) => code(event) && this.go(code(event), event.target));
    this.svg.addEventListener("keydown", (event) => this.press(event, code(event)));
    this.part("play")?.addEventListener("click", () => this.play());
    const range = this.part("range");
    if (range) range.value = this.at;
    range?.addEventListener("input", () => { this.stop(); this.to(Number(range.value)); });
  }

  go(code, from) {
    if (this.data.href) openDrill(this.link(code), from);
  }

  press(event, code) {
    const ways = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    if (event.key === "Enter" && code) return this.go(code, event.target);
    if (!ways[event.key] || !code) return;
    event.preventDefault();
    const next = this.neighbour(code, ways[event.key]);
    if (!next) return;
    for (const [, [path]] of this.paths) path.setAttribute("tabindex", -1);
    const path = this.paths.get(next)[0];
    path.setAttribute("tabindex", 0);
    path.focus();
  }

  neighbour(code, [dx, dy]) {
    const middle = (one) => { const box = this.paths.get(one)[0].getBBox(); return [box.x + box.width / 2, box.y + box.height / 2]; };
    const [x, y] = middle(code);
    let best = null;
    for (const other of this.paths.keys()) {
      if (other === code) continue;
      const [ox, oy] = middle(other);
      const along = (ox - x) * dx + (oy - y) * dy;
      const aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      if (along > 0 && aside < along * 2 && (!best || along + aside < best.far)) best = { other, far: along + aside };
    }
    return best?.other;
  }

  to(at) {
    this.at = at;
    this.part("range").value = at;
    this.paint();
  }

  play() {
    if (this.timer) return this.stop();
    const button = this.part("play");
    button.textContent = button.dataset.wordsPause;
    if (this.at === this.keys.length - 1) this.to(0);
    this.timer = setInterval(() => {
      if (!this.figure.isConnected || this.at >= this.keys.length - 1) return this.stop();
      this.to(this.at + 1);
    }, calm() ? 1600 : 900);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    const button = this.part("play");
    if (button) button.textContent = button.dataset.wordsPlay;
  }
}

// Limits of the five steps over all periods, so that a colour means the same while it plays.
function breaks(data) {
  // "latest": of what only grows through the year, one colour for all would be left at its end.
  const frames = data.scale === "latest" ? [data.frames[data.periods.at(-1)?.[0] ?? ""]] : Object.values(data.frames);
  const values = frames.flatMap((frame) => Object.values(frame)).filter((one) => typeof one === "number").sort((a, b) => a - b);
  if (!values.length) return [];
  if (data.scale === "linear") {
    const [low, high] = [values[0], values.at(-1)];
    return Array.from({ length: steps - 1 }, (_, at) => low + ((high - low) * (at + 1)) / steps);
  }
  const cuts = Array.from({ length: steps - 1 }, (_, at) => values[Math.floor((values.length * (at + 1)) / steps)]);
  return [...new Set(cuts)];
}

const step = (value, cuts) => { const at = cuts.findIndex((one) => value < one); return at < 0 ? cuts.length : at; };

function ranges(cuts, data) {
  const text = (value) => formatNumber(value, data.decimals, data.lang);
  const below = data.lang === "en" ? "below" : "dưới";
  const above = data.lang === "en" ? "and over" : "trở lên";
  if (!cuts.length) return [];
  return [`${below} ${text(cuts[0])}`, ...cuts.slice(1).map((cut, at) => `${text(cuts[at])}–${text(cut)}`), `${text(cuts.at(-1))} ${above}`];
}

function states(frame, data) {
  return [...new Set(Object.values(frame).filter((one) => typeof one === "string"))].map((one) => key(`heat-${one.replaceAll("_", "-")}`, data.states?.[one] ?? one));
}

function key(tone, text) {
  const holder = document.createElement("span");
  holder.className = "map-key";
  const swatch = draw("svg", { class: "map-swatch", viewBox: "0 0 24 12", "aria-hidden": "true" }, holder);
  draw("rect", { class: `province ${tone}`, width: 24, height: 12 }, swatch);
  holder.append(text);
  return holder;
}

onEach("[data-map]", async (figure) => {
  const data = readJson(`${figure.id}-data`);
  if (!data) return;
  try {
    new ProvinceMap(figure, data, await shapes(figure.dataset.shapes)).start();
  } catch (problem) {
    console.error("map", problem); // the table twin stays
  }
});
