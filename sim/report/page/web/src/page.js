// SPDX-License-Identifier: MIT
// What every page of ours does: reads the document that it carries, and shows it or why not.
import { h, render } from "preact";

function carried() {
  try {
    return JSON.parse(document.getElementById("data").textContent);
  } catch {
    return null;
  }
}

// What is wrong with a document that should be of that schema, or null.
export function misfit(document, schema) {
  if (document === null || typeof document !== "object") return "This page holds no data.";
  if (document.schema !== schema)
    return (
      `This page shows data of version ${schema}, and what it holds is ` +
      `${String(document.schema)}. Make it again with the ghostwalk that goes with it.`
    );
  return null;
}

// problem(data): what is wrong with it, or null. view(data): what shows it.
export function show(problem, view) {
  const data = carried();
  const wrong = problem(data);
  const root = document.getElementById("app");
  root.textContent = "";
  render(wrong ? <p class="refusal" role="alert">{wrong}</p> : view(data), root);
}
