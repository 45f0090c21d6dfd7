#!/bin/bash
# SPDX-License-Identifier: MIT
# Looks for inputs that break what is read: each target of the clang-asan build for a number of runs, with its corpus
# in front. Bounded by runs and not by time, so that a slow machine looks for the same.
# Usage: run.sh [runs] [target...]      a million runs of `schedule`:  run.sh 1000000 schedule
#        run.sh --cpu-seconds N target  for that long, in pieces; prints what was done: see README.md
# What it finds is written to build/fuzz/<target>/found; status 1 if anything was.
set -u
here=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 2
root=${here%/tests/fuzz} cpu_seconds=
cd "$root" || exit 2
[[ ${1:-} == --cpu-seconds ]] && { cpu_seconds=${2:?seconds} && shift 2 && set -- '' "$@"; }
runs=${1:-} targets=("${@:2}")
((${#targets[@]})) || targets=(text schedule store json grammar)

# Enough for a regression in what the corpus reaches; some seconds each.
declare -A usual=([text]=3000 [schedule]=20000 [store]=1500 [json]=20000 [grammar]=300)
declare -A longest=([text]=4096 [schedule]=512 [store]=20000 [json]=4096 [grammar]=400)

# fuzz <target> <libFuzzer flag...>: new inputs are kept in build/fuzz/, beside the corpus.
fuzz() {
  local target=$1 work=build/fuzz/$1 seeds=()
  shift
  mkdir -p "$work"/{new,found} "tests/fuzz/corpus/$target"
  [[ $target == text ]] && seeds=(scenarios/basics scenarios/litmus)
  TMPDIR=${TMPDIR:-$([[ -w /dev/shm ]] && echo /dev/shm || echo /tmp)} \
    "build/clang-asan/tests/fuzz/fuzz_$target" -seed=1 -max_len="${longest[$target]}" -timeout=120 \
    -rss_limit_mb=4096 -reload=0 -print_final_stats=1 -artifact_prefix="$work/found/" "$@" "$work/new" \
    "tests/fuzz/corpus/$target" "${seeds[@]}" 2>&1
}

dictionary() {
  build/clang-asan/bin/ghostwalk_fuzz_words >build/fuzz/words || exit 2
}

# Until that many seconds of processor time are used: pieces of a minute, each with another seed.
for_seconds() {
  local target=$1 used=0 piece=0 before=0 after=0
  while ((used < cpu_seconds)); do
    children_seconds before
    fuzz "$target" -seed=$((++piece)) -max_total_time=60 "${flags[@]}" >"build/fuzz/$target/log.$piece" || return 1
    children_seconds after
    used=$((used + after - before))
    printf '%s: %d s, %s, cov %s\n' "$target" "$used" "$(grep -h number_of_executed "build/fuzz/$target/log.$piece")" \
      "$(grep -o 'cov: [0-9]*' "build/fuzz/$target/log.$piece" | tail -n 1)"
  done
}

# User time of what has ended below this shell, into that variable: the second line of `times`, which in a
# subshell would speak of the subshell.
children_seconds() {
  times >build/fuzz/times
  printf -v "$1" '%d' "$(awk 'NR == 2 { split($1, t, /[ms]/); print int(60 * t[1] + t[2]) }' build/fuzz/times)"
}

status=0
for target in "${targets[@]}"; do
  [[ -x build/clang-asan/tests/fuzz/fuzz_$target ]] || {
    echo "run.sh: build it first: cmake --preset clang-asan && cmake --build --preset clang-asan" >&2
    exit 2
  }
  mkdir -p "build/fuzz/$target"
  flags=()
  [[ $target == text ]] && dictionary && flags=(-dict=build/fuzz/words)
  if [[ $cpu_seconds ]]; then
    for_seconds "$target" || status=1
  else
    log=$(fuzz "$target" -runs="${runs:-${usual[$target]}}" "${flags[@]}") || {
      status=1
      tail -n 60 <<<"$log"
    }
    printf '%-9s %s\n' "$target" "$(grep -E '^#[0-9]+.*DONE' <<<"$log")"
  fi
done
exit $status
