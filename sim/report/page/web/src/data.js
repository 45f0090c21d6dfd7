// SPDX-License-Identifier: MIT
// The document in the page, and a run of it that can be looked at after any step.
import { misfit } from "./page.js";

// What is wrong with the document, or null.
export function problem(document) {
  const wrong = misfit(document, "ghostwalk-page/1");
  if (wrong) return wrong;
  if (!Array.isArray(document.scenarios) || document.scenarios.length === 0)
    return "This page holds no scenario.";
  return null;
}

const KEYFRAME = 256;
export const STEP_KINDS = [
  "instruction",
  "takes an interrupt",
  "page walker reads",
  "speculation starts a walk",
  "TLB eviction",
  "paging-cache eviction",
  "store buffer drains",
];

// Positions: 0 is the start, n is after step n.
export class Run {
  constructor(raw, number, files) {
    this.raw = raw;
    this.files = files;
    this.number = number;
    const steps = raw.steps;
    this.length = steps.cpu.length;
    this.texts = raw.texts;
    this.bad = new Set(raw.bad_texts);
    this.noted = new Set(raw.noted_texts);
    this.readDates(steps.after);
    this.readEvents(steps.events);
    this.readChanges(steps.changes);
    this.cellsOfCpu = new Map();
    raw.cells.forEach(([kind, cpu, label], id) => {
      const key = cpu === null ? -1 : cpu;
      if (!this.cellsOfCpu.has(key)) this.cellsOfCpu.set(key, []);
      this.cellsOfCpu.get(key).push({ id, kind, label });
    });
    this.window = this.tellingWindow();
    this.placeCell = [];
    for (let cpu = 0; cpu < raw.cpu.count; cpu++)
      this.placeCell.push(this.cellsOfCpu.get(cpu).find((c) => c.kind === "place").id);
  }

  // The number of the window to show: the one in which the story's claim broke, if there is one.
  tellingWindow() {
    const { story, windows, shown_window: shown } = this.raw;
    if (!story || story.step === null) return shown;
    const open = (w) =>
      w.freed !== null && w.freed <= story.step && (w.flushed === null || w.flushed >= story.step);
    for (let i = windows.length - 1; i >= 0; i--)
      if (windows[i].frame === story.table && windows[i].cpu === story.cpu && open(windows[i])) return i;
    return shown;
  }

  readDates(after) {
    this.dates = new Float64Array(this.length + 1);
    for (let n = 1; n <= this.length; n++) this.dates[n] = this.dates[n - 1] + after[n - 1];
  }

  readEvents(flat) {
    this.eventAt = new Uint32Array(this.length + 2);
    for (let n = 1, at = 0; n <= this.length; n++) {
      this.eventAt[n] = at;
      at += flat[at] + 1;
    }
    this.flatEvents = flat;
  }

  readChanges(flat) {
    this.flatChanges = flat;
    this.changeAt = new Uint32Array(this.length + 2);
    const state = Uint32Array.from(this.raw.first);
    this.keyframes = [state.slice()];
    for (let n = 1, at = 0; n <= this.length; n++) {
      this.changeAt[n] = at;
      const end = at + 1 + 2 * flat[at];
      for (at++; at < end; at += 2) state[flat[at]] = flat[at + 1];
      if (n % KEYFRAME === 0) this.keyframes.push(state.slice());
    }
  }

  // The values of all cells after step n.
  state(n) {
    const frame = Math.floor(n / KEYFRAME);
    const state = this.keyframes[frame].slice();
    const flat = this.flatChanges;
    for (let m = frame * KEYFRAME + 1; m <= n; m++) {
      let at = this.changeAt[m];
      for (let left = flat[at++]; left > 0; left--, at += 2) state[flat[at]] = flat[at + 1];
    }
    return state;
  }

  events(n) {
    if (n < 1) return [];
    const at = this.eventAt[n];
    const ids = this.flatEvents.slice(at + 1, at + 1 + this.flatEvents[at]);
    return Array.from(ids, (id) => ({
      text: this.texts[id],
      is: this.bad.has(id) ? "bad" : this.noted.has(id) ? "noted" : "",
    }));
  }

  // A value's items: { text, mark }.
  items(value) {
    return this.raw.values[value].map((item) =>
      Array.isArray(item)
        ? { text: this.texts[item[0]], mark: item[1] }
        : { text: this.texts[item], mark: 0 },
    );
  }

  cpu(n) {
    return this.raw.steps.cpu[n - 1];
  }
  kind(n) {
    return this.raw.steps.kind[n - 1];
  }
  word(n) {
    return this.texts[this.raw.steps.word[n - 1]];
  }

  place(id) {
    const [file, line, procedures] = this.raw.places[id];
    return { file: String(file), line, procedures, name: this.files[file].name };
  }

  mode(cpu, state) {
    const cell = this.cellsOfCpu.get(cpu).find((c) => c.kind === "mode");
    return this.items(state[cell.id])[0].text;
  }

  // Where a CPU is after step n: the instruction that it does next.
  placeOf(cpu, state) {
    return this.place(state[this.placeCell[cpu]]);
  }

  // [first line, lines] around a line, or null.
  piece(place) {
    return (
      this.files[place.file].pieces.find(
        ([first, lines]) => place.line >= first && place.line < first + lines.length,
      ) ?? null
    );
  }
  lineText(place) {
    const piece = this.piece(place);
    return piece ? piece[1][place.line - piece[0]].trim() : "";
  }

  // The last position that is not after a date.
  positionAt(date) {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.dates[middle] <= date) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

// One or two runs on a common line: positions p, each with a position in either run. Steps of the same date go together
// where both have one; so two kernels under one schedule go in step until they part.
export class Line {
  constructor(runs) {
    this.runs = runs;
    if (runs.length === 1) {
      this.length = runs[0].length;
      this.at = [null];
      this.of = [null];
    } else {
      this.merge(runs);
    }
  }

  merge([a, b]) {
    const at = [[0], [0]];
    this.of = [new Uint32Array(a.length + 1), new Uint32Array(b.length + 1)];
    let [i, j] = [0, 0];
    while (i < a.length || j < b.length) {
      const da = i < a.length ? a.dates[i + 1] : Infinity;
      const db = j < b.length ? b.dates[j + 1] : Infinity;
      if (da <= db) i++;
      if (db <= da) j++;
      this.of[0][i] ||= at[0].length;
      this.of[1][j] ||= at[0].length;
      at[0].push(i);
      at[1].push(j);
    }
    this.of[0][0] = this.of[1][0] = 0;
    this.at = at.map((positions) => Uint32Array.from(positions));
    this.length = at[0].length - 1;
  }

  // Position of run r at p; and the first p at which run r has reached n.
  position(r, p) {
    return this.at[r] ? this.at[r][p] : p;
  }
  find(r, n) {
    return this.of[r] ? this.of[r][n] : n;
  }
  date(p) {
    return Math.max(...this.runs.map((run, r) => run.dates[this.position(r, p)]));
  }
}

export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

// "step 23", or "2,630 cycles (1,096 ns)".
export function when(run, n) {
  if (n === null || n === undefined) return "";
  return run.raw.timed ? `cycle ${grouped(run.dates[n])}` : `step ${n}`;
}
