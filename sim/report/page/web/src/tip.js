// SPDX-License-Identifier: MIT
// What lies under the pointer.
import { h } from "preact";
import { when } from "./data.js";

// What the row says of a position.
function rowText(row, n) {
  if (!row) return "";
  const at = (spans) => spans.find((s) => s.from <= n && n <= s.to);
  if (row.kind === "cpu") {
    const s = at(row.segments);
    return s ? `${row.label}: ${s.procedures.join(" \u203a ") || "script"} (${s.mode})` : row.label;
  }
  if (row.kind === "walk") {
    const w = at(row.walks);
    if (!w) return "";
    const end = w.ended ? `; ends: ${w.ended}` : "; still in flight";
    return `cpu ${w.cpu} walks for ${w.page} (${w.demand ? "demand" : "speculative"})${end}`;
  }
  const o = at(row.owned);
  const held = row.holds.filter((s) => s.from <= n && n <= s.to);
  const by = held.map((s) => `; a walk of cpu ${s.cpu} will read it next`).join("");
  return `frame ${row.label}: ${o ? o.owner : ""}${by}`;
}

export function Tip({ x, y, position, run: r, row, line, width, left, top }) {
  const run = line.runs[r];
  const n = line.position(r, position);
  const events = run.events(n);
  const style = { top: `${top + y + 16}px` };
  if (x > width / 2) style.right = `${width - x + 12}px`;
  else style.left = `${left + x + 12}px`;
  return (
    <div class="tip" style={style} aria-hidden="true">
      <b>{rowText(row, n)}</b>
      <div>{n === 0 ? "the start" : `${when(run, n)}, cpu ${run.cpu(n)}`}</div>
      {events.slice(0, 6).map((e) => (
        <div class={e.is}>{e.text}</div>
      ))}
    </div>
  );
}
