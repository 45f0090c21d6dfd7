// SPDX-License-Identifier: MIT
// The page of a study: curves with intervals, the table behind them, and where they come from.
import { h, Component } from "preact";
import { Chart } from "./chart.js";
import { Provenance, Table } from "./tables.js";
import { show } from "./page.js";
import { problem, Study } from "./points.js";
import "./study.css";

class App extends Component {
  constructor(props) {
    super(props);
    const { study } = props;
    this.state = {
      scenario: study.scenarios[0],
      measure: study.firstMeasure(),
      x: study.varied[0]?.name ?? null,
      fixed: study.middles(),
      logX: study.varied[0]?.geometric ?? false,
      logY: false,
      hidden: new Set(),
      picked: null,
      all: false,
      theme: "auto",
    };
  }
  componentDidMount() {
    this.componentDidUpdate();
  }
  componentDidUpdate() {
    document.documentElement.dataset.theme = this.state.theme;
  }

  select(label, value, options, onChange) {
    return (
      <label>
        {label}{" "}
        <select aria-label={label} value={value} onChange={(e) => onChange(e.target.value)}>
          {options.map((o) => <option value={o.value ?? o} key={o.value ?? o}>{o.text ?? o}</option>)}
        </select>
      </label>
    );
  }
  check(label, key, disabled = false) {
    return (
      <label class={disabled ? "faint" : ""}>
        <input type="checkbox" disabled={disabled} checked={!disabled && this.state[key]} onChange={(e) => this.setState({ [key]: e.target.checked })} />{" "}
        {label}
      </label>
    );
  }

  controls(study, axis) {
    const { scenario, measure, x, fixed } = this.state;
    return (
      <div class="controls" role="group" aria-label="What is drawn">
        {study.scenarios.length > 1 && this.select("scenario", scenario, study.scenarios, (v) => this.setState({ scenario: v, picked: null }))}
        {this.select("draw", measure, study.measures().map((m) => ({ value: m.key, text: m.text })), (v) => this.setState({ measure: v, picked: null }))}
        {study.varied.length > 0 && this.select("against", x, study.varied.map((v) => v.name), (v) => this.setState({ x: v, picked: null }))}
        {study.varied.filter((v) => v.name !== x).map((v) =>
          this.select(v.name, fixed[v.name], v.values, (value) => this.setState({ fixed: { ...fixed, [v.name]: value }, picked: null })),
        )}
        {this.check("log x", "logX", !axis?.numeric || axis.lowest <= 0)}
        {this.check("log y", "logY")}
        {this.select("colours", this.state.theme, ["auto", "light", "dark"], (theme) => this.setState({ theme }))}
      </div>
    );
  }

  toggle(kernel) {
    const hidden = new Set(this.state.hidden);
    if (!hidden.delete(kernel)) hidden.add(kernel);
    this.setState({ hidden });
  }

  render({ study, version }, state) {
    const axis = study.varied.find((v) => v.name === state.x);
    const measure = study.measures().find((m) => m.key === state.measure);
    const curves = study.curves(state);
    return (
      <main>
        <header>
          <div>
            <h1>{study.header.study}</h1>
            <p>
              {study.header.points.toLocaleString("en")} points, {study.header.trials.toLocaleString("en")} trials at each, seed{" "}
              {study.header.seed}
            </p>
          </div>
        </header>
        {this.controls(study, axis)}
        <Chart
          curves={curves.filter((c) => !state.hidden.has(c.kernel))}
          axis={axis}
          measure={measure}
          logX={state.logX && axis?.numeric && axis.lowest > 0}
          logY={state.logY}
          picked={state.picked}
          theme={state.theme}
          onPick={(picked) => this.setState({ picked })}
        />
        <div class="kernels" role="group" aria-label="Curves">
          {curves.map((c) => (
            <label key={c.kernel}>
              <input type="checkbox" checked={!state.hidden.has(c.kernel)} onChange={() => this.toggle(c.kernel)} /> {c.sign} {c.kernel}
            </label>
          ))}
        </div>
        <Picked point={state.picked} study={study} measure={measure} />
        {this.check("all points of the study in the table", "all")}
        <Table study={study} rows={state.all ? study.points : curves.flatMap((c) => c.points.map((p) => p.point))} measure={measure} />
        <Provenance header={study.header} version={version} />
      </main>
    );
  }
}

function Picked({ point, study, measure }) {
  if (!point) return <p class="note">A point of the picture, chosen with the mouse or with Tab and Enter, shows its numbers and the command that replays a hit.</p>;
  return (
    <section class="picked" aria-label="Chosen point" aria-live="polite">
      <h2>{study.kernelOf(point)}</h2>
      <p>{study.whereOf(point)}</p>
      <p>{measure.say(point)}</p>
      {point.replay ? <p class="replay"><code>{point.replay}</code></p> : <p class="note">No trial broke a claim: there is no hit to replay.</p>}
    </section>
  );
}

show(problem, (data) => <App study={new Study(data)} version={data.ghostwalk} />);
