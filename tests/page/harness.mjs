// SPDX-License-Identifier: MIT
// A page in headless Chromium, and checks that count. Nothing but file: may be asked for.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.PAGE_NODE_MODULES, "here.js"));
const { chromium } = require("playwright-core");

export const folder = process.env.PAGE_FOLDER;
export const root = process.env.GHOSTWALK_SOURCE_DIR;

// Runs the program in the repository; its standard output. Exit status 1 is a verdict, not a failure.
export function ghostwalk(...words) {
  try {
    return execFileSync(process.env.GHOSTWALK_BINARY, words, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw error;
  }
}

let failures = 0;
let checks = 0;
export function equal(got, wanted, what) {
  checks++;
  if (JSON.stringify(got) === JSON.stringify(wanted)) return;
  failures++;
  console.log(`FAILED ${what}: ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
}
export const holds = (condition, what) => equal(Boolean(condition), true, what);

let browser;
const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });

// Opens a file; afterwards nothing may have gone wrong and nothing else may have been asked for. The canary: `expected`
// troubles must have come.
export async function visit(file, look, { width = 1280, scheme = "light", expected = [] } = {}) {
  browser ??= await launch();
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const troubles = [];
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && troubles.push(m.text()));
  page.on("pageerror", (e) => troubles.push(e.message));
  page.on("dialog", (d) => (troubles.push(`dialog: ${d.message()}`), d.dismiss()));
  page.on("request", (r) => r.url().startsWith("file:") || troubles.push(`request: ${r.url()}`));
  await page.goto(`file://${file}`);
  await look(page);
  equal(troubles, expected, `${file}: errors and requests`);
  await page.close();
}

export async function finish() {
  await browser?.close();
  console.log(`${checks} checks, ${failures} failed`);
  process.exit(failures === 0 && checks > 0 ? 0 : 1);
}
