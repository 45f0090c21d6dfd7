// SPDX-License-Identifier: MIT
// The rows of a run: a lane per CPU, its walks below it, and the frames that something happened to.
const CPU_HEIGHT = 26;
const WALK_HEIGHT = 20;
const FRAME_HEIGHT = 26;
const GAP = 5;
const CPU_GAP = 14; // room for the arrows between CPUs
export const MOST_FRAMES = 14;

const byFrom = (a, b) => a.from - b.from;

function collect(map, key, item) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(item);
}

function segments(run) {
  const of = new Map();
  for (const [cpu, from, to, mode, place] of run.raw.lanes.segments) {
    const { procedures } = run.place(place);
    collect(of, cpu, {
      from,
      to,
      mode: run.texts[mode],
      label: procedures.length ? procedures[procedures.length - 1] : "script",
      procedures,
    });
  }
  for (const list of of.values()) list.sort(byFrom);
  return of;
}

function walks(run) {
  const of = new Map();
  for (const [cpu, slot, from, to, page, demand, ended, reads] of run.raw.lanes.walks)
    collect(of, `${cpu}.${slot}`, {
      cpu,
      from,
      to: to ?? run.length,
      page: run.texts[page],
      demand: demand === 1,
      ended,
      reads: reads.map(([at, entry, frame]) => ({ at, entry, frame })),
    });
  return of;
}

function frames(run) {
  const all = run.raw.frames.map((label, lane) => ({
    label,
    lane,
    owned: [],
    holds: [],
    touches: [],
    weight: 0,
  }));
  for (const [lane, from, to, owner] of run.raw.lanes.owned)
    all[lane].owned.push({ from, to, owner: run.texts[owner] });
  for (const [lane, cpu, from, to] of run.raw.lanes.holds)
    all[lane].holds.push({ cpu, from, to });
  for (const frame of all) {
    // Those of one CPU do not overlap; several walks of one CPU may: then the later ones stay unseen.
    frame.holdsOf = [...new Set(frame.holds.map((s) => s.cpu))].map((cpu) =>
      frame.holds.filter((s) => s.cpu === cpu).sort(byFrom),
    );
  }
  for (const [lane, cpu, at, kind] of run.raw.lanes.touches)
    all[lane].touches.push({ cpu, at, kind: run.texts[kind] });
  const told = run.raw.story?.table;
  for (const frame of all) {
    frame.weight =
      (frame.label === told ? 1e9 : 0) +
      frame.touches.filter((t) => /wrong|scribble/.test(t.kind)).length * 1e4 +
      (frame.owned.length - 1) * 100 +
      frame.holds.length;
  }
  return all;
}

// Frames that changed hands or that walks and writes touched; the most telling ones, in order of their number.
function shownFrames(all) {
  const lively = all.filter((f) => f.owned.length > 1 || f.holds.length + f.touches.length > 0);
  const kept = [...lively].sort((a, b) => b.weight - a.weight || a.lane - b.lane);
  return {
    shown: kept.slice(0, MOST_FRAMES).sort((a, b) => a.lane - b.lane),
    hidden: all.length - Math.min(kept.length, MOST_FRAMES),
  };
}

// { rows: [{ kind, top, height, label, ... }], height, hidden }
export function layOut(run) {
  const rows = [];
  let top = 0;
  const add = (row, height, gap = GAP) => {
    rows.push({ ...row, top, height });
    top += height + gap;
  };
  const ofCpu = segments(run);
  const ofWalk = walks(run);
  const stepsOf = Array.from({ length: run.raw.cpu.count }, () => []);
  for (let n = 1; n <= run.length; n++) stepsOf[run.cpu(n)].push(n);
  for (let cpu = 0; cpu < run.raw.cpu.count; cpu++) {
    const slots = [...ofWalk.keys()].filter((key) => key.startsWith(`${cpu}.`)).sort();
    add(
      { kind: "cpu", cpu, label: `cpu ${cpu}`, segments: ofCpu.get(cpu) ?? [], steps: stepsOf[cpu] },
      CPU_HEIGHT,
      slots.length ? 1 : CPU_GAP,
    );
    slots.forEach((key, i) =>
      add({ kind: "walk", cpu, label: i ? "" : "walks", walks: ofWalk.get(key) }, WALK_HEIGHT,
        i + 1 < slots.length ? 1 : CPU_GAP),
    );
  }
  const { shown, hidden } = shownFrames(frames(run));
  for (const frame of shown) add({ kind: "frame", ...frame }, FRAME_HEIGHT);
  return { rows, height: top + 10, hidden, frames: new Map(shown.map((f) => [f.label, f.lane])) };
}
