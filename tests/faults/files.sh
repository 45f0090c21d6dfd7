#!/bin/bash
# SPDX-License-Identifier: MIT
# Whatever a command writes, but for a sweep's store, is there whole or as it was before: after an error at any
# one of its writes, a full disk from any one on, a signal or a kill -9 at any one, an error at any one of its
# reads, and on a file system that has become read-only. No draft stays but after kill -9. With any exit
# status but an error's or a signal's, what it printed is what it prints when nothing goes wrong.
# Usage: files.sh SHIM
# shellcheck source=tests/faults/common.sh
. "$(dirname -- "$0")/common.sh" "$1"
prepare

kinds=('write EIO' 'write ENOSPC' 'write SIGKILL' 'read EIO' 'open EROFS' 'write SIGINT' 'write SIGTERM')

# check <arguments...>: in a folder like before/.
check() {
  local want kind what n step said met
  undisturbed "$@"
  for kind in "${kinds[@]}"; do
    what=${kind#* }
    step=1
    [[ "$1 $what" != "merge SIG"[IT]* ]] || step=5 # Of some 90 calls.
    for ((n = 1; ; n += step)); do
      afresh here
      cd here && struck "$kind $n" "$@"
      met=$?
      cd .. && ((met == 0)) || break
      said="$* ($kind at call $n)"
      ended "$kind" "$said" "$want"
      [[ $status != "$want" ]] || cmp -s out want.out || fail "$said: status $status, and it printed otherwise"
      whole "$said" "$what"
    done
    ((n > 1)) || [[ $kind == 'open EROFS' ]] || fail "$*: not one call to $kind"
    # With what the last kill left behind.
    (cd here && ghostwalk "$@" >/dev/null 2>&1)
    diff -rq -x '*.part*' here after >differences || fail "$* again after $kind: $(cat differences)"
  done
}

check merge --force old.results 1.results 2.results
check results whole.results --csv a.csv --ndjson a.ndjson
check results whole.results --report a.html
check plot whole.results -o a.svg
check plot whole.results -o a.png
check explore late.race --json --report a.html --dot a.dot
check run late.race --trace --report a.html --perfetto a.json
check sample late.race -n 50 --json a.json
check export late.race --kernel late-flush --murphi a.m
check fmt unformatted.race
kinds=("${kinds[@]:0:5}") # Interrupted, it writes a gallery of what is finished.
check test late.race --report gallery
exit $failures
