#!/bin/bash
# SPDX-License-Identifier: MIT
# A sweep whose disk fails, fills up or becomes read-only at any one of its writes, or that gets a signal or a
# kill -9 there: its store can be read or is refused with a word why, and the same command goes on from it to
# the results of an undisturbed sweep, byte for byte. What it says it has finished is in the store.
# Usage: sweep.sh SHIM
# shellcheck source=tests/faults/common.sh
. "$(dirname -- "$0")/common.sh" "$1"
study=$GHOSTWALK_SOURCE_DIR/tests/sweep/study.race

# 6 points, of 2,000 trials each. The whole has 12 batches, half of it 6.
some=(sweep "$study" --shard 1/2 --threads 2 --store s.results)
sweep=("${some[@]}" --trials 2000)
batches=6

ghostwalk "${sweep[@]}" >want.out || fail 'the undisturbed sweep failed'
grep -q "$batches of $batches batches" want.out || fail "another number of batches: $(cat want.out)"
ghostwalk results s.results --ndjson want.ndjson

# Sets `kept` to the number of batches in the store; false when there is no store yet that could be asked.
look() {
  local answer lost
  ghostwalk results s.results --missing >missing 2>err
  answer=$?
  kept=0
  ((answer < 2)) || { grep -qE 'holds no study yet|there is no file|is no results store|was left in the midst of a write' err && return 1; } ||
    { fail "$1: the store is not readable, and no reason why: $(cat err)" && return 1; }
  lost=$(awk -F '\t' '$1 == "1/2" { sub(/ .*/, "", $2); print $2 }' missing)
  kept=$((batches - ${lost:-0}))
}

# check <kind> <step>: every step-th call.
check() {
  local n said most=0
  for ((n = 1; ; n += $2)); do
    rm -f s.results*
    struck "$1 $n" "${sweep[@]}" || break
    said="$1 at call $n"
    ended "$1" "$said" 0
    if ((status == 130)); then
      look "$said"
      grep -q "s.results: $kept of $batches batches" out || fail "$said: $kept batches, and it said: $(cat out)"
    fi
    look "$said" && ((kept > most)) && most=$kept
    ghostwalk "${sweep[@]}" >again 2>&1 || fail "$said: then it does not go on: $(cat again)"
    ghostwalk results s.results --ndjson have.ndjson
    cmp want.ndjson have.ndjson || fail "$said: then the results differ"
  done
  echo "$1: $(((n - 1) / $2)) calls, at most $most batches kept"
  ((most == batches)) || fail "$1: even late, no more than $most batches are kept"
}

check 'write EIO' 1
check 'write ENOSPC' 1
check 'write SIGKILL' 1
check 'write SIGINT' 5
check 'write SIGTERM' 5
check 'read EIO' 1

# A clock is looked at only to stop in time: one that is decades off changes nothing.
export GHOSTWALK_CLOCK=-900000000
year=$(LD_PRELOAD=$shim date +%Y)
((year < $(date +%Y) - 20)) || fail "the clock does not go wrong: it is $year"
rm -f s.results*
LD_PRELOAD=$shim ghostwalk "${sweep[@]}" >/dev/null || fail 'no sweep in another year'
LD_PRELOAD=$shim ghostwalk results s.results --ndjson have.ndjson
cmp want.ndjson have.ndjson || fail 'in another year the results differ'
unset GHOSTWALK_CLOCK

# Read-only from the start, and from some time on.
rm -f s.results*
struck 'open EROFS 1' "${sweep[@]}"
ended 'open EROFS' 'read-only' 0
grep -qE 'read-only|cannot be opened' err || fail "on a read-only disk it said: $(cat err)"
ghostwalk "${some[@]}" --trials 1000 >/dev/null
struck 'open EROFS 1' "${sweep[@]}"
ended 'open EROFS' 'read-only' 0
ghostwalk "${sweep[@]}" >/dev/null && ghostwalk results s.results --ndjson have.ndjson
cmp want.ndjson have.ndjson || fail 'after a read-only disk the results differ'
exit $failures
