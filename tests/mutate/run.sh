#!/bin/bash
# SPDX-License-Identifier: MIT
# Breaks each rule of the hardware model and looks whether its own tests see it. tests/README.md tells how.
#
#   run.sh              all mutations: builds their programs once, then runs each
#   run.sh PATTERN      those of the rules that the pattern (grep -E) finds
#
# A line per mutation, and last how many there were. Status 0: every one was killed, and those that are
# said to be the same program were not; 1: a mutation survived; 2: the rules, the build or the tests
# without a mutation are broken.
set -uo pipefail
root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd -P) || exit 2
# shellcheck source=../../.ci/common.sh
. "$root/.ci/common.sh"
work=$root/build/mutate
tree=$work/tree # A copy of the sources with all mutations woven in.
jobs=${JOBS:-$(nproc)}

# Keeps the time of what has not changed, so that little is compiled again.
put() {
  cmp -s "$1" "$2" || { mkdir -p "$(dirname -- "$2")" && cp -- "$1" "$2"; }
}

weave() {
  local file
  rm -rf "$work/woven" && mkdir -p "$work/woven"/{models/hw,sim/machine,sim/drivers} || return
  awk -v from="$root" -v to="$work/woven" -f "$root/tests/mutate/weave.awk" \
    "$root"/tests/mutate/*.rules >"$work/mutations" || return
  while IFS= read -r -d '' file; do
    [[ -f $root/$file ]] || continue # Removed, and not yet committed.
    if [[ -f $work/woven/$file ]]; then put "$work/woven/$file" "$tree/$file"; else put "$root/$file" "$tree/$file"; fi
  done < <(our_files)
}

# Little optimisation: it is compiled once and runs for seconds.
build() {
  local programs
  mapfile -t programs < <(cut -f 2 "$work/mutations" | sed 's/ .*//; s/^/test_/' | sort -u)
  cmake -S "$tree" -B "$work/build" -G Ninja -D CMAKE_BUILD_TYPE=Release -D GHOSTWALK_TESTS=ON \
    -D CMAKE_CXX_FLAGS_RELEASE="-O1 -w -DNDEBUG -include $tree/tests/mutate/mutant.hpp" &&
    cmake --build "$work/build" -j "$jobs" --target "${programs[@]}" -- -k 0
}

# own_tests <mutant> <program> <filter>: prints the first test that fails; status 0 if none did.
own_tests() {
  local output status
  output=$(cd "$tree" && GHOSTWALK_MUTANT=$1 GTEST_FAIL_FAST=1 RC_PARAMS=seed=20020522 \
    timeout 30 "$work/build/tests/$2/test_$2" --gtest_filter="$3" 2>&1)
  status=$?
  if ((status >= 124)); then
    printf '%s %s' "$( ((status == 124)) && echo endless || echo crash)" "$(sed -n 's/^\[ RUN *\] //p' <<<"$output" | tail -n 1)"
  else
    sed -nE 's/^\[  FAILED  \] ([^ ,]+).*/\1/p' <<<"$output" | head -n 1
  fi
  ((status == 0)) && grep -q '^\[  PASSED  \] [1-9]' <<<"$output"
}

# judge <number> <program and filter> <kill or same> <rule> <mutation>
judge() {
  local test word=killed
  # shellcheck disable=SC2086
  if test=$(own_tests "$1" $2); then word=$([[ $3 == same ]] && echo same || echo SURVIVED); fi
  [[ $3 == same && $word == killed ]] && word=DIFFERS
  printf '%-8s  %s: %s%s\n' "$word" "$4" "$5" "${test:+  [$test]}"
}
export -f own_tests judge
export work tree

# Without a mutation every test that a rule names passes, and there is at least one.
judge_none() {
  local program filter failed=0
  while read -r program filter; do
    own_tests 0 "$program" "$filter" || { say "$program $filter: fails, or is no test"; failed=1; }
  done < <(cut -f 2 "$work/mutations" | sort -u)
  return "$failed"
}

main() {
  local start=$SECONDS pattern=${1:-.}
  mkdir -p "$work"
  weave || die "the rules do not fit the sources"
  build >"$work/build.log" 2>&1 || { tail -n 50 "$work/build.log" >&2 && die "the mutations do not compile"; }
  say "built in $((SECONDS - start)) s"
  judge_none || exit 2
  # Only the rule's name and what is done to it are looked at.
  awk -F '\t' -v pattern="$pattern" '($4 " " $5) ~ pattern { printf "%s%c%s%c%s%c%s%c%s%c", $1, 0, $2, 0, $3, 0, $4, 0, $5, 0 }' \
    "$work/mutations" | xargs -0 -n 5 -P "$jobs" bash -c 'judge "$@"' judge >"$work/judged"
  sort "$work/judged"
  awk -v seconds=$((SECONDS - start)) '{ ++n[$1] } END {
    printf "%d killed, %d the same, %d survived (%d s)\n", n["killed"], n["same"], n["SURVIVED"] + n["DIFFERS"], seconds
    exit n["SURVIVED"] + n["DIFFERS"] > 0 || !n["killed"] }' "$work/judged"
}

exclusively main "$@"
