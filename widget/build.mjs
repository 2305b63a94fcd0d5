// Builds bot/web/static/widget.js: one file with styles, pictograms and the few sentences that
// must be there before the server answers. Everything comes from the project's own sources of
// truth (icons.svg, languages.yml, the .po files), so a new language needs nothing but a build.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Another place, to compare with what is committed: `node build.mjs FILE`. */
const OUT = process.argv[2] || `${ROOT}bot/web/static/widget.js`;
const TARGET = ["chrome87", "firefox78", "safari14.1"];
const read = (path) => readFileSync(ROOT + path, "utf8");

/** Pictograms as one path each: Trusted Types forbid parsing SVG in the page. */
function icons() {
  const found = {};
  for (const file of ["bot/web/static/icons.svg", "widget/src/icons.svg"]) {
    for (const [, id, inner] of read(file).matchAll(/<symbol id="(\w+)"[^>]*>(.*?)<\/symbol>/gs)) {
      found[id] = [...inner.matchAll(/<(\w+) ([^>]*?)\/>/g)].map(path).join("");
    }
  }
  return found;
}

function path([, tag, attributes]) {
  const a = Object.fromEntries([...attributes.matchAll(/(\w+)="([^"]*)"/g)].map((m) => [m[1], m[2]]));
  if (tag === "path") return a.d;
  if (tag === "circle") return `M${a.cx - a.r} ${a.cy}a${a.r} ${a.r} 0 1 0 ${2 * a.r} 0a${a.r} ${a.r} 0 1 0 ${-2 * a.r} 0`;
  if (tag !== "rect") throw new Error(`icons.svg: <${tag}> is not known to build.mjs`);
  const r = Number(a.rx ?? 0);
  const [w, v] = [a.width - 2 * r, a.height - 2 * r];
  const arc = (x, y) => `a${r} ${r} 0 0 1 ${x} ${y}`;
  return `M${Number(a.x) + r} ${a.y}h${w}${arc(r, r)}v${v}${arc(-r, r)}h${-w}${arc(-r, -r)}v${-v}${arc(r, -r)}z`;
}

/** code -> {own, direction, level} of locales/languages.yml, which has one language a line. */
function languages() {
  const lines = read("locales/languages.yml").matchAll(/^ +(\w+): +\{own: *([^,]+), *direction: *(\w+), *level: *(\w+)/gm);
  return [...lines].filter((m) => m[4] !== "started").map(([, code, own, direction]) => ({ code, own: own.trim(), direction }));
}

/** The translation of every Dutch sentence in a .po file. */
function catalogue(code) {
  const file = `locales/${code}/LC_MESSAGES/toeleider.po`;
  const found = {};
  if (!existsSync(ROOT + file)) return found;
  const text = (quoted) => [...quoted.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => JSON.parse(`"${m[1]}"`)).join("");
  for (const block of read(file).split(/\n\n+/)) {
    const entry = /^msgid (.*?)^msgstr (.*)/ms.exec(block);
    if (entry && !/^#,.*fuzzy/m.test(block)) found[text(entry[1])] = text(entry[2]);
  }
  return found;
}

/** What the frame says before the server has answered: [code, own name, direction, sentences]. */
function builtIn() {
  const python = read("bot/web/widget_sentences.py");
  const dutch = Object.fromEntries([...python.matchAll(/"(\w+)": _\(\s*"([^"]*)"\s*\)/g)].map((m) => [m[1], m[2]]));
  const keys = [.../BUILT_IN = \((.*?)\)/s.exec(python)[1].matchAll(/"(\w+)"/g)].map((m) => m[1]);
  const missing = [];
  const rows = languages().map(({ code, own, direction }) => {
    const words = catalogue(code);
    const said = keys.map((key) => (code === "nl" ? dutch[key] : words[dutch[key]] || ""));
    if (said.includes("")) missing.push(code);
    return [code, own, direction === "rtl" ? 1 : 0, ...said];
  });
  if (missing.length) console.warn(`built-in sentences not translated yet: ${missing.join(" ")}`);
  return { keys, rows };
}

const DATA = { "data:icons": icons, "data:languages": builtIn };
const data = {
  name: "data",
  setup(builder) {
    builder.onResolve({ filter: /^data:/ }, ({ path }) => ({ path, namespace: "data" }));
    builder.onLoad({ filter: /.*/, namespace: "data" }, ({ path }) => ({
      contents: JSON.stringify(DATA[path]()),
      loader: "json",
    }));
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const css = readFileSync(path, "utf8");
      const { code } = await transform(css, { loader: "css", minify: true, target: TARGET });
      return { contents: code, loader: "text" };
    });
  },
};

await build({
  entryPoints: [`${ROOT}widget/src/main.js`],
  outfile: OUT,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: TARGET,
  legalComments: "none",
  banner: { js: "/* Digitale toeleider, EUPL-1.2. Source: widget/ of the project. */" },
  plugins: [data],
});
const bytes = readFileSync(OUT);
console.log(`widget.js: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
