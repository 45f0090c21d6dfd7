// SPDX-License-Identifier: MIT
// The story as a list that moves the scrubber, and the step that the scrubber stands on with its source.
import { h } from "preact";
import { STEP_KINDS, when } from "./data.js";

const NAMES = {
  training: "trains the BTB",
  "walk start": "walk starts",
  "walk read": "walk reads",
  unlink: "unlinks",
  retire: "retires",
  free: "frees",
  reuse: "reuses",
  write: "writes",
  fill: "TLB fills",
  keep: "keeps",
  "late flush": "late flush",
  use: "uses",
  finding: "breaks the claim",
  clue: "",
};
// What was done wrong, and the step that breaks the claim.
const bad = (story, s) => s.role === "free" || s.role === "late flush" || s.step === story.step;

export const sourceText = (source) => {
  if (!source) return "hardware";
  const [, line, procedures, name] = source;
  const inner = procedures.length ? `${procedures[procedures.length - 1]}, ` : "";
  return `${inner}${name.split("/").pop()}:${line}`;
};

// What pictures need of the story: position on the common line, number, whether it is the one that counts.
export const storyMarks = (line, r, position) => {
  const { story } = line.runs[r].raw;
  if (!story) return [];
  const now = current(story, line.position(r, position));
  return story.steps.map((s, i) => ({
    number: i + 1,
    text: s.text,
    position: line.find(r, s.step),
    bad: bad(story, s),
    now: i === now,
  }));
};

// The last item that has happened by then; -1: none.
export const current = (story, n) => story.steps.reduce((at, s, i) => (s.step <= n ? i : at), -1);

export function Story({ run, n, jump }) {
  const { story } = run.raw;
  if (!story) return null;
  const now = current(story, n);
  return (
    <section class="story" aria-label="Story">
      <h2>The story under {run.raw.kernel}</h2>
      <ol>
        {story.steps.map((s, i) => (
          <li key={i} class={`${bad(story, s) ? "bad" : ""} ${i === now ? "now" : ""}`}>
            <button onClick={() => jump(run, s.step)} aria-current={i === now ? "step" : undefined}>
              <span class="number">{i + 1}</span>
              <span class="when">{when(run, s.step)}</span>
              <span class={`chip cpu${s.cpu % 4}`}>cpu {s.cpu}</span>
              <span class="role">{NAMES[s.role] ?? s.role}</span>
              <span class="text">{s.text}</span>
              <span class="where">{sourceText(s.source)}</span>
            </button>
          </li>
        ))}
      </ol>
      {story.notes.map((note) => <p class="note" key={note}>{note}</p>)}
    </section>
  );
}

export function Step({ run, n }) {
  if (n === 0)
    return <div class="step"><h3>The start</h3><p>No step yet.</p></div>;
  const events = run.events(n);
  const kind = run.kind(n);
  return (
    <div class="step">
      <h3>
        Step {n} of {run.length}
        {run.raw.timed && `, ${when(run, n)}`}: <span class={`chip cpu${run.cpu(n) % 4}`}>cpu {run.cpu(n)}</span>{" "}
        {kind > 0 && STEP_KINDS[kind]}
      </h3>
      <ul class="events">
        {events.length === 0 && <li>nothing that others can see</li>}
        {events.map((e, i) => <li key={i} class={e.is}>{e.is && "\u26a0 "}{e.text}</li>)}
      </ul>
      <p class="word">in the schedule: <code>{run.word(n)}</code></p>
    </div>
  );
}

// The lines around what the step executed, or, for the hardware, around where its CPU is.
export function Source({ run, n, before, state }) {
  const cpu = n === 0 ? 0 : run.cpu(n);
  const hardware = n === 0 || run.kind(n) !== 0;
  const place = run.placeOf(cpu, hardware ? state : before);
  const piece = run.piece(place);
  if (!piece) return null;
  const [first, lines] = piece;
  const around = 8;
  const from = Math.max(first, place.line - around);
  const shown = lines.slice(from - first, place.line + around - first + 1);
  const others = new Map();
  for (let other = 0; other < run.raw.cpu.count; other++) {
    const at = run.placeOf(other, state);
    if (at.file !== place.file || (other === cpu && !hardware)) continue;
    if (other === cpu || run.mode(other, state) === "ended") continue;
    others.set(at.line, [...(others.get(at.line) ?? []), other]);
  }
  return (
    <div class="source">
      <div class="path">
        {place.name}:{place.line}
        {place.procedures.length > 0 && <span> {place.procedures.join(" \u203a ")}</span>}
      </div>
      {hardware && n > 0 && <div class="note">The hardware did this on its own; cpu {cpu} is here:</div>}
      <pre tabIndex="0" aria-label={`${place.name}, line ${place.line}`}>
        {shown.map((text, i) => {
          const number = from + i;
          const here = number === place.line;
          const chips = others.get(number) ?? [];
          return (
            <div key={number} class={`line ${here ? (hardware ? "waiting" : "here") : ""}`}>
              <span class="gutter">{here ? "\u25b6" : ""}{number}</span>
              <code>{text || " "}</code>
              {chips.map((c) => <span class={`chip small cpu${c % 4}`}>cpu {c} next</span>)}
            </div>
          );
        })}
      </pre>
    </div>
  );
}
