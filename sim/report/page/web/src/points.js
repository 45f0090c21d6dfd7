// SPDX-License-Identifier: MIT
// A study's points: what varies, what can be drawn, and the curves of a choice.
import { h } from "preact";
import { misfit } from "./page.js";

export const problem = (document) => misfit(document, "ghostwalk-study/1");

// Okabe and Ito's colours, a mark and a dash for each curve.
const LOOKS = [
  ["#d55e00", "circle", ""],
  ["#0072b2", "square", "6 3"],
  ["#009e73", "triangle", "2 3"],
  ["#cc79a7", "diamond", "8 3 2 3"],
  ["#e69f00", "cross", "4 2"],
  ["#56b4e9", "star", "10 4"],
];
export const look = (n) => LOOKS[n % LOOKS.length];

// A whole number, or the middle of a range; else nothing.
function numberOf(text) {
  if (/^\d+$/.test(text)) return Number(text);
  const range = /^(\d+) \.\. (\d+)$/.exec(text);
  return range ? (Number(range[1]) + Number(range[2])) / 2 : null;
}

function parameter(name, values) {
  const numbers = values.map(numberOf);
  const numeric = numbers.every((n) => n !== null) && new Set(numbers).size === numbers.length;
  const at = new Map(values.map((v, i) => [v, numeric ? numbers[i] : i]));
  const sorted = [...at.values()].sort((a, b) => a - b);
  const [lowest, highest] = [sorted[0], sorted[sorted.length - 1]];
  return { name, values, numeric, at, lowest, highest, geometric: numeric && lowest > 0 && highest / lowest > 20 };
}

const percent = (p) => (p === 0 ? "0" : p < 0.001 ? p.toExponential(2) : `${(100 * p).toPrecision(3)} %`);
const grouped = (n) => Math.round(n).toLocaleString("en");

export class Study {
  constructor({ study, points }) {
    this.header = study;
    this.points = points;
    for (const p of points) p.at = { ...p.settings, ...Object.fromEntries(Object.entries(p.options).map(([k, v]) => [`option ${k}`, v])) };
    this.scenarios = [...new Set(points.map((p) => p.scenario))];
    this.kernels = [...new Set(points.map((p) => this.kernelOf(p)))];
    const names = [...new Set(points.flatMap((p) => Object.keys(p.at)))];
    this.varied = names
      .map((name) => parameter(name, [...new Set(points.map((p) => String(p.at[name] ?? "\u2013")))]))
      .filter((v) => v.values.length > 1);
  }

  kernelOf(p) {
    const options = Object.entries(p.kernel_options).map(([k, v]) => `${k} = ${v}`);
    return options.length ? `${p.kernel} with ${options.join(", ")}` : p.kernel;
  }
  whereOf(p) {
    return this.varied.map((v) => `${v.name} = ${p.at[v.name]}`).join(", ") || "the only point";
  }

  // Of what does not go along the axis: a value in the middle.
  middles() {
    return Object.fromEntries(this.varied.map((v) => [v.name, v.values[Math.floor(v.values.length / 2)]]));
  }

  // What can be drawn; `of` gives { middle, low, high } of a point, or null.
  measures() {
    const claims = [...new Set(this.points.flatMap((p) => p.claims.map((c) => (c.never ? "never " : "sometimes ") + c.claim)))];
    const chance = (text, key, pick) => ({
      key,
      text: `probability: ${text}`,
      probability: true,
      of: (p) => {
        const hits = pick(p);
        return hits && p.trials ? { middle: hits.hits / p.trials, low: Number(hits.low), high: Number(hits.high) } : null;
      },
      say: (p) => {
        const hits = pick(p);
        if (!hits) return "not claimed here";
        return `${grouped(hits.hits)} of ${grouped(p.trials)} trials: ${percent(hits.hits / p.trials)}, 95 % interval ${percent(Number(hits.low))} to ${percent(Number(hits.high))}`;
      },
    });
    const spread = (text, key) => ({
      key,
      text: `${text}: median, 5 to 95 %`,
      probability: false,
      of: (p) => (p[key].count ? { middle: p[key].p50, low: p[key].p5, high: p[key].p95 } : null),
      say: (p) =>
        p[key].count
          ? `${grouped(p[key].count)} trials have one: median ${grouped(p[key].p50)} cycles, 5 to 95 % ${grouped(p[key].p5)} to ${grouped(p[key].p95)}, at most ${grouped(p[key].most)}`
          : "no trial has one",
    });
    return [
      chance("a claim broken", "found", (p) => p.found),
      ...claims.map((c) =>
        chance(c.replace(/^(never|sometimes) /, ""), c, (p) => p.claims.find((claim) => (claim.never ? "never " : "sometimes ") + claim.claim === c)),
      ),
      spread("window in cycles", "window"),
      spread("cycles from flush to free", "margin"),
      spread("cycles of a trial", "cycles"),
    ];
  }

  // What the study says that it measures, as far as it is there.
  firstMeasure() {
    const wanted = this.header.measures?.[0];
    if (wanted === "window") return "window";
    return this.measures().find((m) => m.key === `never ${wanted}`)?.key ?? "found";
  }

  curves({ scenario, x, fixed }) {
    const axis = this.varied.find((v) => v.name === x);
    const others = this.varied.filter((v) => v.name !== x);
    const fits = (p) => p.scenario === scenario && others.every((v) => String(p.at[v.name]) === fixed[v.name]);
    return this.kernels
      .map((kernel, n) => ({
        kernel,
        look: look(n),
        sign: <Sign look={look(n)} />,
        points: this.points
          .filter((p) => fits(p) && this.kernelOf(p) === kernel)
          .map((point) => ({ point, x: axis ? axis.at.get(String(point.at[x])) : 0 }))
          .sort((a, b) => a.x - b.x),
      }))
      .filter((c) => c.points.length > 0);
  }
}

const Sign = ({ look: [colour, , dash] }) => (
  <svg width="30" height="10" aria-hidden="true">
    <path d="M0 5h30" stroke={colour} stroke-width="2" stroke-dasharray={dash} />
  </svg>
);
