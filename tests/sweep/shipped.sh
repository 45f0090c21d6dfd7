#!/bin/bash
# SPDX-License-Identifier: MIT
# The studies under results/: they are in the one format, they run, they have the points that the
# reference results have, and their pictures can be drawn, twice to the same bytes.
set -u
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cd "$GHOSTWALK_SOURCE_DIR" || exit 2
failures=0

fail() {
  echo "$1"
  failures=1
}

"$GHOSTWALK_BINARY" fmt --check results/*.race || fail 'run ghostwalk fmt'

# check <study> <columns that name a point> <what plot draws...>
check() {
  local study=$1 columns=$2 store=$work/$1.results
  shift 2
  "$GHOSTWALK_BINARY" sweep "results/$study.race" --trials 20 --store "$store" >/dev/null || fail "$study does not run"
  diff <("$GHOSTWALK_BINARY" results "$store" --csv - | cut -d, -f"$columns") \
    <(cut -d, -f"$columns" "results/$study.csv") >"$work/diff" ||
    { fail "results/$study.csv has other points: results/regenerate" && head -5 "$work/diff"; }
  "$GHOSTWALK_BINARY" plot "$store" "$@" --script >"$work/script" || fail "$study: no script"
  grep -q yerrorlines "$work/script" || fail "$study: nothing is drawn"
  command -v gnuplot >/dev/null || return
  for form in svg png; do
    "$GHOSTWALK_BINARY" plot "$store" "$@" -o "$work/one.$form" >/dev/null || fail "$study: no picture"
    "$GHOSTWALK_BINARY" plot "$store" "$@" -o "$work/two.$form" >/dev/null
    cmp "$work/one.$form" "$work/two.$form" || fail "$study: the same picture has other bytes"
  done
}
check poisoning 1-6 -x walk_snoop --measure poisoned
check flush_cpus 1-4 -x cpus -y window

# What cannot be drawn.
store=$work/flush_cpus.results
refuse() {
  local words=$1
  shift
  env PATH="${path:-$PATH}" "$GHOSTWALK_BINARY" plot "$store" "$@" >"$work/out" 2>&1
  (($? == 2)) && grep -qF -- "$words" "$work/out" || fail "plot $*: it said $(cat "$work/out")"
}
refuse "'cpu' does not vary in the study flush_cpus; did you mean 'cpus'?" -x cpu
refuse "-y is probability or window, not 'x'" -y x
refuse 'a picture is a .svg or a .png file' -o a.pdf
refuse "'ipis_sent' has no probability" --measure ipis_sent
refuse 'no trial of these points had a window' -y window --where kernel=linux-2.4.19
path=/none refuse 'gnuplot is not installed' -o "$work/none.svg"
[[ ! -e $work/none.svg ]] || fail 'a picture without gnuplot'
exit $failures
