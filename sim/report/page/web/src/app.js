// SPDX-License-Identifier: MIT
// The page: which runs are shown, where the scrubber stands, and the keys that move it.
import { h, Component, createRef } from "preact";
import { Line, Run, when } from "./data.js";
import { Legend } from "./legend.js";
import { Cpu, Memory } from "./state.js";
import { Source, Step, Story, storyMarks } from "./story.js";
import { Timeline } from "./timeline.js";
import { Bounds, Change, VerdictCard } from "./verdict.js";

// The bug on the left and beside it the fix, which is held against it; as far as there are such. `wanted`: a run to show.
function pair(runs, wanted) {
  const fixes = (i) => runs[i].verdict !== "found" && runs[i].beside !== undefined;
  const all = runs.map((_, i) => i);
  if (wanted === null) {
    const fix = all.find(fixes);
    if (fix !== undefined) return [runs[fix].beside.of, fix];
    const found = all.find((i) => runs[i].verdict === "found") ?? 0;
    return [found, all.find((i) => i !== found) ?? null];
  }
  if (fixes(wanted)) return [runs[wanted].beside.of, wanted];
  return [wanted, all.find((i) => fixes(i) && runs[i].beside.of === wanted) ?? null];
}

const THEMES = ["auto", "light", "dark"];

export class App extends Component {
  constructor(props) {
    super(props);
    this.timeline = createRef();
    this.runs = new Map();
    const wanted = Number(new URLSearchParams(location.hash.slice(1)).get("run"));
    this.state = { theme: "auto", ...this.choose(0, Number.isInteger(wanted) ? wanted : 0) };
  }

  // A scenario's first view; `run` counts from 1, and 0 leaves the choice to the page.
  choose(scenario, run = 0) {
    const { runs } = this.props.document.scenarios[scenario];
    return this.show(scenario, ...pair(runs, run > 0 && run <= runs.length ? run - 1 : null));
  }

  run(scenario, n) {
    const key = `${scenario}.${n}`;
    const { runs, files } = this.props.document.scenarios[scenario];
    if (!this.runs.has(key)) this.runs.set(key, new Run(runs[n], n, files));
    return this.runs.get(key);
  }

  show(scenario, left, right) {
    const chosen = [left, right].filter((n) => n !== null).map((n) => this.run(scenario, n));
    const line = new Line(chosen.filter((run, i) => i === 0 || run.raw.timed === chosen[0].raw.timed));
    return { scenario, left, right, line, position: this.start(line), time: line.runs[0].raw.timed };
  }

  // Where the reader begins: where the claim breaks, if it does.
  start(line) {
    const { story } = line.runs[0].raw;
    const last = story?.steps.length ? story.steps[story.steps.length - 1].step : 0;
    return line.find(0, story?.step ?? last ?? 0);
  }

  componentDidMount() {
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.applyTheme();
  }
  componentWillUnmount() {
    document.removeEventListener("keydown", this.onKey);
  }
  componentDidUpdate(_, previous) {
    if (previous.theme !== this.state.theme) {
      this.applyTheme();
      this.timeline.current?.paint();
    }
  }
  applyTheme() {
    document.documentElement.dataset.theme = this.state.theme;
  }

  go(position) {
    const { line } = this.state;
    this.setState({ position: Math.min(Math.max(position, 0), line.length) });
  }
  jump(run, n) {
    const r = this.state.line.runs.indexOf(run);
    this.go(this.state.line.find(r, n));
  }

  // To the story's next or previous item.
  tell(direction) {
    const { line, position } = this.state;
    const marks = storyMarks(line, 0, position);
    const next =
      direction > 0
        ? marks.find((m) => m.position > position)
        : [...marks].reverse().find((m) => m.position < position);
    if (next) this.go(next.position);
  }

  parting() {
    const { line } = this.state;
    const [a, b] = line.runs;
    if (!b) return null;
    const of = b.raw.beside?.of === a.number ? b : a.raw.beside?.of === b.number ? a : null;
    const parts = of?.raw.beside.parts;
    return parts === null || parts === undefined ? null : parts;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tag = event.target.tagName;
    if (tag === "SELECT" || (tag === "INPUT" && event.key.startsWith("Arrow"))) return;
    const { position, line } = this.state;
    const moves = {
      ArrowLeft: () => this.go(position - 1),
      ArrowRight: () => this.go(position + 1),
      Home: () => this.go(0),
      End: () => this.go(line.length),
      PageUp: () => this.go(position - 10),
      PageDown: () => this.go(position + 10),
      j: () => this.tell(1),
      k: () => this.tell(-1),
      p: () => this.parting() !== null && this.go(line.find(0, this.parting())),
      "+": () => this.timeline.current.magnify(2),
      "-": () => this.timeline.current.magnify(0.5),
      0: () => this.timeline.current.magnify(0),
    };
    if (!(event.key in moves)) return;
    if (event.key.startsWith("Page") && tag === "PRE") return;
    event.preventDefault();
    moves[event.key]();
  }

  flags() {
    const { line } = this.state;
    const flags = [];
    line.runs.forEach((run, r) => {
      const { search, story } = run.raw;
      if (story && story.step !== null && r === 0)
        flags.unshift({ kind: "bad", position: line.find(r, story.step), label: story.claim });
      if (search?.inevitable_after && r === 0 && search.inevitable_after !== story?.step)
        flags.push({ kind: "doom", position: line.find(r, search.inevitable_after), label: "no way back" });
    });
    const parts = this.parting();
    if (parts !== null) flags.push({ kind: "part", position: line.find(0, Math.min(parts, line.runs[0].length)), label: "they part" });
    return flags;
  }

