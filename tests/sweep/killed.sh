#!/bin/bash
# SPDX-License-Identifier: MIT
# kill -9 at a hundred moments, and on again each time: the results are those of a sweep that nobody
# disturbed, byte for byte. The moments are fixed (in milliseconds, from a fixed seed), where they hit
# is up to the machine: some before the store is there, most between or within batches.
set -u
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
study=$GHOSTWALK_SOURCE_DIR/tests/sweep/study.race
cd "$work" || exit 2

sweep() { "$GHOSTWALK_BINARY" sweep "$study" --trials 40000 --threads 2 --store "$1"; }

export_all() {
  "$GHOSTWALK_BINARY" results "$1" --csv - && "$GHOSTWALK_BINARY" results "$1" --ndjson -
}

sweep whole.results >/dev/null || exit 1
export_all whole.results >whole.txt || exit 1

kills=0 round=0
RANDOM=20020522
while ((kills < 100)); do
  round=$((round + 1))
  store=killed.$round.results
  # Until it is whole; then the next one, until there were a hundred kills.
  while :; do
    sweep "$store" >/dev/null 2>&1 &
    pid=$!
    sleep "$(printf '0.%03d' $((RANDOM % 150 + 1)))"
    kill -9 "$pid" 2>/dev/null && kills=$((kills + 1))
    wait "$pid" 2>/dev/null
    (($? == 0)) && break
    ((kills > 1000)) && echo "1,000 kills and no end: nothing is kept" && exit 1
  done
  sweep "$store" >/dev/null || exit 1
  export_all "$store" >killed.txt || exit 1
  if ! cmp -s whole.txt killed.txt; then
    echo "after $kills kills the results differ"
    diff whole.txt killed.txt | head -5
    exit 1
  fi
done
echo "$kills kills, $round sweeps: the same results each time"
