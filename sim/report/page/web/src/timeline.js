// SPDX-License-Identifier: MIT
// The picture: lanes on canvas, and above them axis, marks and cursor in SVG. Wheel with Ctrl, drag and buttons zoom and
// move; a click takes the scrubber there.
import { h, Component, createRef } from "preact";
import { axisTop } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { grouped } from "./data.js";
import { Painter } from "./draw.js";
import { layOut } from "./rows.js";
import { Tip } from "./tip.js";

const LABELS = 74;
const MARKS = 56; // story numbers and flags, above the axis
const AXIS = 22;
const TITLE = 22;

export class Timeline extends Component {
  constructor(props) {
    super(props);
    this.box = createRef();
    this.svg = createRef();
    this.canvases = props.line.runs.map(() => createRef());
    this.painters = [];
    this.layouts = props.line.runs.map(layOut);
    this.transform = zoomIdentity;
    this.state = { width: 800, tip: null };
  }

  componentDidMount() {
    this.painters = this.canvases.map((c) => new Painter(c.current));
    this.zoom = zoom()
      .scaleExtent([1, Math.max(8, 4 * this.props.line.length)])
      .filter((e) => (e.type === "wheel" ? e.ctrlKey || e.metaKey || Math.abs(e.deltaX) > Math.abs(e.deltaY) : !e.button))
      .on("zoom", (e) => {
        this.transform = e.transform;
        this.paintSoon();
      });
    select(this.svg.current).select(".catch").call(this.zoom).on("dblclick.zoom", null);
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(this.box.current);
    this.before = () => this.measure(690);
    this.after = () => this.measure();
    addEventListener("beforeprint", this.before);
    addEventListener("afterprint", this.after);
    this.measure();
    this.setState({}, () => this.showStory()); // When the width is known.
  }

  // A long run begins with its story in sight.
  showStory() {
    const { story, line } = this.props;
    if (line.length < 600 || story.length === 0) return;
    const places = story.map((s) => this.value(s.position));
    const x = this.unzoomed();
    const [from, to] = [Math.min(...places), Math.max(...places)].map(x);
    const [most] = this.zoom.scaleExtent().slice(1);
    const scale = Math.min(most, (0.7 * this.state.width) / Math.max(to - from, 1e-9));
    const middle = this.state.width / 2 - (scale * (from + to)) / 2;
    select(this.svg.current).select(".catch").call(this.zoom.transform, zoomIdentity.translate(middle, 0).scale(scale));
  }

  componentWillUnmount() {
    this.observer.disconnect();
    removeEventListener("beforeprint", this.before);
    removeEventListener("afterprint", this.after);
  }

  measure(fixed) {
    const width = Math.max(280, Math.floor(fixed ?? this.box.current.clientWidth) - LABELS - 12);
    this.print = fixed !== undefined;
    this.zoom
      .extent([[0, 0], [width, 10]])
      .translateExtent([[0, 0], [width, 10]]);
    if (width !== this.state.width) this.setState({ width });
    else this.paint();
  }

  // The lanes stay as they are when only the scrubber has moved.
  componentDidUpdate(previous, before) {
    const same = ["line", "time", "theme"].every((key) => previous[key] === this.props[key]);
    if (previous.position !== this.props.position) this.follow();
    if (same && before.width === this.state.width) this.overlay(this.scale());
    else this.paint();
  }

  // Many turns of a wheel in one frame are one picture.
  paintSoon() {
    this.wanted ??= requestAnimationFrame(() => this.paint());
  }

  get height() {
    return this.layouts.reduce((sum, l) => sum + l.height + TITLE, 0);
  }

  unzoomed() {
    const { line, time } = this.props;
    const end = time ? line.date(line.length) : line.length;
    return scaleLinear([0, Math.max(end, 1) * 1.015], [6, this.state.width - 6]);
  }
  value(p) {
    return this.props.time ? this.props.line.date(p) : p;
  }

  scale() {
    return this.transform.rescaleX(this.unzoomed());
  }

