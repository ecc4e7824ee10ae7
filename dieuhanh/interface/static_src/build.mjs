// Builds all page assets into ../static/built: bundled, minified, named by their content's hash.
// Run by `python -m dieuhanh.interface.build assets`; needs node_modules beside package.json.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile, copyFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import subsetFont from "subset-font";
import { provinceFiles } from "./map/provinces.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const modules = join(root, "node_modules");
const out = join(here, "../static/built");
const fonts = join(here, "../fonts");
const weights = [400, 600];

// What pages in Vietnamese and English write; everything else falls to the system's face.
// Two files a weight, so that a page in English does not fetch the Vietnamese one for nothing.
const letters = {
  latin: chars([[0x20, 0x7e]]) + "\u00a0«°±·»×ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý–—‘’“”•…−",
  vietnamese: chars([[0x102, 0x103], [0x110, 0x111], [0x128, 0x129], [0x168, 0x169], [0x1a0, 0x1a1], [0x1af, 0x1b0], [0x1ea0, 0x1ef9]]) + "₫",
};

function chars(ranges) {
  return ranges.map(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)).join("")).join("");
}

function unicodeRange(text) {
  return [...text].map((one) => `U+${one.codePointAt(0).toString(16)}`).join(",");
}

async function cutFonts() {
  const cut = join(modules, ".dieuhanh");
  await mkdir(cut, { recursive: true });
  await mkdir(fonts, { recursive: true });
  const faces = [];
  for (const weight of weights) {
    for (const [subset, text] of Object.entries(letters)) {
      const whole = await readFile(join(modules, `@fontsource/be-vietnam-pro/files/be-vietnam-pro-${subset}-${weight}-normal.woff2`));
      const file = `be-vietnam-pro-${subset}-${weight}.woff2`;
      await writeFile(join(cut, file), await subsetFont(whole, text, { targetFormat: "woff2" }));
      faces.push(`@font-face{font-family:"Be Vietnam Pro";font-weight:${weight};font-display:swap;src:url("./${file}") format("woff2");unicode-range:${unicodeRange(text)}}`);
    }
  }
  await writeFile(join(cut, "fonts.css"), faces.join("\n"));
  for (const [folder, name] of [["400Regular", "Regular"], ["400Regular_Italic", "Italic"], ["700Bold", "Bold"], ["700Bold_Italic", "BoldItalic"]]) {
    await copyFile(join(modules, `@expo-google-fonts/tinos/${folder}/Tinos_${folder}.ttf`), join(fonts, `Tinos-${name}.ttf`));
  }
}

function hashed(name, content) {
  const mark = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const dot = name.lastIndexOf(".");
  return `${name.slice(0, dot)}.${mark}${name.slice(dot)}`;
}

async function bundle(manifest) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: ["css/desk.css", "css/wall.css", "js/app.js", "js/live.js", "js/charts.js", "js/map.js", "js/grid.js", "js/cutting.js", "js/wall.js", "js/phone.js", "js/phone-worker.js"],
    bundle: true, minify: true, format: "esm", splitting: true, target: ["es2022", "chrome110", "firefox110", "safari16"],
    outdir: out, entryNames: "[name].[hash]", assetNames: "[name].[hash]", chunkNames: "part-[name].[hash]",
    loader: { ".woff2": "file", ".svg": "file" }, metafile: true, legalComments: "none", logLevel: "warning",
  });
  for (const [file, told] of Object.entries(result.metafile.outputs)) {
    const plain = basename(file).match(/^(be-vietnam-pro-.*)\.[A-Z0-9]{8}(\.woff2)$/);
    if (plain) manifest[plain[1] + plain[2]] = basename(file);
    if (told.entryPoint) manifest[basename(told.entryPoint)] = basename(file);
  }
}

async function main() {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const manifest = {};
  await cutFonts();
  await bundle(manifest);
  const plain = { "mark.svg": await readFile(join(here, "mark.svg")), ...(await provinceFiles(root)) };
  for (const [name, content] of Object.entries(plain)) {
    manifest[name] = hashed(name, content);
    await writeFile(join(out, manifest[name]), content);
  }
  manifest.version = createHash("sha256").update(JSON.stringify(manifest)).digest("hex").slice(0, 12);
  await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 1));
}

await main();
