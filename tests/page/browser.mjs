// SPDX-License-Identifier: MIT
// What a reader does with a page, done by a program. What the page must show is taken from the program's other
// outputs (--json), not from the page's own data.
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { equal, finish, folder, ghostwalk, holds, root, visit } from "./harness.mjs";

const FLAGSHIP = "scenarios/linux-2.4/munmap_same_cpu.race";
const at = (name) => join(folder, name);
const said = (page) => page.locator(".said").innerText();
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
const stepOf = async (page) => {
  const text = await said(page);
  return text === "the start" ? 0 : Number(/step (\d+)/.exec(text)[1]);
};

// ── A witness and its fix ──

const witness = at("witness.html");
ghostwalk("explore", FLAGSHIP, "--report", witness);
const searches = JSON.parse(ghostwalk("explore", FLAGSHIP, "--json")).searches;
const found = searches.find((s) => s.verdict === "found");
const absent = searches.find((s) => s.verdict === "absent");
const story = found.witness.story;

holds(statSync(witness).size < 1e6, "a witness page is smaller than 1 MB");

// The first step that is not the same when the schedule is taken under the other kernel.
function partsAt() {
  const take = (kernel) =>
    JSON.parse(ghostwalk("replay", FLAGSHIP, "--kernel", kernel, "--schedule", found.witness.schedule, "--json"));
  const [a, b] = [take(found.kernel), take(absent.kernel)];
  const same = (n) => JSON.stringify(a.steps[n]) === JSON.stringify(b.steps[n]);
  let n = 0;
  while (n < b.steps.length && same(n)) n++;
  return n + 1;
}

await visit(witness, async (page) => {
  const last = found.witness.steps;
  equal(await page.locator(".verdict .badge").allInnerTexts(), ["\u2717 FOUND", "\u2713 ABSENT"], "verdicts");
  equal(await stepOf(page), last, "the page begins where the claim breaks");

  // The scrubber.
  await press(page, "Home");
  equal(await said(page), "the start", "Home");
  await press(page, "ArrowRight", "ArrowRight", "ArrowLeft");
  equal(await stepOf(page), 1, "two steps on and one back");
  await page.getByRole("slider", { name: "Step" }).fill("7");
  equal(await stepOf(page), 7, "the slider");
  await page.getByRole("slider", { name: "Step" }).press("ArrowRight");
  equal(await stepOf(page), 8, "the slider's own arrow, once");
  await press(page, "Home", "PageDown");
  equal(await stepOf(page), 10, "Page Down");
  await page.getByRole("button", { name: "One step on" }).click();
  equal(await stepOf(page), 11, "the button");

  // The story: each item leads to its step, by click and by j.
  const items = page.locator(".story li button");
  equal(await items.count(), story.steps.length, "items of the story");
  for (let i = 0; i < story.steps.length; i++) {
    await items.nth(i).click();
    equal(await stepOf(page), story.steps[i].step, `item ${i + 1} of the story`);
    holds((await items.nth(i).innerText()).includes(story.steps[i].text), `text of item ${i + 1}`);
  }
  await press(page, "Home", "j");
  equal(await stepOf(page), story.steps[0].step, "j from the start");

  // Side by side.
  const parts = partsAt();
  equal(await page.locator("button.part").innerText(), `they part at step ${parts}`, "where they part");
  await press(page, "End", "p");
  equal(await stepOf(page), parts, "p");
  equal(await page.getByText("Here the two kernels part.").count(), 2, "both sides say so");
  const shown = async () => page.locator(".look .events").allInnerTexts();
  const [a, b] = await shown();
  holds(a !== b, "they do not do the same at that step");
  await press(page, "ArrowLeft");
  const [c, d] = await shown();
  equal(c, d, "they did the same one step before");

  // The poisoned entry is marked in the TLB of its CPU, once it is there and not before.
  const fill = story.steps.find((s) => s.role === "fill");
  const poisoned = page.locator(`.look >> nth=0 >> section[aria-label="State of cpu ${fill.cpu}"] >> .tlb tr.poisoned`);
  await items.nth(story.steps.indexOf(fill)).click();
  equal(await poisoned.count(), 1, "poisoned entries at the fill");
  holds(/0x40125000.*0xbadc.*global.*poisoned/s.test(await poisoned.innerText()), "the entry's row");
  holds((await poisoned.getAttribute("class")).includes("new"), "it is marked as new");
  await press(page, "ArrowLeft");
  equal(await poisoned.count(), 0, "poisoned entries one step before");
  await press(page, "End");
  equal(await page.locator(".look >> nth=1 >> tr.poisoned").count(), 0, "under the fix there is none");

  // The line of source that a step executes.
  const free = story.steps.find((s) => s.role === "free");
  await items.nth(story.steps.indexOf(free)).click();
  const line = page.locator(".look >> nth=0 >> .line.here");
  holds((await line.innerText()).includes(`${free.source.line}`), "the line that frees");
  const text = readFileSync(join(root, free.source.file), "utf8").split("\n")[free.source.line - 1];
  holds((await line.innerText()).includes(text.trim()), "its text");

  // Which change fixes it, and how to see it again.
  for (const option of ["pte_free", "flush_tlb_pgtables"])
    equal(await page.locator(".change tbody th", { hasText: new RegExp(`^${option}$`) }).count(), 1, option);
  holds((await page.locator(".replay code").first().innerText()).includes(found.witness.schedule), "the schedule");
});

