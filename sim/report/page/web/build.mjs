// SPDX-License-Identifier: MIT
// Bundles src/ into a folder: node build.mjs [FOLDER], by default dist. The same sources and package-lock.json give the
// same bytes: a test compares them with the dist/ that is committed. The licences of what is bundled stay in the files.
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, "dist");
// The packages may lie elsewhere: they are not part of the repository.
const packages = process.env.PAGE_NODE_MODULES ?? join(here, "node_modules");
const require = createRequire(join(packages, "here.js"));
const esbuild = require("esbuild");

// The packages of a bundle, each with the text of its licence.
function licences(inputs) {
  const names = new Set();
  for (const path of Object.keys(inputs)) {
    const at = path.lastIndexOf("node_modules/");
    if (at >= 0) names.add(path.slice(at + "node_modules/".length).split("/")[0]);
  }
  let text = "";
  for (const name of [...names].sort()) {
    const { version, license } = JSON.parse(readFileSync(join(packages, name, "package.json")));
    const full = readFileSync(join(packages, name, "LICENSE"), "utf8").trim().replace(/\*\//g, "");
    text += `\n${name} ${version}, ${license}:\n${full}\n`;
  }
  return text;
}

const header = "SPDX-License-Identifier: MIT";
mkdirSync(folder, { recursive: true });
for (const name of ["race.js", "study.js", "index.css"]) {
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: [join(here, "src", name)],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "ascii",
    legalComments: "none",
    loader: { ".js": "jsx" },
    jsxFactory: "h",
    jsxFragment: "Fragment",
    nodePaths: [packages],
    metafile: true,
    write: false,
    outdir: folder,
  });
  for (const file of outputFiles) {
    const script = file.path.endsWith(".js");
    const notes = script ? licences(metafile.inputs).trim() : "";
    // An end tag inside would end the page's script.
    const text = file.text.replace(/<\/(script|style)/gi, "<\\/$1");
    writeFileSync(file.path, `/* ${header}\n${notes}${notes && "\n"}*/\n${text}`);
  }
}
