// Builds web/static/dist from src/ with esbuild: the bundles of the screens, the
// fonts of the printed papers, and the licences of both. `node build.mjs` makes
// the same bytes again.

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = new URL("./", import.meta.url);
const dist = new URL("../static/dist/", import.meta.url);

const PRINTED = [
  { family: "Noto Serif", name: "NotoSerif", from: "@expo-google-fonts/noto-serif" },
  { family: "Noto Sans", name: "NotoSans", from: "@expo-google-fonts/noto-sans" },
];
const FACES = [
  { weight: 400, style: "normal", file: "400Regular" },
  { weight: 400, style: "italic", file: "400Regular_Italic" },
  { weight: 700, style: "normal", file: "700Bold" },
  { weight: 700, style: "italic", file: "700Bold_Italic" },
];

await rm(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: fileURLToPath(here),
  entryPoints: ["src/app.js", "src/app.css", "src/viewer.js", "src/viewer.css"],
  outdir: fileURLToPath(dist),
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "chrome109", "firefox115", "safari16"],
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
await licences(Object.keys(metafile.inputs));
await printFonts(); // Last: the Makefile takes its sheet for the sign that all is built.

// WeasyPrint takes two files of one family and weight for the same font and mixes
// up their letters, so papers get whole fonts and not the subsets of the screens.
async function printFonts() {
  const sheet = [];
  await mkdir(new URL("fonts/", dist), { recursive: true });
  for (const { family, name, from } of PRINTED) {
    for (const { weight, style, file } of FACES) {
      const font = `${name}_${file}.ttf`;
      const source = new URL(`node_modules/${from}/${file}/${font}`, here);
      await cp(source, new URL(`fonts/${font}`, dist));
      sheet.push(`@font-face {
  font-family: "${family}";
  font-weight: ${weight};
  font-style: ${style};
  src: url("fonts/${font}") format("truetype");
}
`);
    }
  }
  await writeFile(new URL("print-fonts.css", dist), sheet.join("\n"));
}

// Whoever passes the bundles on passes these on: one text for each package in them.
async function licences(inputs) {
  const found = inputs.map((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]);
  const packages = new Set([...found.filter(Boolean), ...PRINTED.map(({ from }) => from)]);
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = new URL(`node_modules/${name}/`, here);
    const files = (await readdir(folder)).filter((entry) => /^licen[cs]e/i.test(entry));
    for (const file of files.sort()) {
      const text = await readFile(new URL(file, folder), "utf8");
      texts.push(`${name}\n\n${text.trim()}\n`);
    }
  }
  await writeFile(new URL("LICENCES.txt", dist), texts.join(`\n${"-".repeat(72)}\n\n`));
}
