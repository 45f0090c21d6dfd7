#!/bin/bash
# SPDX-License-Identifier: MIT
# The protocol of scenarios/protocol/teardown.race, flushes first, proved by Ghostwalk, by Rumur on Ghostwalk's export of it, and
# by SPIN on teardown.pml, one after the other on this machine. Prints a table:
#
#   tests/bench/against_others.sh [RUNS]      three runs of each by default; the fastest counts
#
# Needs Debian's rumur, spin, time and a C compiler. Takes some minutes and 1 GB. Judges nothing.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
ghostwalk=${GHOSTWALK_BINARY:-$root/ghostwalk}
runs=${1:-3}
scenario=$root/scenarios/protocol/teardown.race

for tool in rumur spin cc /usr/bin/time; do
  command -v "$tool" >/dev/null || { echo "${0##*/}: needs $tool" >&2; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

build_rumur() {
  "$ghostwalk" export "$scenario" --kernel teardown --murphi "$work/model.m"
  rumur --quiet --deadlock-detection off --symmetry-reduction "$2" --threads 2 \
    --output "$work/$1.c" "$work/model.m" 2>"$work/messages"
  cc -std=c11 -O3 -w -mcx16 -o "$work/$1" "$work/$1.c" -lpthread
}

build_spin() {
  (cd "$work" && spin -a "$root/tests/bench/teardown.pml" >messages && cc -O3 -w -DSAFETY -DMEMLIM=8000 -o pan pan.c)
}

# run NAME STATES COMMAND...: STATES is a filter from what the command prints to its number of states.
run() {
  local name=$1 states=$2 best='' i out
  shift 2
  for ((i = 0; i < runs; ++i)); do
    /usr/bin/time -f '%e %U %S %M' -o "$work/times" "$@" >"$work/out" 2>&1 || true
    out="$(tail -n 1 "$work/times") $(eval "$states" <"$work/out")"
    best=$(printf '%s\n' ${best:+"$best"} "$out" | sort -g | head -n 1)
  done
  awk -v name="$name" '{
    cpu = $2 + $3
    printf "%-34s %10d %8.2f %8.2f %10.0f %10.0f\n", name, $5, $1, cpu, $5 / $1, $4 * 1024 / $5
  }' <<<"$best"
}

build_rumur model off
build_spin
uptime
printf '%-34s %10s %8s %8s %10s %10s\n' '' states seconds 'cpu s' states/s 'bytes/state'
ours="sed -n 's/^explored *\([0-9,]*\) states.*/\1/p' | tr -d ,"
run 'ghostwalk, 2 threads' "$ours" "$ghostwalk" explore "$scenario" --kernel teardown --threads 2
run 'ghostwalk, 1 thread' "$ours" "$ghostwalk" explore "$scenario" --kernel teardown --threads 1
run 'ghostwalk --plain, 2 threads' "$ours" "$ghostwalk" explore "$scenario" --kernel teardown --threads 2 --plain
run 'ghostwalk --plain, 1 thread' "$ours" "$ghostwalk" explore "$scenario" --kernel teardown --threads 1 --plain
run 'ghostwalk --plain --compact' "$ours" "$ghostwalk" explore "$scenario" --kernel teardown --threads 2 --plain --compact
run 'SPIN, by hand, 1 thread' "sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p'" "$work/pan" -w24 -m3000000
run 'Rumur, exported, 2 threads' "sed -n 's/^.*State Space Explored:.*//; s/^[[:space:]]*\([0-9]*\) states,.*/\1/p' | tail -n 1" "$work/model"
uptime
