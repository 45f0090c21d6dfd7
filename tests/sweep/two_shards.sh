#!/bin/bash
# SPDX-License-Identifier: MIT
# A measurement, no test: two shards at once on two processors against the whole on one. What is judged:
# at least 1.9 times as fast. Usage: two_shards.sh PROGRAM [STUDY [TRIALS]]
set -eu
program=$(readlink -f -- "$1")
study=$(readlink -f -- "${2:-$(dirname -- "$0")/study.race}")
trials=${3:-1e6}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

now() { date +%s%N; }
start=$(now)
taskset -c 0 "$program" sweep "$study" --trials "$trials" --threads 1 --store whole >/dev/null
middle=$(now)
taskset -c 0 "$program" sweep "$study" --trials "$trials" --threads 1 --shard 1/2 --store 1 >/dev/null &
taskset -c 1 "$program" sweep "$study" --trials "$trials" --threads 1 --shard 2/2 --store 2 >/dev/null &
wait
end=$(now)
awk -v one=$((middle - start)) -v two=$((end - middle)) \
  'BEGIN { printf "one %.2f s, two shards %.2f s: %.2f times\n", one / 1e9, two / 1e9, one / two }'
