#!/bin/bash
# SPDX-License-Identifier: MIT
# Standard output: a reader that has gone away is no error, and changes neither the exit status nor what is written
# elsewhere; a full disk and an output that is closed are errors, and what is in a store stays there.
# Usage: outputs.sh SHIM
# shellcheck source=tests/faults/common.sh
. "$(dirname -- "$0")/common.sh" "$1"
prepare
study=$GHOSTWALK_SOURCE_DIR/tests/sweep/study.race

# Descriptor 4 writes into a pipe that nobody reads any more.
mkfifo pipe && exec 3<>pipe 4>pipe 3>&- || exit 2
(echo >&4) 2>/dev/null && fail 'somebody reads the pipe'

check() {
  local want
  undisturbed "$@"
  afresh here
  (cd here && ghostwalk "$@" >&4 2>"$work/err")
  status=$?
  ((status == want)) || fail "$*, read by nobody: status $status, not $want"
  [[ ! -s err ]] || fail "$*, read by nobody: it said: $(cat err)"
  diff -r here after >differences || fail "$*, read by nobody, wrote otherwise: $(cat differences)"

  [[ -s want.out ]] || return
  for to in /dev/full closed; do
    afresh here
    (cd here && if [[ $to == closed ]]; then exec >&-; else exec >$to; fi && ghostwalk "$@" 2>"$work/err")
    status=$?
    ((status == 2)) || fail "$* to $to: status $status, not 2"
    grep -q 'cannot write the output' err || fail "$* to $to: it said: $(cat err)"
    whole "$* to $to"
  done
}

check explore late.race --report a.html
check explore late.race --json
check run late.race --trace
check sample late.race -n 50 --json -
check sample late.race -n 50
check test late.race
check verify late.race -n 50
check merge --force old.results 1.results 2.results
check results whole.results
check results whole.results --csv -
check results whole.results --report a.html
check plot whole.results -o a.svg
check plot whole.results --script
check export late.race --kernel late-flush --murphi -
check list parameters
check show kernel linux-2.4.19

# The store is whole whoever listens.
ghostwalk results before/whole.results --ndjson want.ndjson
for to in nobody /dev/full closed; do
  rm -f s.results*
  case $to in
    nobody) ghostwalk sweep "$study" --trials 2000 --store s.results >&4 2>err ;;
    closed) ghostwalk sweep "$study" --trials 2000 --store s.results >&- 2>err ;;
    *) ghostwalk sweep "$study" --trials 2000 --store s.results >$to 2>err ;;
  esac
  status=$?
  [[ $to:$status == nobody:0 || $to:$status == [^n]*:2 ]] ||
    fail "a sweep told to $to: status $status"
  ghostwalk results s.results --ndjson have.ndjson
  cmp want.ndjson have.ndjson || fail "a sweep told to $to: the results differ"
done

# An error that nobody hears is one.
ghostwalk run nowhere.race 2>&4
(($? == 2)) || fail 'an error told to nobody is none'
exit $failures