// ── By keyboard alone, in the dark, on a narrow screen ──

await visit(
  witness,
  async (page) => {
    const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    equal(await colour(), "rgb(22, 24, 28)", "dark as the system is");
    await page.getByLabel("colours").selectOption("light");
    equal(await colour(), "rgb(255, 255, 255)", "light when asked");
    await press(page, "Home");
    const item = page.locator(".story li button").first();
    for (let i = 0; i < 60 && !(await item.evaluate((e) => e === document.activeElement)); i++) await press(page, "Tab");
    holds(await item.evaluate((e) => e === document.activeElement), "Tab reaches the story");
    holds(await item.evaluate((e) => getComputedStyle(e).outlineStyle !== "none"), "focus can be seen");
    await press(page, "Enter");
    equal(await stepOf(page), story.steps[0].step, "Enter on the story's first item");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    holds(wide <= 0, `nothing sticks out at 800 pixels: ${wide}`);
    await page.emulateMedia({ media: "print" });
    equal(await page.locator(".bar button").first().isVisible(), false, "no buttons on paper");
  },
  { width: 800, scheme: "dark" },
);

// ── A timed run, and by time or by step ──

const run = at("run.html");
ghostwalk("run", FLAGSHIP, "--report", run);
const timed = JSON.parse(ghostwalk("run", FLAGSHIP, "--json")).runs.find((r) => r.verdict === "found");
await visit(run, async (page) => {
  const items = page.locator(".story li button");
  for (const [i, s] of timed.story.steps.entries()) {
    await items.nth(i).click();
    const cycles = s.at.cycles.toLocaleString("en");
    holds((await said(page)).endsWith(`cycle ${cycles}`), `item ${i + 1} is at ${cycles}: ${await said(page)}`);
  }
  const flag = () => page.locator(".flag.bad").getAttribute("transform");
  const byTime = await flag();
  await page.getByLabel("by time").uncheck();
  holds((await flag()) !== byTime, "by step the flag stands elsewhere");
});

// ── A folder of pages: a row per expectation, and a page that opens on that run ──

const gallery = at("gallery");
ghostwalk("test", "scenarios/basics", "scenarios/linux-2.4/exit_mmap.race", "--report", gallery);
await visit(join(gallery, "index.html"), async (page) => {
  const tap = ghostwalk("test", "scenarios/basics", "scenarios/linux-2.4/exit_mmap.race");
  const lines = tap.split("\n").filter((l) => l.startsWith("ok "));
  const rows = page.locator(".index tbody tr");
  equal(await rows.count(), lines.length, "rows of the table");
  const verdicts = (await page.locator(".badge").allTextContents()).join(" ");
  equal(verdicts, lines.map((l) => / (found|absent)$/.exec(l)[1]).join(" "), "verdicts as `test` says");
  const row = page.locator("tr", { hasText: "linux-2.4.19 with leave_mm_load_cr3 = no" }).first();
  await row.getByRole("link").click();
  equal(await page.locator("h1").innerText(), "exit_mmap", "the link leads to the page");
  const left = page.locator(".verdict .kernel").first();
  equal(await left.innerText(), "linux-2.4.19 with leave_mm_load_cr3 = no", "on the run of that row");
  equal(await page.locator(".verdict .badge").first().innerText(), "\u2717 FOUND", "which is found");
});

// ── A study: curves with intervals, the table, and a command for a hit that hits ──

