// SPDX-License-Identifier: MIT
// Draws the rows of a run on a canvas: only what is in view, and what is wider than a hair.
import { COLOURS, alpha, makePatterns, ownerLook } from "./colours.js";

// The first of spans, which are in order and do not overlap, that ends at or after position n.
function firstInView(spans, n) {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].to < n) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAtOrAfter(numbers, n, of = (x) => x) {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(numbers[middle]) < n) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Painter {
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.pattern = makePatterns(this.pen);
  }

  // view: { width, height, left, right, x(n) } with positions left .. right of the run in sight; ink: colours of the theme.
  draw(run, layout, view, ink) {
    const scale = Math.max(window.devicePixelRatio || 1, view.print ? 2 : 1);
    this.canvas.width = Math.round(view.width * scale);
    this.canvas.height = Math.round(view.height * scale);
    this.canvas.style.width = `${view.width}px`;
    this.canvas.style.height = `${view.height}px`;
    Object.assign(this, { run, layout, view, ink });
    this.pen.setTransform(scale, 0, 0, scale, 0, 0);
    this.pen.clearRect(0, 0, view.width, view.height);
    this.pen.font = "11px system-ui, sans-serif";
    this.pen.textBaseline = "middle";
    this.captions = [];
    for (const row of layout.rows) this.background(row);
    this.windows();
    for (const row of layout.rows) this[row.kind](row);
    this.interrupts();
    for (const caption of this.captions) this.caption(caption);
  }

  background(row) {
    this.pen.fillStyle = row.kind === "walk" ? "transparent" : this.ink.lane;
    this.pen.fillRect(0, row.top, this.view.width, row.height);
  }

  // Clipped to the picture, at least a hair wide; null: out of sight.
  span(from, to) {
    const { x, width } = this.view;
    const a = x(from);
    const b = x(to);
    if (b < 0 || a > width) return null;
    return [Math.max(a, -2), Math.max(Math.min(b, width + 2), Math.max(a, -2) + 1)];
  }

  // Calls back for the spans in sight, from left to right; of hairs on hairs only the first.
  inSight(spans, draw) {
    let drawn = -10;
    for (let i = firstInView(spans, this.view.left); i < spans.length; i++) {
      if (spans[i].from > this.view.right) return;
      const at = this.span(spans[i].from, spans[i].to);
      if (!at || (at[1] <= drawn + 0.7 && at[1] - at[0] <= 2)) continue;
      drawn = at[1];
      draw(spans[i], at);
    }
  }

  bar(a, b, top, height, colour, { pattern = null, label = "", strong = false } = {}) {
    const { pen } = this;
    pen.fillStyle = alpha(colour, strong ? 0.5 : 0.26);
    pen.fillRect(a, top, b - a, height);
    if (pattern) {
      pen.fillStyle = this.pattern(pattern, alpha(colour, 0.55));
      pen.fillRect(a, top, b - a, height);
    }
    if (b - a > 2) {
      pen.strokeStyle = colour;
      pen.lineWidth = 1;
      pen.strokeRect(a + 0.5, top + 0.5, b - a - 1, height - 1);
    }
    if (label && b - a > 22) this.label(label, Math.max(a, 0) + 5, top + height / 2, b - Math.max(a, 0) - 8);
  }

  label(text, x, y, width) {
    const { pen } = this;
    if (width < 14) return;
    let shown = text;
    if (pen.measureText(shown).width > width) {
      let length = Math.floor((shown.length * width) / pen.measureText(shown).width);
      while (length > 1 && pen.measureText(`${shown.slice(0, length)}\u2026`).width > width) length--;
      if (length < 2) return;
      shown = `${shown.slice(0, length)}\u2026`;
    }
    pen.fillStyle = this.ink.text;
    pen.textAlign = "left";
    pen.fillText(shown, x, y + 0.5);
  }

  cpu(row) {
    this.inSight(row.segments, (s, at) => this.segment(row, s, at));
    this.ticks(row);
  }

  segment(row, s, [a, b]) {
    if (s.mode === "ended") {
      this.pen.fillStyle = this.ink.faint;
      this.pen.fillRect(a, row.top + row.height / 2, b - a, 1);
      return this.label("ended", a + 5, row.top + row.height / 2 - 7, b - a);
    }
    const pattern = { interrupt: "hatch", waits: "dots" }[s.mode] ?? null;
    const label = s.mode === "waits" ? `${s.label} (waits)` : s.label;
    this.bar(a, b, row.top, row.height, COLOURS[s.mode], { pattern, label });
  }

  ticks(row) {
    const { view, pen } = this;
    let last = -10;
    for (let i = firstAtOrAfter(row.steps, view.left); i < row.steps.length; i++) {
      if (row.steps[i] > view.right) break;
      const x = view.x(row.steps[i]);
      if (x < last + 2) continue;
      last = x;
      pen.fillStyle = this.ink.text;
      pen.fillRect(x - 0.5, row.top + row.height - 4, 1, 4);
    }
  }

  walk(row) {
    this.inSight(row.walks, (w, at) => this.walkBar(row, w, at));
  }

  walkBar(row, w, [a, b]) {
    const wrong = this.wrongReads.has(w);
    const colour = wrong ? COLOURS.wrong : COLOURS.walk;
    const top = row.top + 2;
    const height = row.height - 4;
    const kind = w.demand ? "" : ", speculative";
    this.bar(a, b, top, height, colour, {
      pattern: w.demand ? null : "hatch",
      label: b - a > 60 ? `${w.page}${kind}` : "",
    });
    if (b - a < 8) return;
    for (const read of w.reads) {
      const x = this.view.x(read.at);
      this.pen.fillStyle = colour;
      this.pen.fillRect(x - 1, row.top, 2, row.height);
      this.drop(row, read, x, colour);
    }
    const sign = { translation: "\u2713", invalidated: "\u2715" }[w.ended] ?? (w.ended ? "\u2205" : "");
    if (!sign) return;
    this.pen.fillStyle = colour;
    this.pen.textAlign = "left";
    this.pen.font = "bold 12px system-ui, sans-serif";
    this.pen.fillText(sign, b + 2, row.top + row.height / 2);
    this.pen.font = "11px system-ui, sans-serif";
  }

  // A thin line from a walk's read to the frame that it reads.
  drop(row, read, x, colour) {
    const frame = this.layout.rows.find((r) => r.kind === "frame" && r.label === read.frame);
    if (!frame || x < 0 || x > this.view.width) return;
    const { pen } = this;
    pen.strokeStyle = alpha(colour, 0.55);
    pen.setLineDash([2, 3]);
    pen.beginPath();
    pen.moveTo(x, row.top + row.height);
    pen.lineTo(x, frame.top);
    pen.stroke();
    pen.setLineDash([]);
  }

  frame(row) {
    this.inSight(row.owned, (o, at) => {
      const { colour, pattern } = ownerLook(o.owner);
      this.bar(at[0], at[1], row.top, row.height, colour, { pattern, label: o.owner });
    });
    for (const holds of row.holdsOf) this.inSight(holds, (_, at) => this.hold(row, at));
    let last = { x: -20, kind: "" };
    for (let i = firstAtOrAfter(row.touches, this.view.left, (t) => t.at); i < row.touches.length; i++) {
      const t = row.touches[i];
      if (t.at > this.view.right) break;
      const x = this.view.x(t.at);
      if (x < last.x + 4 && t.kind === last.kind) continue;
      last = { x, kind: t.kind };
      this.touch(row, t, x);
    }
  }

  // A walk in flight that will read this frame next.
  hold(row, [a, b]) {
    const { pen } = this;
    pen.fillStyle = this.pattern("bold", COLOURS.walk);
    pen.fillRect(a, row.top + row.height - 6, b - a, 6);
    pen.strokeStyle = COLOURS.walk;
    pen.strokeRect(a + 0.5, row.top + row.height - 5.5, Math.max(b - a - 1, 1), 5);
  }

  touch(row, t, x) {
    const { pen } = this;
    const y = row.top + 8;
    const wrong = /wrong|scribble/.test(t.kind);
    const r = wrong ? 6 : 4;
    const stale = t.kind === "stale use";
    pen.fillStyle = wrong ? COLOURS.wrong : stale ? this.ink.paper : this.ink.text;
    pen.strokeStyle = stale ? COLOURS.wrong : this.ink.paper;
    pen.lineWidth = 1;
    pen.beginPath();
    if (t.kind === "walk read" || t.kind === "wrong read") {
      pen.moveTo(x - r, y - r);
      pen.lineTo(x + r, y - r);
      pen.lineTo(x, y + r);
    } else if (t.kind === "write") {
      pen.moveTo(x, y - r - 1);
      pen.lineTo(x + r + 1, y);
      pen.lineTo(x, y + r + 1);
      pen.lineTo(x - r - 1, y);
    } else if (t.kind === "scribble") {
      pen.rect(x - r, y - r, 2 * r, 2 * r);
    } else {
      pen.arc(x, y, r, 0, 7);
    }
    pen.closePath();
    pen.fill();
    pen.stroke();
    if (!wrong) return;
    pen.fillStyle = "#fff";
    pen.textAlign = "center";
    pen.font = "bold 9px system-ui, sans-serif";
    pen.fillText("!", x, y);
    pen.font = "11px system-ui, sans-serif";
  }

  // Where there are too many to tell apart, some; and their names only where there are few.
  interrupts() {
    const { left, right, x } = this.view;
    const rowOf = new Map(this.layout.rows.filter((r) => r.kind === "cpu").map((r) => [r.cpu, r]));
    const inView = this.run.raw.lanes.ipis.filter(([, , , sent, taken]) => sent <= right && (taken ?? sent) >= left);
    const drawn = new Map();
    for (const [from, to, vector, sent, taken] of inView) {
      const lane = `${from}.${to}`;
      if (x(sent) < (drawn.get(lane) ?? -Infinity) + 6) continue;
      drawn.set(lane, x(sent));
      const name = inView.length > 40 ? "" : this.run.raw.vectors[vector];
      this.ipi(rowOf.get(from), rowOf.get(to), sent, taken, name);
    }
  }

  ipi(from, to, sent, taken, name) {
    const { pen, view } = this;
    const middle = (row) => row.top + row.height / 2;
    const [x0, y0] = [view.x(sent), middle(from)];
    const [x1, y1] = taken === null ? [x0 + 16, (y0 + middle(to)) / 2] : [view.x(taken), middle(to)];
    for (const [colour, width, dash] of [[this.ink.paper, 5, []], [COLOURS.ipi, 2.5, [7, 3]]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.setLineDash(dash);
      pen.beginPath();
      pen.moveTo(x0, y0);
      pen.lineTo(x1, y1);
      pen.stroke();
    }
    pen.setLineDash([]);
    pen.fillStyle = COLOURS.ipi;
    pen.beginPath();
    pen.arc(x0, y0, 3, 0, 7);
    pen.fill();
    if (taken !== null) this.head(x0, y0, x1, y1);
    pen.lineWidth = 1;
    if (!name) return;
    this.captions.push({
      text: taken === null ? `${name}: not taken` : name,
      from: Math.min(x0, x1),
      to: Math.max(x0, x1),
      y: (y0 + y1) / 2,
      colour: COLOURS.ipi,
    });
  }

  head(x0, y0, x1, y1) {
    const { pen } = this;
    const angle = Math.atan2(y1 - y0, x1 - x0);
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x1 - 11 * Math.cos(angle - 0.4), y1 - 11 * Math.sin(angle - 0.4));
    pen.lineTo(x1 - 11 * Math.cos(angle + 0.4), y1 - 11 * Math.sin(angle + 0.4));
    pen.fill();
  }

  // From the free to the flush: on the CPU's lane and the frame's, and faintly between them.
  windows() {
    const raw = this.run.raw;
    const drawn = new Map(); // Per frame: so far.
    raw.windows.forEach((w, i) => {
      const shown = i === this.run.window;
      const to = w.flushed ?? this.run.length;
      if (w.freed === null || to < w.freed || w.freed > this.view.right || to < this.view.left) return;
      const at = this.span(w.freed, to);
      if (!at || (!shown && at[1] <= (drawn.get(w.lane) ?? -10) + 0.7)) return;
      drawn.set(w.lane, at[1]);
      this.window(w, at, shown);
    });
  }

  window(w, [a, b], shown) {
    const rows = this.layout.rows;
    const cpu = rows.find((r) => r.kind === "cpu" && r.cpu === w.cpu);
    const frame = rows.find((r) => r.kind === "frame" && r.lane === w.lane);
    const last = frame ?? cpu;
    const { pen } = this;
    if (!shown) {
      if (!frame) return;
      pen.fillStyle = alpha(COLOURS.wrong, 0.14);
      pen.fillRect(a, frame.top - 2, b - a, frame.height + 4);
      return;
    }
    pen.fillStyle = alpha(COLOURS.wrong, 0.12);
    pen.fillRect(a, cpu.top - 3, b - a, last.top + last.height - cpu.top + 6);
    pen.fillStyle = this.pattern("hatch", alpha(COLOURS.wrong, 0.25));
    pen.fillRect(a, cpu.top - 3, b - a, last.top + last.height - cpu.top + 6);
    pen.strokeStyle = COLOURS.wrong;
    pen.lineWidth = 1.5;
    pen.setLineDash([5, 3]);
    pen.strokeRect(a, cpu.top - 3, b - a, last.top + last.height - cpu.top + 6);
    pen.setLineDash([]);
    pen.lineWidth = 1;
    this.captions.push({ text: `window: ${w.width}`, from: Math.max(a, 0), to: Math.min(b, this.view.width), y: last.top + last.height + 3 });
  }

  // On top of all, on a strip of paper.
  caption({ text, from, to, y, colour = COLOURS.wrong }) {
    const { pen } = this;
    const width = pen.measureText(text).width + 8;
    const x = Math.min(Math.max((from + to - width) / 2, 2), this.view.width - width - 2);
    pen.fillStyle = this.ink.paper;
    pen.fillRect(x, y - 8, width, 15);
    pen.strokeStyle = colour;
    pen.strokeRect(x + 0.5, y - 7.5, width - 1, 14);
    pen.fillStyle = this.ink.text;
    pen.textAlign = "left";
    pen.fillText(text, x + 4, y);
  }

  // Walks that read what was no table.
  get wrongReads() {
    if (this.wrongOf === this.run) return this.wrong;
    this.wrongOf = this.run;
    const at = new Set();
    for (const row of this.layout.rows)
      for (const t of row.touches ?? []) if (t.kind === "wrong read") at.add(t.at);
    this.wrong = new Set();
    for (const row of this.layout.rows)
      for (const w of row.walks ?? []) if (w.reads.some((r) => at.has(r.at))) this.wrong.add(w);
    return this.wrong;
  }
}
