// SPDX-License-Identifier: MIT
// The page of runs and witnesses: reads the document that the page holds, or says why it cannot.
import { h, render } from "preact";
import { App } from "./app.js";
import { problem } from "./data.js";
import "./race.css";

function read() {
  try {
    return JSON.parse(document.getElementById("data").textContent);
  } catch {
    return null;
  }
}

const data = read();
const wrong = problem(data);
const root = document.getElementById("app");
root.textContent = "";
render(wrong ? <p class="refusal" role="alert">{wrong}</p> : <App document={data} />, root);
