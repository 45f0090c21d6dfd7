#!/bin/bash
# SPDX-License-Identifier: MIT
# Does Graphviz take every graph that --dot writes, and draw a node for each step of it?
set -u
command -v dot >/dev/null || { echo "skipped: no graphviz"; exit 77; }
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
cd "$GHOSTWALK_SOURCE_DIR" || exit 2
status=0
for scenario in basics/late_flush basics/two_locks litmus/sb linux-2.4/munmap_same_cpu linux-2.4/munmap_three_cpus; do
  "$GHOSTWALK_BINARY" explore "scenarios/$scenario.race" --dot "$folder/graph.dot" >/dev/null || status=1
  dot -Tsvg "$folder/graph.dot" >"$folder/graph.svg" || { echo "$scenario: dot refuses it"; status=1; }
  # A step's node is the one kind of line with a shape.
  steps=$(grep -c 'shape=' "$folder/graph.dot")
  drawn=$(grep -c 'class="node"' "$folder/graph.svg")
  ((steps > 0 && steps == drawn)) || { echo "$scenario: $steps steps, $drawn nodes"; status=1; }
done
# What dot refuses, this test sees: the canary.
sed 's/digraph/digraf/' "$folder/graph.dot" | dot -Tsvg >/dev/null 2>&1 && { echo "dot takes anything"; status=1; }
exit $status
