// SPDX-License-Identifier: MIT
// Curves with their intervals, by d3. Every point can be reached with Tab and says itself aloud.
import { h, Component, createRef } from "preact";
import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear, scaleLog } from "d3-scale";
import { select } from "d3-selection";
import {
  area,
  line,
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
} from "d3-shape";

const SHAPES = {
  circle: symbolCircle,
  square: symbolSquare,
  triangle: symbolTriangle,
  diamond: symbolDiamond,
  cross: symbolCross,
  star: symbolStar,
};
const HEIGHT = 380;
const EDGE = { top: 14, right: 18, bottom: 46, left: 66 };

export class Chart extends Component {
  constructor(props) {
    super(props);
    this.box = createRef();
    this.state = { width: 900, tip: null };
  }
  componentDidMount() {
    this.observer = new ResizeObserver(() => this.measureBox());
    this.observer.observe(this.box.current);
    this.measureBox();
    this.axes();
  }
  componentWillUnmount() {
    this.observer.disconnect();
  }
  componentDidUpdate() {
    this.axes();
  }
  measureBox() {
    const width = Math.max(320, Math.floor(this.box.current.clientWidth));
    if (width !== this.state.width) this.setState({ width });
  }

  // Points with what is to be drawn of them.
  drawn() {
    const { curves, measure } = this.props;
    return curves.map((c) => ({
      ...c,
      points: c.points.map((p) => ({ ...p, y: measure.of(p.point) })).filter((p) => p.y),
    }));
  }

  scales(curves) {
    const { axis, logX, logY, measure } = this.props;
    const all = curves.flatMap((c) => c.points);
    const right = this.state.width - EDGE.right;
    const [from, to] = axis ? [axis.lowest, axis.highest] : [-1, 1];
    const x = logX
      ? scaleLog([from / 1.06, to * 1.06], [EDGE.left, right])
      : scaleLinear([from - (to - from) * 0.03, to + (to - from) * 0.03], [EDGE.left, right]);
    const range = [HEIGHT - EDGE.bottom, EDGE.top];
    const high = Math.max(...all.map((p) => p.y.high), measure.probability ? 1e-9 : 1);
    if (!logY) return { x, y: scaleLinear([0, high * 1.04], range).nice() };
    // A value of 0 has no place on a logarithm: the axis ends below the least that is more.
    const above = all.flatMap((p) => [p.y.middle, p.y.low, p.y.high]).filter((v) => v > 0);
    const low = Math.max(Math.min(...above, high) / 1.3, high / 1e7);
    return { x, y: scaleLog([low, high * 1.2], range).clamp(true), low };
  }

  axes() {
    const { axis, logY, measure } = this.props;
    const { x, y } = this.scales(this.drawn());
    const svg = select(this.box.current).select("svg");
    const bottom = axisBottom(x).tickSizeOuter(0);
    if (axis && !axis.numeric) bottom.tickValues(axis.values.map((v) => axis.at.get(v))).tickFormat((n) => axis.values[n]);
    else bottom.ticks(Math.floor(this.state.width / 90), ",~r");
    svg.select(".x").call(bottom);
    const left = axisLeft(y).tickSizeOuter(0);
    if (logY) left.ticks(6, measure.probability ? "~g" : ",~r");
    else left.ticks(6).tickFormat(measure.probability ? (v) => String(Number(v.toPrecision(6))) : (v) => v.toLocaleString("en"));
    svg.select(".y").call(left);
    svg
      .select(".grid")
      .call(axisLeft(y).ticks(6).tickSize(-(this.state.width - EDGE.left - EDGE.right)).tickFormat(""));
  }

  render({ axis, measure, picked, onPick }, { width, tip }) {
    const curves = this.drawn();
    const scales = this.scales(curves);
    return (
      <div class="chart" ref={this.box}>
        <svg width={width} height={HEIGHT} role="group" aria-label={`${measure.text} against ${axis?.name ?? "nothing"}: a curve per kernel. The numbers are in the table below.`}>
          <g class="grid" transform={`translate(${EDGE.left},0)`} aria-hidden="true" />
          <g class="axis x" transform={`translate(0,${HEIGHT - EDGE.bottom})`} aria-hidden="true" />
          <g class="axis y" transform={`translate(${EDGE.left},0)`} aria-hidden="true" />
          <text class="name" x={(EDGE.left + width) / 2} y={HEIGHT - 8} text-anchor="middle">{axis?.name}</text>
          <text class="name" x={8} y={EDGE.top - 2}>{measure.text}</text>
          {curves.map((c) => this.curve(c, scales, picked, onPick))}
        </svg>
        {curves.every((c) => c.points.length === 0) && <p class="note">Nothing was measured here.</p>}
        {tip && <Tip tip={tip} measure={measure} width={width} />}
      </div>
    );
  }

  curve(c, { x, y, low }, picked, onPick) {
    const [colour, shape, dash] = c.look;
    const floor = low ?? 0;
    const seen = c.points.filter((p) => low === undefined || p.y.middle > 0);
    const band = area().x((p) => x(p.x)).y0((p) => y(Math.max(p.y.low, floor))).y1((p) => y(Math.max(p.y.high, floor)));
    const path = line().x((p) => x(p.x)).y((p) => y(p.y.middle));
    return (
      <g key={c.kernel}>
        <path class="band" d={band(c.points)} fill={colour} />
        <path class="line" d={path(seen)} stroke={colour} stroke-dasharray={dash} />
        {c.points.map((p) => {
          const hidden = low !== undefined && p.y.middle <= 0;
          const [px, top, bottom] = [x(p.x), y(Math.max(p.y.high, floor)), y(Math.max(p.y.low, floor))];
          const py = hidden ? top : y(p.y.middle);
          const show = () => this.setState({ tip: { x: px, y: py, kernel: c.kernel, point: p.point, value: p.point.at[this.props.axis?.name] } });
          return (
            <g
              key={p.x}
              class={`point ${picked === p.point ? "picked" : ""}`}
              tabIndex="0"
              role="button"
              aria-label={`${c.kernel}, ${this.props.axis?.name ?? ""} ${p.point.at[this.props.axis?.name] ?? ""}: ${this.props.measure.say(p.point)}`}
              onClick={() => onPick(p.point)}
              onKeyDown={(e) => (e.key === "Enter" || e.key === " ") && (e.preventDefault(), onPick(p.point))}
              onFocus={show}
              onMouseEnter={show}
              onMouseLeave={() => this.setState({ tip: null })}
              onBlur={() => this.setState({ tip: null })}
            >
              <path class="whisker" d={`M${px - 4},${top}h8M${px},${top}V${bottom}M${px - 4},${bottom}h8`} stroke={colour} />
              {!hidden && <path d={symbol(SHAPES[shape], 58)()} transform={`translate(${px},${py})`} fill={colour} />}
              <circle class="target" cx={px} cy={py} r="11" />
            </g>
          );
        })}
      </g>
    );
  }
}

function Tip({ tip, measure, width }) {
  const style = { top: `${tip.y + 14}px` };
  if (tip.x > width / 2) style.right = `${width - tip.x + 14}px`;
  else style.left = `${tip.x + 14}px`;
  return (
    <div class="tip" style={style} aria-hidden="true">
      <b>{tip.kernel}</b>
      <div>{tip.value}</div>
      <div>{measure.say(tip.point)}</div>
    </div>
  );
}
