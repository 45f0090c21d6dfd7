// SPDX-License-Identifier: MIT
// Okabe and Ito's colours, which colour-blind readers can tell apart; and for each a second sign: a pattern, a shape.
export const COLOURS = {
  user: "#56b4e9",
  kernel: "#0072b2",
  interrupt: "#e69f00",
  waits: "#999999",
  ended: "#999999",
  wrong: "#d55e00",
  ipi: "#cc79a7",
  walk: "#0072b2",
  good: "#009e73",
};

const OWNERS = {
  "free page": { colour: "#999999", pattern: "hatch" },
  "page table": { colour: "#009e73", pattern: null },
  "page directory": { colour: "#009e73", pattern: null },
  "third-level table": { colour: "#009e73", pattern: null },
  "fourth-level table": { colour: "#009e73", pattern: null },
  "user page": { colour: "#56b4e9", pattern: null },
  "kernel page": { colour: "#e69f00", pattern: null },
  "page on a quicklist": { colour: "#cc79a7", pattern: "dots" },
};
export const ownerLook = (owner) => OWNERS[owner] ?? { colour: "#999999", pattern: null };

export function alpha(hex, opacity) {
  const n = parseInt(hex.slice(1), 16);
  return `rgba(${n >> 16},${(n >> 8) & 255},${n & 255},${opacity})`;
}

// Small repeated pictures for canvas, made once per colour.
export function makePatterns(context) {
  const made = new Map();
  return (kind, colour) => {
    const key = kind + colour;
    if (!made.has(key)) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = 8;
      const pen = tile.getContext("2d");
      pen.strokeStyle = pen.fillStyle = colour;
      if (kind === "dots") {
        pen.fillRect(1, 1, 2, 2);
        pen.fillRect(5, 5, 2, 2);
      } else {
        pen.lineWidth = kind === "bold" ? 2 : 1;
        for (const shift of [-8, 0, 8]) {
          pen.beginPath();
          pen.moveTo(shift, 8);
          pen.lineTo(shift + 8, 0);
          pen.stroke();
        }
      }
      made.set(key, context.createPattern(tile, "repeat"));
    }
    return made.get(key);
  };
}
