// SPDX-License-Identifier: MIT
import "./base.css";
