#!/bin/bash
# SPDX-License-Identifier: MIT
# A file that may not grow any more, as on a full disk: a sweep says so, keeps what it had, and goes
# on when there is room again, to the same results. So does a merge; and it leaves nothing behind.
set -u
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
study=$GHOSTWALK_SOURCE_DIR/tests/sweep/study.race
cd "$work" || exit 2
failures=0

fail() {
  echo "$1"
  failures=1
}
sweep() { "$GHOSTWALK_BINARY" sweep "$study" --trials 20000 "$@"; }

sweep --store whole.results >/dev/null || fail 'the undisturbed sweep failed'
"$GHOSTWALK_BINARY" results whole.results --ndjson whole.ndjson

# Blocks of 1 KiB: more and more room, none of it enough.
for blocks in 8 40 60 80; do
  (ulimit -f $blocks && sweep --store full.results) >out 2>err
  (($? == 2)) || fail "with $blocks KiB: status $?, not 2"
  grep -qE "no space left|cannot be read or written|File too large" err || fail "with $blocks KiB it said: $(cat err)"
done
sweep --store full.results >/dev/null || fail 'no going on after a full disk'
"$GHOSTWALK_BINARY" results full.results --ndjson full.ndjson
cmp whole.ndjson full.ndjson || fail 'the results after a full disk differ'

sweep --store 1.results --shard 1/2 >/dev/null
sweep --store 2.results --shard 2/2 >/dev/null
(ulimit -f 40 && "$GHOSTWALK_BINARY" merge merged.results 1.results 2.results) >out 2>err
(($? == 2)) || fail 'a merge onto a full disk is no error'
for left in merged*; do
  [[ ! -e $left ]] || fail "a merge that failed left $left"
done
"$GHOSTWALK_BINARY" merge merged.results 1.results 2.results >/dev/null || fail 'the merge failed'
"$GHOSTWALK_BINARY" results merged.results --ndjson merged.ndjson
cmp whole.ndjson merged.ndjson || fail 'the merged results differ'

"$GHOSTWALK_BINARY" results whole.results --csv /dev/full 2>err
(($? == 2)) || fail 'results onto a full disk is no error'
exit $failures