  render({ document: all }, { scenario, left, right, line, position, time, theme }) {
    const about = all.scenarios[scenario];
    const jump = (run, n) => this.jump(run, n);
    const shown = [left, right].filter((n) => n !== null).map((n) => this.run(scenario, n));
    return (
      <main class={line.runs.length > 1 ? "pair" : "single"}>
        <header>
          <div>
            <h1>{about.scenario}</h1>
            <p class="file">{about.file}</p>
            <p>{about.summary}</p>
          </div>
          <div class="choices">
            {this.chooser(all, scenario, left, right)}
            <label>
              colours{" "}
              <select value={theme} onChange={(e) => this.setState({ theme: e.target.value })}>
                {THEMES.map((t) => <option key={t}>{t}</option>)}
              </select>
            </label>
          </div>
        </header>
        <div class="verdicts">
          {shown.map((run) => <VerdictCard key={run.number} run={run} jump={jump} />)}
        </div>
        {shown.length > 1 && <Change a={shown[0]} b={shown[1]} notes={about.option_notes} />}
        {this.bar(line, position, time)}
        <Timeline
          key={`${scenario}.${left}.${right}`}
          ref={this.timeline}
          line={line}
          position={position}
          time={time}
          theme={theme}
          story={storyMarks(line, 0, position)}
          flags={this.flags()}
          onPosition={(p) => this.go(p)}
        />
        <Legend />
        <div class="below">
          <div class="stories">
            {line.runs.filter((run) => run.raw.story).map((run) => (
              <Story key={run.number} run={run} n={line.position(line.runs.indexOf(run), position)} jump={jump} />
            ))}
          </div>
          {line.runs.map((run, r) => <Look key={run.number} run={run} n={line.position(r, position)} parts={this.parting()} />)}
        </div>
        <footer>
          {shown.map((run) => <Bounds key={run.number} run={run} />)}
          <p>
            Keys: {"\u2190 \u2192"} a step, Page Up and Down ten, Home and End, j and k through the story,
            p where the kernels part, + {"\u2212"} 0 zoom. Made by ghostwalk {all.ghostwalk}.
          </p>
        </footer>
      </main>
    );
  }

  chooser(all, scenario, left, right) {
    const { runs } = all.scenarios[scenario];
    const pick = (value) => (value === "" ? null : Number(value));
    return [
      all.scenarios.length > 1 && (
        <label>
          scenario{" "}
          <select value={scenario} onChange={(e) => this.setState(this.choose(Number(e.target.value)))}>
            {all.scenarios.map((s, i) => <option value={i} key={i}>{s.scenario}</option>)}
          </select>
        </label>
      ),
      runs.length > 1 && (
        <label>
          kernel{" "}
          <select value={left} onChange={(e) => this.setState(this.show(scenario, pick(e.target.value), pick(e.target.value) === right ? left : right))}>
            {runs.map((r, i) => <option value={i} key={i}>{r.kernel}: {r.verdict}</option>)}
          </select>
        </label>
      ),
      runs.length > 1 && (
        <label>
          beside it{" "}
          <select value={right ?? ""} onChange={(e) => this.setState(this.show(scenario, left, pick(e.target.value)))}>
            <option value="">nothing</option>
            {runs.map((r, i) => i !== left && <option value={i} key={i}>{r.kernel}: {r.verdict}</option>)}
          </select>
        </label>
      ),
    ];
  }

  bar(line, position, time) {
    const run = line.runs[0];
    const n = line.position(0, position);
    const said = n === 0 ? "the start" : `step ${n} of ${run.length}${run.raw.timed ? `, ${when(run, n)}` : ""}`;
    const parts = this.parting();
    return (
      <div class="bar" role="group" aria-label="Steps">
        <button onClick={() => this.go(0)} aria-label="To the start">{"\u21e4"}</button>
        <button onClick={() => this.go(position - 1)} aria-label="One step back">{"\u25c0"}</button>
        <input
          type="range"
          min="0"
          max={line.length}
          value={position}
          aria-label="Step"
          aria-valuetext={said}
          onInput={(e) => this.go(Number(e.target.value))}
        />
        <button onClick={() => this.go(position + 1)} aria-label="One step on">{"\u25b6"}</button>
        <button onClick={() => this.go(line.length)} aria-label="To the end">{"\u21e5"}</button>
        <output class="said" aria-live="polite">{said}</output>
        {run.raw.story && [
          <button onClick={() => this.tell(-1)}>{"\u2039"} story</button>,
          <button onClick={() => this.tell(1)}>story {"\u203a"}</button>,
        ]}
        {parts !== null && (
          <button class="part" onClick={() => this.go(line.find(0, Math.min(parts, line.runs[0].length)))}>they part at step {parts}</button>
        )}
        {run.raw.timed && (
          <label>
            <input type="checkbox" checked={time} onChange={(e) => this.setState({ time: e.target.checked })} /> by time
          </label>
        )}
      </div>
    );
  }
}

// Everything about one run at one position.
function Look({ run, n, parts }) {
  const state = run.state(n);
  const before = n === 0 ? state : run.state(n - 1);
  const cpus = Array.from({ length: run.raw.cpu.count }, (_, cpu) => cpu);
  return (
    <div class="look">
      <h2>{run.raw.kernel}</h2>
      {parts !== null && n >= parts && <p class="note">{n === parts ? "Here the two kernels part." : "They have parted."}</p>}
      <Step run={run} n={n} />
      <Source run={run} n={n} before={before} state={state} />
      <div class="cards">
        {cpus.map((cpu) => (
          <Cpu key={cpu} run={run} cpu={cpu} state={state} before={before} acts={n > 0 && run.cpu(n) === cpu} />
        ))}
        <Memory run={run} state={state} before={before} />
      </div>
    </div>
  );
}
