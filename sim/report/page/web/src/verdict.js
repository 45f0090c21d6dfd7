// SPDX-License-Identifier: MIT
// What a reader wants first: the verdict, who did what wrong and when, and which change ends it.
import { h, Fragment } from "preact";
import { grouped, when } from "./data.js";

const SIGNS = { found: "\u2717", absent: "\u2713", "not seen": "\u25cb", "gave up": "?" };

function meaning(raw) {
  const { search } = raw;
  switch (raw.verdict) {
    case "found":
      if (raw.steps.cpu.length === 0) return "Some schedule breaks it; a bound came before it was known which.";
      return search
        ? `A schedule of ${raw.steps.cpu.length} steps breaks it; it is shown here.`
        : "This run broke it; the run is shown here.";
    case "absent":
      if (search.miss_probability)
        return `None of ${grouped(search.states)} states breaks it. They were told apart by a hash: with a chance of at most ${search.miss_probability.toPrecision(2)} one was missed, so this is no proof.`;
      return `Every interleaving was tried, ${grouped(search.states)} states, and none breaks it.`;
    case "not seen":
      return raw.timed
        ? "This run did not break it. One timing proves no absence."
        : "This schedule does not break it. One schedule proves no absence.";
    default:
      return `The search stopped at ${search?.gave_up_at ?? "a bound"}: it says nothing.`;
  }
}

const role = (raw, ...names) => raw.story?.steps.filter((s) => names.includes(s.role)) ?? [];

// The window in a sentence, of a run that freed before it flushed.
function windowText(run) {
  const { raw } = run;
  const w = raw.windows[run.window ?? -1];
  if (!w || w.freed === null) return null;
  const thing = `${w.kind} ${w.frame}`;
  if (w.flushed !== null && w.flushed < w.freed)
    return { at: w.flushed, text: `cpu ${w.cpu} flushed ${w.margin} before ${thing} was freed: closed.` };
  if (w.flushed === null)
    return { at: w.freed, text: `No flush on cpu ${w.cpu} follows the free of ${thing} in this ${raw.timed ? "run" : "schedule"}.` };
  return { at: w.flushed, text: `The flush on cpu ${w.cpu} that ends its use of ${thing} comes ${w.width} after the free: too late.` };
}

// The act that was wrong: what was freed too early, and who could still use it.
function culprit(run) {
  const { raw } = run;
  const w = raw.windows[run.window ?? -1];
  if (raw.story && w && w.freed !== null && (w.flushed === null || w.flushed > w.freed)) {
    const holder = w.held
      ? `a ${w.kind === "table" ? "walk or cache" : "translation"} of cpu ${w.cpu} still holds it`
      : `cpu ${w.cpu} can still walk it`;
    return { at: w.freed, text: `cpu ${run.cpu(w.freed)} frees ${w.kind} ${w.frame} while ${holder}: no flush has come before.` };
  }
  const [gone] = role(raw, "free", "retire");
  return gone ? { at: gone.step, text: `cpu ${gone.cpu} ${gone.text}.` } : null;
}

function harm(run) {
  const { story } = run.raw;
  if (!story) return null;
  const here = story.steps.filter((s) => s.step === story.step);
  const told = here.find((s) => s.role !== "walk read") ?? here[0];
  const what = told ? `cpu ${told.cpu}: ${told.text}. That is, ` : "";
  return { at: story.step, text: `${what}${story.meaning}.` };
}

