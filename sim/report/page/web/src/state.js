// SPDX-License-Identifier: MIT
// The state after a step: a card per CPU, the frames, the shared variables. What the step changed is marked.
import { h } from "preact";

const MARKS = [null, { name: "poisoned", text: "global entry for a user address" }, { name: "dangling", text: "its frame was given up" }];

const Changed = () => <span class="dot" title="changed by this step">{"\u25cf"}<span class="sr"> changed</span></span>;

// The rows of a list, with those that this step took away.
function rowsOf(run, cell, state, before) {
  const now = run.items(state[cell.id]);
  if (state[cell.id] === before[cell.id]) return now.map((item) => ({ ...item, is: "" }));
  const old = run.items(before[cell.id]);
  const has = (list, item) => list.some((other) => other.text === item.text && other.mark === item.mark);
  return [
    ...now.map((item) => ({ ...item, is: has(old, item) ? "" : "new" })),
    ...old.filter((item) => !has(now, item)).map((item) => ({ ...item, is: "gone" })),
  ];
}

function List({ run, cell, state, before, empty }) {
  const rows = rowsOf(run, cell, state, before);
  if (rows.length === 0) return <span class="faint">{empty}</span>;
  return (
    <table class="list">
      <tbody>
        {rows.map((row, i) => {
          const mark = MARKS[row.mark];
          return (
            <tr key={i} class={`${row.is} ${mark?.name ?? ""}`}>
              <td class="sign">{row.is === "new" ? "+" : row.is === "gone" ? "\u2212" : ""}</td>
              {row.text.split("\t").map((part, j) => <td key={j}>{part}</td>)}
              <td class="mark">{mark && <span title={mark.text}>{"\u26a0"} {mark.name}</span>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const text = (run, cell, values) => run.items(values[cell.id]).map((item) => item.text).join(", ");

function Plain({ run, cell, state, before }) {
  const changed = state[cell.id] !== before[cell.id];
  return (
    <span>
      {text(run, cell, state) || <span class="faint">none</span>}
      {changed && <span class="was"> was {text(run, cell, before) || "none"}</span>}
    </span>
  );
}

const LISTS = { tlb: "empty", "paging cache": "empty", walks: "none", stores: "empty", roots: "empty" };

function Entry({ run, cell, state, before }) {
  const changed = state[cell.id] !== before[cell.id];
  const Body = cell.kind in LISTS ? List : Plain;
  const wide = cell.kind in LISTS && run.items(state[cell.id]).length + (changed ? 1 : 0) > 0;
  return (
    <div class={`entry ${cell.kind.replace(" ", "-")} ${wide ? "wide" : ""} ${changed ? "changed" : ""}`}>
      <dt>{cell.label} {changed && <Changed />}</dt>
      <dd><Body run={run} cell={cell} state={state} before={before} empty={LISTS[cell.kind]} /></dd>
    </div>
  );
}

export function Cpu({ run, cpu, state, before, acts }) {
  const cells = run.cellsOfCpu.get(cpu);
  const mode = cells.find((c) => c.kind === "mode");
  const place = run.placeOf(cpu, state);
  const shown = cells.filter((c) => c.kind !== "mode" && c.kind !== "place");
  return (
    <section class={`card ${acts ? "acts" : ""}`} aria-label={`State of cpu ${cpu}`}>
      <h3>
        <span class={`chip cpu${cpu % 4}`}>cpu {cpu}</span>{" "}
        <span class={state[mode.id] !== before[mode.id] ? "changed" : ""}>{text(run, mode, state)}</span>
        {acts && <span class="act">takes this step</span>}
      </h3>
      {text(run, mode, state) !== "ended" && (
        <div class="next">
          next: <code>{run.lineText(place)}</code>{" "}
          <span class="where">{place.procedures[place.procedures.length - 1] ?? ""} {place.name.split("/").pop()}:{place.line}</span>
        </div>
      )}
      <dl>{shown.map((cell) => <Entry key={cell.id} run={run} cell={cell} state={state} before={before} />)}</dl>
    </section>
  );
}

export function Memory({ run, state, before }) {
  const cells = run.cellsOfCpu.get(-1);
  const owners = cells.filter((c) => c.kind === "owner");
  const words = new Map(cells.filter((c) => c.kind === "words").map((c) => [c.label, c]));
  const rest = cells.filter((c) => c.kind !== "owner" && c.kind !== "words");
  return (
    <section class="card memory" aria-label="Frames">
      <h3>Frames</h3>
      <table class="frames">
        <tbody>
          {owners.map((cell) => {
            const changed = state[cell.id] !== before[cell.id];
            const owned = words.get(cell.label);
            return (
              <tr key={cell.id} class={changed ? "changed" : ""}>
                <th scope="row">{cell.label}</th>
                <td>
                  <Plain run={run} cell={cell} state={state} before={before} /> {changed && <Changed />}
                  {owned && <List run={run} cell={owned} state={state} before={before} empty="" />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <h3>Shared</h3>
      <dl>{rest.map((cell) => <Entry key={cell.id} run={run} cell={cell} state={state} before={before} />)}</dl>
    </section>
  );
}
