// SPDX-License-Identifier: MIT
// The page of runs and witnesses: reads the document that the page holds, or says why it cannot.
import { h } from "preact";
import { App } from "./app.js";
import { problem } from "./data.js";
import { show } from "./page.js";
import "./race.css";

show(problem, (data) => <App document={data} />);
