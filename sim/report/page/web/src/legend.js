// SPDX-License-Identifier: MIT
import { h } from "preact";

const bar = (fill, dash, pattern) => (
  <svg width="26" height="12" aria-hidden="true">
    <rect x="0.5" y="0.5" width="25" height="11" fill={fill} fill-opacity="0.3" stroke={fill} stroke-dasharray={dash} />
    {pattern === "hatch" && <path d="M2 12L12 0M8 12L18 0M14 12L24 0" stroke={fill} />}
    {pattern === "dots" && <path d="M4 4h2M10 8h2M16 4h2M22 8h2" stroke={fill} stroke-width="2" />}
  </svg>
);
const sign = (d, bad) => (
  <svg width="14" height="12" aria-hidden="true"><path d={d} fill={bad ? "#d55e00" : "currentColor"} /></svg>
);

const ALL = [
  [bar("#56b4e9"), "user code"],
  [bar("#0072b2"), "kernel procedure"],
  [bar("#e69f00", null, "hatch"), "interrupt handler"],
  [bar("#999999", null, "dots"), "waits"],
  [bar("#0072b2", null, "hatch"), "speculative page walk (plain: demand); \u2713 ends with a translation, \u2715 invalidated, \u2205 without"],
  [bar("#d55e00", null, "hatch"), "walk that read what was no table"],
  [bar("#009e73"), "page table or directory"],
  [bar("#999999", null, "hatch"), "free frame"],
  [bar("#e69f00"), "kernel page"],
  [bar("#56b4e9"), "user page"],
  [bar("#cc79a7", null, "dots"), "on a quicklist"],
  [sign("M2 1h10l-5 10z"), "a walk reads the frame"],
  [sign("M7 0l6 6-6 6-6-6z"), "the kernel writes a word"],
  [sign("M7 1a5 5 0 1 0 .1 0z"), "an access through the TLB"],
  [<svg width="14" height="12" aria-hidden="true"><circle cx="7" cy="6" r="4" fill="none" stroke="#d55e00" stroke-width="1.5" /></svg>, "an access through an entry that the tables no longer give"],
  [sign("M1 0h12l-6 12z", true), "the same, and wrong"],
  [<svg width="26" height="12" aria-hidden="true"><path d="M0 6h20" stroke="#cc79a7" stroke-width="2" stroke-dasharray="6 3" /><path d="M26 6l-8-4v8z" fill="#cc79a7" /></svg>, "interrupt, sent and taken"],
  [bar("#d55e00", "4 2", "hatch"), "the window: from the free to the flush"],
];

export const Legend = () => (
  <details class="legend">
    <summary>What the picture's signs mean</summary>
    <ul>{ALL.map(([picture, text]) => <li key={text}>{picture} {text}</li>)}</ul>
  </details>
);