const study = at("study.race");
writeFileSync(
  study,
  `${readFileSync(join(root, "scenarios/basics/late_flush.race"), "utf8")}
study late_flush_study
  scenario late_flush
  kernel late-flush
  kernel late-flush with order = flush_first
  vary line_transfer = 100, 200, 400
  vary ipi_delivery = 500, 5000
  trials 200
  measure broken
`,
);
ghostwalk("sweep", study, "--store", at("study.results"), "--report", at("study.html"));
const points = ghostwalk("results", at("study.results"), "--ndjson", "-").trim().split("\n").slice(1).map((l) => JSON.parse(l));
await visit(at("study.html"), async (page) => {
  equal(points.length, 12, "points: 2 kernels, 3 and 2 values");
  equal(await page.locator(".line").count(), 2, "a curve per kernel");
  equal(await page.locator(".point").count(), 6, "points at one value of the other parameter");
  for (const value of ["500", "5000"]) {
    await page.getByLabel("ipi_delivery", { exact: true }).selectOption(value);
    const shown = points.filter((p) => p.settings.ipi_delivery === value && p.kernel_options.order === undefined);
    const labels = await page.locator(".point").evaluateAll((all) => all.map((p) => p.getAttribute("aria-label")));
    for (const p of shown)
      holds(
        labels.some((l) => l.includes(`line_transfer ${p.settings.line_transfer}: ${p.found.hits} of 200 trials`)),
        `${p.found.hits} hits at ${p.settings.line_transfer}, ${value}`,
      );
  }
  equal(await page.locator(".numbers tbody tr").count(), 6, "the table behind them");
  await page.getByLabel("all points").check();
  equal(await page.locator(".numbers tbody tr").count(), 12, "the whole table");
  const before = await page.locator(".line").first().getAttribute("d");
  await page.getByLabel("log x").check();
  holds((await page.locator(".line").first().getAttribute("d")) !== before, "a logarithmic axis moves the curve");
  const hit = points.find((p) => p.replay);
  await page.getByLabel("ipi_delivery", { exact: true }).selectOption(hit.settings.ipi_delivery);
  const mark = page.getByRole("button", { name: new RegExp(`^${hit.kernel}, line_transfer ${hit.settings.line_transfer}: `) });
  await mark.focus();
  holds((await page.locator(".tip").innerText()).includes(hit.kernel), "a tip says what has the focus");
  await page.keyboard.press("Enter");
  const command = await page.locator(".picked code").innerText();
  equal(command, hit.replay, "the command of the chosen point");
  const again = ghostwalk(...command.split(" ").slice(1), "--json");
  equal(JSON.parse(again).runs[0].verdict, "found", "the command shows the hit");
  await page.getByRole("checkbox", { name: "late-flush with order" }).uncheck();
  equal(await page.locator(".line").count(), 1, "a curve less");
});

// ── What is not of this version, and what pretends to be markup ──

const swap = (file, from, to) => {
  const text = readFileSync(witness, "utf8");
  holds(text.includes(from), `${file}: there is something to change`);
  writeFileSync(at(file), text.replaceAll(from, to));
  return at(file);
};
await visit(swap("later.html", '"schema":"ghostwalk-page/1"', '"schema":"ghostwalk-page/2"'), async (page) => {
  holds(/version ghostwalk-page\/1.*ghostwalk-page\/2/s.test(await page.getByRole("alert").innerText()), "refusal");
  equal(await page.locator(".timeline").count(), 0, "nothing is drawn");
});
await visit(swap("cut.html", '"schema":"ghostwalk-page/1"', '"schema'), async (page) => {
  equal(await page.getByRole("alert").count(), 1, "data cut short is refused");
});

const EVIL = "<img src=x onerror=hacked=1></script><script>hacked=1</script>";
const evil = async (page) => {
  equal(await page.evaluate(() => typeof globalThis.hacked), "undefined", "nothing of it has run");
  equal(await page.locator("#app img, #app script").count(), 0, "nothing of it is an element");
};
const json = EVIL.replaceAll("<", "\\u003c");
await visit(swap("named.html", "munmap_same_cpu", json), async (page) => {
  equal(await page.locator("h1").innerText(), EVIL, "the scenario's name");
  await evil(page);
});
await visit(swap("owned.html", '"page directory"', `"${json}"`), async (page) => {
  holds((await page.locator(".frames").first().innerText()).includes(EVIL), "an owner's name");
  await evil(page);
});
mkdirSync(at("<b>"));
const file = join(at("<b>"), "<script>hacked=1<br>.race");
const late = readFileSync(join(root, "scenarios/basics/late_flush.race"), "utf8");
writeFileSync(file, late.replace("# A page is unmapped and freed", `# ${EVIL} is unmapped and freed`));
ghostwalk("explore", file, "--report", at("file.html"));
await visit(at("file.html"), async (page) => {
  holds((await page.locator(".file").innerText()).endsWith("<script>hacked=1<br>.race"), "the file's name");
  holds((await page.locator("header").innerText()).includes(EVIL), "the comment");
  await evil(page);
});

// ── More than 100,000 events: only what is in sight is drawn, so the number of elements stays small ──

const long = at("long.html");
ghostwalk("run", "scenarios/protocol/teardown.race", "--max-cycles", "3000000", "--report", long);
await visit(long, async (page) => {
  const steps = await page.getByRole("slider", { name: "Step" }).getAttribute("max");
  holds(Number(steps) > 100000, `${steps} steps on the line`);
  const elements = () => page.evaluate(() => document.querySelectorAll("*").length);
  const before = await elements();
  holds(before < 3000, `${before} elements`);
  await press(page, "End", "ArrowLeft", "+", "+", "0", "Home", "PageDown");
  await page.mouse.move(600, 700);
  await page.mouse.wheel(0, 400);
  equal(await stepOf(page) > 0, true, "the scrubber moves");
  holds((await elements()) < 3000, "still few elements");
});

// The canary: a page that complains and asks for something is seen to.
const bad = at("bad.html");
writeFileSync(bad, "<!doctype html><script>console.error('ouch'); new Image().src = 'http://127.0.0.1:9/';</script>");
await visit(bad, (page) => page.waitForTimeout(300), {
  expected: ["ouch", "request: http://127.0.0.1:9/", "Failed to load resource: net::ERR_UNSAFE_PORT"],
});

await finish();