function Points({ run, jump, other }) {
  const { raw } = run;
  const points = [
    ["What was wrong", culprit(run)],
    ["What came of it", harm(run)],
    ["The window", windowText(run)],
    ["What should have come first", raw.search?.instead ? { at: raw.search.inevitable_after, text: `${raw.search.instead.replace(/^(cpu \d+) (the|its) /, "$1: $2 ")}. After step ${raw.search.inevitable_after} there was no way back.` } : null],
  ].filter(([, point]) => point);
  if (points.length === 0 && !other) return null;
  return (
    <dl class="points">
      {points.map(([title, point]) => (
        <Fragment key={title}>
          <dt>{title}</dt>
          <dd>
            {point.at !== null && (
              <button class="jump" onClick={() => jump(run, point.at)}>{when(run, point.at)}</button>
            )}{" "}
            {point.text}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

function Copy({ text }) {
  const copy = (e) => {
    const button = e.currentTarget;
    const done = () => {
      button.textContent = "copied";
      setTimeout(() => (button.textContent = "copy"), 1500);
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, () => {});
  };
  return <button class="copy" onClick={copy}>copy</button>;
}

function Expected({ raw }) {
  if (!raw.expected) return null;
  return (
    <span class={raw.as_expected ? "" : "bad"}>
      expected {raw.expected} {raw.as_expected ? "\u2713" : "\u2717"}
    </span>
  );
}

export function VerdictCard({ run, jump }) {
  const { raw } = run;
  const broken = raw.broken.map((b) => b.claim).join(", ");
  const all = raw.claims.filter((c) => c.never).map((c) => c.text);
  const own = all.filter((c) => c !== "deadlock" && c !== "failed assertion"); // Those are always claimed.
  const claims = own.length ? own : all;
  return (
    <section class={`verdict ${raw.verdict.replace(" ", "-")}`} aria-label={`Verdict under ${raw.kernel}`}>
      <h2>
        <span class="badge"><span aria-hidden="true">{SIGNS[raw.verdict]}</span> {raw.verdict}</span>
        <span class="kernel">{raw.kernel}</span>
      </h2>
      <p>
        <b>never {broken || claims.join(", ")}</b>
        {": "}
        {meaning(raw)} <Expected raw={raw} />
      </p>
      {raw.idle.length > 0 && <p class="bad">Never happened: {raw.idle.join(", ")}.</p>}
      {raw.waiting.length > 0 && <p>{raw.waiting.join("; ")}</p>}
      <Points run={run} jump={jump} />
      {raw.beside && <Beside run={run} />}
      <p class="replay">
        <code>{raw.replay}</code> <Copy text={raw.replay} />
      </p>
    </section>
  );
}

function Beside({ run }) {
  const { beside } = run.raw;
  if (beside.taken === undefined) return null;
  return (
    <p class="note">
      Shown: the schedule of the bug, word by word. {beside.left_out} of {beside.taken + beside.left_out} words are not
      possible here and are left out{beside.more > 0 && `; then ${beside.more} steps on, without speculation`}.
    </p>
  );
}

// The options that differ: the change that makes the one kernel the other.
export function differences(a, b) {
  const names = [...new Set([...Object.keys(a.raw.options), ...Object.keys(b.raw.options)])];
  return names
    .filter((name) => a.raw.options[name] !== b.raw.options[name])
    .map((name) => ({ name, a: a.raw.options[name] ?? "\u2013", b: b.raw.options[name] ?? "\u2013" }));
}

export function Change({ a, b, notes }) {
  const all = differences(a, b);
  const fixes = a.raw.verdict === "found" && ["absent", "not seen"].includes(b.raw.verdict);
  const title = fixes ? `What ends it: ${b.raw.kernel}` : "How the kernels differ";
  return (
    <section class="change" aria-label={title}>
      <h2>{title}</h2>
      {all.length === 0 ? (
        <p>Their options are the same.</p>
      ) : (
        <table>
          <thead>
            <tr><th>option</th><th>{a.raw.kernel}</th><th>{b.raw.kernel}</th><th>what it is about</th></tr>
          </thead>
          <tbody>
            {all.map((d) => (
              <tr key={d.name}>
                <th scope="row">{d.name}</th>
                <td><span class="mini">{a.raw.kernel}: </span>{d.a}</td>
                <td><span class="mini">{b.raw.kernel}: </span><b>{d.b}</b></td>
                <td>{notes[d.name] ?? ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

export function Bounds({ run }) {
  const { raw } = run;
  if (!raw.search) return null;
  return (
    <details>
      <summary>What the search under {raw.kernel} covered</summary>
      <ul>
        <li>{grouped(raw.search.states)} states, {raw.search.depth} steps deep</li>
        {raw.search.bounds.map((b) => <li key={b}>{b}</li>)}
        {(raw.search.no_way_back ?? []).map((line) => <li key={line}>{line}</li>)}
      </ul>
    </details>
  );
}
