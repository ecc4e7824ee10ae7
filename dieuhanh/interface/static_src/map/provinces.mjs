// The map's shapes from @svg-maps/vietnam: 63 provinces with Hoàng Sa and Trường Sa, and the 34 by
// joining shapes along the succession table. Coordinates in the map's own box; islands get their own insets.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { union } from "polyclip-ts";

const reference = "dieuhanh/organisations/reference";
const snap = 0.35; // neighbours' outlines differ by up to a third of a unit; joined shapes must not keep the seam

function table(text) {
  const [head, ...lines] = text.trim().split(/\r?\n/).map(cells);
  return lines.map((line) => Object.fromEntries(head.map((name, at) => [name, line[at] ?? ""])));
}

function cells(line) {
  const found = [];
  for (const match of line.matchAll(/("(?:[^"]|"")*"|[^,]*)(,|$)/g)) {
    found.push(match[1].replace(/^"|"$/g, "").replaceAll('""', '"'));
    if (!match[2]) break;
  }
  return found;
}

// Absolute rings of a path made of m, l, z and c (its end points are enough at this size).
function rings(path) {
  const tokens = path.match(/[a-zA-Z]|-?[0-9.]+(?:e-?[0-9]+)?/g) ?? [];
  const done = [];
  let [x, y, at, command] = [0, 0, 0, "m"];
  let ring = [];
  const number = () => Number(tokens[at++]);
  const close = () => { if (ring.length > 2) done.push(ring); ring = []; };
  while (at < tokens.length) {
    if (/^[a-zA-Z]/.test(tokens[at])) command = tokens[at++];
    if (command === "z" || command === "Z") { if (ring.length) [x, y] = ring[0]; close(); continue; }
    const relative = command === command.toLowerCase();
    if (command.toLowerCase() === "c") at += 4;
    const [dx, dy] = [number(), number()];
    [x, y] = relative ? [x + dx, y + dy] : [dx, dy];
    if (command.toLowerCase() === "m") { close(); command = relative ? "l" : "L"; }
    ring.push([x, y]);
  }
  close();
  return done;
}

function area(ring) {
  return Math.abs(ring.reduce((sum, [x, y], at) => {
    const [nx, ny] = ring[(at + 1) % ring.length];
    return sum + x * ny - nx * y;
  }, 0) / 2);
}

function write(shape, least) {
  return shape.filter((ring) => area(ring) >= least)
    .map((ring) => `M${ring.map(([x, y]) => `${+x.toFixed(1)} ${+y.toFixed(1)}`).join("L")}Z`).join("");
}

// Snap each vertex to an earlier one close by, so that shared borders are the same line.
function snapper() {
  const seen = new Map();
  const key = (a, b) => `${a}:${b}`;
  return ([x, y]) => {
    const [cx, cy] = [Math.floor(x / snap), Math.floor(y / snap)];
    for (let i = -1; i <= 1; i++) for (let j = -1; j <= 1; j++) {
      const near = (seen.get(key(cx + i, cy + j)) ?? []).find(([px, py]) => Math.hypot(px - x, py - y) < snap);
      if (near) return near;
    }
    const point = [x, y];
    seen.set(key(cx, cy), [...(seen.get(key(cx, cy)) ?? []), point]);
    return point;
  };
}

function join34(members) {
  const all = members.map((shape) => shape.map((ring) => [[...ring, ring[0]]]));
  if (all.length === 1) return members[0];
  // Holes left by outlines that do not quite meet are slivers, not lakes: only outer rings are kept.
  return union(...all).map((polygon) => polygon[0].slice(0, -1)).filter((ring) => area(ring) > 0.4);
}

function box(shapes) {
  const points = shapes.flat();
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top].map((one) => +one.toFixed(1));
}

export async function provinceFiles(root) {
  const { default: map } = await import("@svg-maps/vietnam");
  const shapes = table(await readFile(join(root, reference, "map-shapes.csv"), "utf8"));
  const provinces = table(await readFile(join(root, reference, "provinces.csv"), "utf8"));
  const succession = table(await readFile(join(root, reference, "province-succession.csv"), "utf8"));
  const codeOf = new Map(provinces.map((one) => [one.key, one.code]));
  const next = new Map(succession.filter((one) => codeOf.has(one.predecessor) && codeOf.has(one.successor))
    .map((one) => [codeOf.get(one.predecessor), codeOf.get(one.successor)]));
  const fix = snapper();
  const drawn = new Map(map.locations.map((one) => [one.id, rings(one.path).map((ring) => ring.map(fix))]));
  const main = shapes.filter((one) => one.part === "main");
  const islands = shapes.filter((one) => one.part === "archipelago");
  const names = (layout) => Object.fromEntries(provinces.filter((one) => one.layout === "both" || one.layout === layout).map((one) => [one.code, [one.name_vi, one.name_en]]));
  return {
    "provinces-63.json": file((code) => code, main, islands, drawn, names("63")),
    "provinces-34.json": file((code) => next.get(code) ?? code, main, islands, drawn, names("34")),
  };
}

function file(layout, main, islands, drawn, names) {
  const members = new Map();
  for (const one of main) {
    const code = layout(`T${one.official_code}`);
    members.set(code, [...(members.get(code) ?? []), drawn.get(one.shape_id)]);
  }
  const joined = new Map([...members].map(([code, parts]) => [code, join34(parts)]));
  const land = box([...joined.values()].flat());
  return JSON.stringify({
    box: land,
    names,
    shapes: Object.fromEntries([...joined].map(([code, shape]) => [code, write(shape, 0.05)])),
    islands: islands.map((one) => ({ code: layout(`T${one.official_code}`), vi: one.note_vi.split(",")[0], en: one.note_en.split(",")[0], box: box(drawn.get(one.shape_id)), path: write(drawn.get(one.shape_id), 0) })),
  });
}
