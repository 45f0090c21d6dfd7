#!/bin/bash
# SPDX-License-Identifier: MIT
# With too little memory for it (ulimit -v: from what the program needs to start, up until all is well)
# a command says so and ends with 2, or 3 where a search gives up. No verdict is another than
# with enough, and whatever it writes is there whole or as it was.
# Usage: memory.sh SHIM
# shellcheck source=tests/faults/common.sh
. "$(dirname -- "$0")/common.sh" "$1"
prepare

within() { # <KiB> <arguments...>
  { (ulimit -v "$1" && ghostwalk "${@:2}" >"$work/out" 2>"$work/err"); } 2>/dev/null
}

floor=16384 most=1000000
until within $floor --version; do
  floor=$((floor + 256))
  ((floor < most)) || { fail "not even --version with 1 GB: $(cat err)" && exit 1; }
done

# In small steps first: most commands need little.
more() { kib=$((kib + (kib < floor + 4096 ? 256 : 1024))); }

verdicts() { grep -o '"verdict": "[^"]*"' "$1"; }

# What was said of the kernels is what is true of them, or nothing.
true_verdicts() {
  local have want
  while read -r have <&3 && read -r want <&4; do
    [[ $have == "$want" || $have == '"verdict": "gave up"' ]] || fail "$1: $have, but $want"
  done 3< <(verdicts out) 4< <(verdicts want.out)
}

# A page of a search that gave up says so, and has its end.
covered() {
  cmp -s here/a.html before/a.html && return
  grep -q 'gave up' here/a.html && tail -n 1 here/a.html | grep -q '</html>$' || fail "$1: no page of what it covered"
  cp before/a.html here/a.html
}

check() {
  local want kib said refused=0 gave_up=0
  undisturbed "$@"
  for ((kib = floor; kib < most; )); do
    afresh here
    cd here && within $kib "$@"
    status=$?
    cd .. || exit 2
    said="$* with $kib KiB"
    true_verdicts "$said"
    ((status != 3)) || covered "$said"
    whole "$said"
    case $status in
      "$want")
        cmp -s out want.out || fail "$said: status $status, and it printed otherwise"
        break
        ;;
      2)
        refused=$((refused + 1))
        grep -qE 'memory|no thread|gnuplot failed' err || fail "$said: it said: $(cat err)"
        ;;
      3) gave_up=$((gave_up + 1)) && grep -q '"gave up"' out || fail "$said: status 3, and nothing gave up" ;;
      *) fail "$said: status $status; it said: $(cat err)" ;;
    esac
    more
  done
  echo "$*: enough with $kib KiB; below, refused $refused times, gave up $gave_up times"
  ((refused + gave_up > 0)) || fail "$*: it never wanted memory"
}

flagship=$GHOSTWALK_SOURCE_DIR/scenarios/linux-2.4/munmap_same_cpu.race
check explore "$flagship" --threads 2 --json --report a.html
check explore "$flagship" --threads 1 --compact --json
check sample "$flagship" -n 2000 --threads 2 --json a.json
check merge --force old.results 1.results 2.results
check results whole.results --csv a.csv --ndjson a.ndjson --report a.html
check plot whole.results -o a.svg

# A sweep keeps what it has finished.
study=$GHOSTWALK_SOURCE_DIR/tests/sweep/study.race
for ((kib = floor; kib < most; )); do
  within $kib sweep "$study" --trials 2000 --threads 2 --store s.results
  status=$?
  ((status != 0)) || break
  ((status == 2)) && grep -qE 'memory|no thread' err || fail "sweep with $kib KiB: status $status; it said: $(cat err)"
  more
done
((kib > floor)) || fail 'sweep: it never wanted memory'
ghostwalk results s.results --ndjson have.ndjson
ghostwalk results before/whole.results --ndjson want.ndjson
cmp want.ndjson have.ndjson || fail 'after a sweep without memory the results differ'
exit $failures
