#!/bin/bash
# SPDX-License-Identifier: MIT
# The small scenarios under valgrind's memcheck: run with time, explored, sampled, by two threads where there are
# threads. An invalid access, a decision that depends on what was never written, or memory that nothing points
# to any more is an error. There are no suppressions: the libraries behave.
# Usage: memcheck.sh PROGRAM
set -u
program=$(readlink -f -- "$1") || exit 2
cd -- "$(dirname -- "$0")/../.." || exit 2
small=(scenarios/basics/*.race scenarios/litmus/*.race)
failures=0

# check <highest status that is well> <arguments...>
check() {
  local most=$1 status
  shift
  valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
    "$program" "$@" >/dev/null
  status=$?
  ((status <= most)) && return
  echo "ghostwalk $*: status $status"
  failures=1
}

check 1 run --json "${small[@]}"
check 1 run --json --engine bare "${small[@]}"
check 3 explore --json --threads 2 --max-states 2000 "${small[@]}"
check 1 sample --json - -n 50 "${small[@]}"
exit $failures
