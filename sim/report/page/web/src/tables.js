// SPDX-License-Identifier: MIT
// The numbers behind the curves, and what they come from.
import { h } from "preact";

const number = (n) => (n === undefined ? "" : Math.round(n).toLocaleString("en"));
const short = (p) => (p === 0 ? "0" : Number(p.toPrecision(4)).toString());

const MOST = 500; // rows that are shown at once

export function Table({ study, rows, measure }) {
  return (
    <div class="scroll" tabIndex="0" role="region" aria-label="Table of points">
      <table class="numbers">
        <caption>
          {rows.length.toLocaleString("en")} points{rows.length > MOST && `, the first ${MOST} shown`}
        </caption>
        <thead>
          <tr>
            {study.scenarios.length > 1 && <th>scenario</th>}
            <th>kernel</th>
            {study.varied.map((v) => <th key={v.name}>{v.name}</th>)}
            <th>trials</th>
            {measure.probability ? [<th>hits</th>, <th>probability</th>, <th>95 % interval</th>] : [<th>median</th>, <th>5 to 95 %</th>]}
            <th>replay of the first hit</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST).map((p, i) => <Row key={i} study={study} point={p} measure={measure} />)}
        </tbody>
      </table>
    </div>
  );
}

function Row({ study, point, measure }) {
  const y = measure.of(point);
  return (
    <tr>
      {study.scenarios.length > 1 && <td>{point.scenario}</td>}
      <th scope="row">{study.kernelOf(point)}</th>
      {study.varied.map((v) => <td key={v.name}>{point.at[v.name]}</td>)}
      <td class="number">{number(point.trials)}</td>
      {measure.probability
        ? [
            <td class="number">{y && number(y.middle * point.trials)}</td>,
            <td class="number">{y && short(y.middle)}</td>,
            <td class="number">{y && `${short(y.low)} .. ${short(y.high)}`}</td>,
          ]
        : [
            <td class="number">{y && number(y.middle)}</td>,
            <td class="number">{y && `${number(y.low)} .. ${number(y.high)}`}</td>,
          ]}
      <td><code>{point.replay ?? ""}</code></td>
    </tr>
  );
}

export function Provenance({ header, version }) {
  const settings = Object.entries({ ...header.settings, ...header.options });
  return (
    <section class="provenance" aria-label="Provenance">
      <h2>Where this comes from</h2>
      <dl>
        <dt>study</dt>
        <dd>{header.study}, seed {header.seed}, {header.trials.toLocaleString("en")} trials at each point</dd>
        <dt>made by</dt>
        <dd>
          {header.builds.map((b) => `ghostwalk ${b.version}, commit ${b.commit}${b.dirty ? ", with changes" : ""}, ${b.compiler}`).join("; ") || "nothing yet"}
          ; this page by ghostwalk {version}
        </dd>
        {settings.length > 0 && [<dt>the same everywhere</dt>, <dd>{settings.map(([k, v]) => `${k} = ${v}`).join(", ")}</dd>]}
        <dt>texts</dt>
        <dd>
          <ul>{header.texts.map((t) => <li key={t.kind + t.name}>{t.kind} {t.name} <code>{t.code}</code></li>)}</ul>
        </dd>
        <dt>intervals</dt>
        <dd>exact (Clopper-Pearson), 95 %; of windows and lengths the 5th to the 95th percentile. A range lies at its middle.</dd>
      </dl>
    </section>
  );
}