  // The scrubber has left the picture: bring it back.
  follow() {
    const x = this.scale()(this.value(this.props.position));
    const { width } = this.state;
    if (x >= 0 && x <= width) return;
    const shift = (width / 2 - x) / this.transform.k;
    select(this.svg.current).select(".catch").call(this.zoom.translateBy, shift, 0);
  }

  magnify(factor) {
    const catcher = select(this.svg.current).select(".catch");
    if (factor === 0) return catcher.call(this.zoom.transform, zoomIdentity);
    const x = this.scale()(this.value(this.props.position));
    const at = x >= 0 && x <= this.state.width ? x : this.state.width / 2;
    catcher.call(this.zoom.scaleBy, factor, [at, 0]);
  }

  // The first position at or after a value of the axis.
  nearest(value) {
    const { line } = this.props;
    let low = 0;
    let high = line.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.value(middle) < value) low = middle + 1;
      else high = middle;
    }
    if (low > 0 && value - this.value(low - 1) < this.value(low) - value) low--;
    return low;
  }

  paint() {
    if (this.wanted) cancelAnimationFrame(this.wanted);
    this.wanted = null;
    if (!this.painters.length) return;
    const x = this.scale();
    const style = getComputedStyle(this.box.current);
    const ink = {
      text: style.getPropertyValue("--text").trim(),
      faint: style.getPropertyValue("--faint").trim(),
      lane: style.getPropertyValue("--lane").trim(),
      paper: style.getPropertyValue("--paper").trim(),
    };
    const [first, last] = [0, this.state.width].map((px) => x.invert(px));
    this.props.line.runs.forEach((run, r) => {
      const at = (n) => x(this.value(this.props.line.find(r, n)));
      const inRun = (value) => this.props.line.position(r, this.nearest(value));
      this.painters[r].draw(
        run,
        this.layouts[r],
        {
          width: this.state.width,
          height: this.layouts[r].height,
          left: Math.max(0, inRun(first) - 1),
          right: inRun(last) + 1,
          x: at,
          print: this.print,
        },
        ink,
      );
    });
    this.overlay(x);
  }

  overlay(x) {
    const svg = select(this.svg.current);
    const ticks = axisTop(x)
      .ticks(Math.max(3, Math.floor(this.state.width / 110)))
      .tickFormat((v) => (Number.isInteger(v) ? grouped(v) : ""))
      .tickSizeOuter(0);
    svg.select(".axis").call(ticks);
    const cursor = x(this.value(this.props.position));
    svg.select(".cursor").attr("transform", `translate(${cursor},0)`);
    this.placeFlags(svg, x);
    this.placeStory(svg, x);
  }

  placeFlags(svg, x) {
    const { width } = this.state;
    const ends = [-Infinity, -Infinity]; // Where each line of labels is free.
    svg.selectAll(".flag").each((_, i, nodes) => {
      const node = select(nodes[i]);
      const at = x(this.value(Number(node.attr("data-position"))));
      const right = at > width - 130;
      node.attr("transform", `translate(${at},0)`).attr("display", at < 0 || at > width ? "none" : null);
      const label = node.select("text").attr("text-anchor", right ? "end" : "start").attr("x", right ? -4 : 4);
      const [from, to] = right ? [at - 130, at] : [at, at + 8 * label.text().length];
      const level = from > ends[0] || to < 0 ? 0 : 1;
      ends[level] = Math.max(ends[level], to);
      label.attr("y", MARKS - 2 - 13 * level);
    });
  }

  // Numbers stand side by side where their steps are too near.
  placeStory(svg, x) {
    let free = -Infinity;
    svg.selectAll(".told").each((_, i, nodes) => {
      const node = select(nodes[i]);
      const wanted = x(this.value(Number(node.attr("data-position"))));
      const hidden = wanted < -2 || wanted > this.state.width + 2;
      const at = Math.max(wanted, free + 18);
      if (!hidden) free = at;
      node.attr("display", hidden ? "none" : null);
      node.select("g").attr("transform", `translate(${at},10)`);
      node.select("path").attr("d", `M${at},18L${wanted},${MARKS + 8}`);
    });
  }

  pointer(event) {
    const rect = this.svg.current.querySelector(".catch").getBoundingClientRect();
    return { x: event.clientX - rect.left, y: event.clientY - rect.top };
  }

  move(event) {
    const { x, y } = this.pointer(event);
    const position = this.nearest(this.scale().invert(x));
    let top = 0;
    let r = 0;
    while (r + 1 < this.layouts.length && y > top + this.layouts[r].height + TITLE) {
      top += this.layouts[r].height + TITLE;
      r++;
    }
    const row = this.layouts[r].rows.find((q) => y - top - TITLE >= q.top && y - top - TITLE <= q.top + q.height);
    this.setState({ tip: { x, y, position, run: r, row } });
  }

  render({ line, position, story, flags, onPosition }, { width, tip }) {
    const height = this.height;
    const total = MARKS + AXIS + height;
    return (
      <div class="timeline" ref={this.box}>
        <div class="buttons" role="group" aria-label="Zoom of the picture">
          <button onClick={() => this.magnify(2)} aria-label="Zoom in">+</button>
          <button onClick={() => this.magnify(0.5)} aria-label="Zoom out">{"\u2212"}</button>
          <button onClick={() => this.magnify(0)}>whole run</button>
        </div>
        <div class="picture" style={{ height: `${total}px` }}>
          {this.lanes(line)}
          <svg ref={this.svg} width={width + LABELS} height={total} style={{ left: 0 }}>
            <g transform={`translate(${LABELS},0)`}>
              <g class="axis" transform={`translate(0,${MARKS + AXIS - 2})`} />
              {flags.map((f) => (
                <g class={`flag ${f.kind}`} data-position={f.position}>
                  <line y1={MARKS - 4} y2={total} />
                  <text>{f.label}</text>
                </g>
              ))}
              <g class="cursor">
                <line y1={MARKS - 4} y2={total} />
                <path d={`M-5,${MARKS - 8}h10l-5,8z`} />
              </g>
              <rect
                class="catch"
                x="0"
                y={MARKS + AXIS}
                width={width}
                height={height}
                onClick={(e) => onPosition(this.nearest(this.scale().invert(this.pointer(e).x)))}
                onMouseMove={(e) => this.move(e)}
                onMouseLeave={() => this.setState({ tip: null })}
              />
              {story.map((s) => (
                <g class={`told ${s.now ? "now" : ""} ${s.bad ? "bad" : ""}`} data-position={s.position}
                  onClick={() => onPosition(s.position)}>
                  <title>{`${s.number}. ${s.text}`}</title>
                  <path />
                  <g><circle r="8" /><text dy="3.5">{s.number}</text></g>
                </g>
              ))}
            </g>
          </svg>
          {tip && <Tip {...tip} line={line} width={width} left={LABELS} top={MARKS + AXIS} />}
        </div>
      </div>
    );
  }

  lanes(line) {
    let top = MARKS + AXIS;
    return line.runs.map((run, r) => {
      const layout = this.layouts[r];
      const at = top;
      top += layout.height + TITLE;
      return (
        <div class="lanes" style={{ top: `${at}px` }} key={r}>
          <div class="title">
            {run.raw.kernel}
            {layout.hidden > 0 && <span> {layout.hidden} more frame{layout.hidden > 1 ? "s" : ""} not drawn</span>}
          </div>
          {layout.rows.map((row) => (
            <div class={`name ${row.kind}`} style={{ top: `${row.top + TITLE}px`, height: `${row.height}px` }}>
              {row.label}
            </div>
          ))}
          <canvas
            ref={this.canvases[r]}
            role="img"
            aria-label={`The run under ${run.raw.kernel} as lanes: CPUs, their page walks, and frames with their owners. The same is said in the story and the tables below.`}
            style={{ left: `${LABELS}px`, top: `${TITLE}px` }}
          />
        </div>
      );
    });
  }
}
