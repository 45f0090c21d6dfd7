#!/bin/bash
# SPDX-License-Identifier: MIT
# The studies under results/: they are in the one format, they run, they have the points that the
# reference results have, some of them with all their trials and the shipped rows, and their pictures can
# be drawn, twice to the same bytes.
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

# check <study> <columns that name a point>: its points, and the first of its trials as rows
check() {
  local study=$1 columns=$2 store=$work/$1.results
  "$GHOSTWALK_BINARY" sweep "results/$study.race" --trials "$3" --store "$store" >/dev/null || fail "$study does not run"
  "$GHOSTWALK_BINARY" results "$store" --csv "$work/$study.csv" || fail "$study has no rows"
  diff <(cut -d, -f"$columns" "$work/$study.csv") <(cut -d, -f"$columns" "results/$study.csv") >"$work/diff" ||
    { fail "results/$study.csv has other points: results/regenerate" && head -5 "$work/diff"; }
}
check poisoning 1-6 20
check flush_cpus 1-4 20
check vfree_lazy_max 1-5 1
check label_flip 1-4 4
check pti 1-4 4

# All trials of some points, cut out of the study by a sed script: the shipped rows, byte for byte.
# whole <study> <sed script> <how many rows>
whole() {
  local study=$1 rows=0 row
  sed "$2" "results/$study.race" >"$work/$study.cut.race"
  "$GHOSTWALK_BINARY" sweep "$work/$study.cut.race" --store "$work/$study.cut" >/dev/null || fail "a part of $study does not run"
  "$GHOSTWALK_BINARY" results "$work/$study.cut" --csv "$work/$study.cut.csv" || fail "a part of $study has no rows"
  while IFS= read -r row; do
    rows=$((rows + 1))
    grep -qxF -- "$row" "results/$study.csv" || fail "results/$study.csv has another row now (results/regenerate): $row"
  done <"$work/$study.cut.csv"
  ((rows == $3 + 1)) || fail "$study: $rows lines, and not a header and $3 rows"
}
whole poisoning 's/vary walk_snoop = .*/vary walk_snoop = 1200 .. 2400/; s/vary alloc = .*/vary alloc = 100 .. 300/' 15
whole flush_cpus 's/vary cpus = .*/vary cpus = 4/' 3
whole vfree_lazy_max 's/vary cpus = .*/vary cpus = 2, 4/' 14
whole label_flip 's/vary cpus = .*/vary cpus = 2, 8/' 12
whole pti 's/vary option nr_areas = .*/vary option nr_areas = 2, 8/' 24

# Every picture has points in it, and is drawn twice to the same bytes.
draw() {
  local study=$1 store=$work/$1.results form
  shift
  "$GHOSTWALK_BINARY" plot "$store" "$@" --script >"$work/script" || fail "$study: no script"
  grep -Eq 'yerrorlines|linespoints .* notitle' "$work/script" || fail "$study: nothing is drawn"
  command -v gnuplot >/dev/null || return 0
  for form in svg png; do
    "$GHOSTWALK_BINARY" plot "$store" "$@" -o "$work/one.$form" >/dev/null || fail "$study: no picture"
    "$GHOSTWALK_BINARY" plot "$store" "$@" -o "$work/two.$form" >/dev/null
    cmp "$work/one.$form" "$work/two.$form" || fail "$study: the same picture has other bytes"
  done
}
# shellcheck disable=SC1091
source results/pictures

# What cannot be drawn.
store=$work/flush_cpus.results
refuse() {
  local words=$1
  shift
  env PATH="${path:-$PATH}" "$GHOSTWALK_BINARY" plot "$store" "$@" >"$work/out" 2>&1
  (($? == 2)) && grep -qF -- "$words" "$work/out" || fail "plot $*: it said $(cat "$work/out")"
}
refuse "'cpu' does not vary in the study flush_cpus; did you mean 'cpus'?" -x cpu
refuse "-y is probability, window or mean, not 'x'" -y x
refuse 'a picture is a .svg or a .png file' -o a.pdf
refuse "'ipis_sent' has no probability" --measure ipis_sent
refuse "'poisoned' has a probability, and no mean" -y mean --measure poisoned
refuse "mean of what?" -y mean
refuse "a counter is of CPU 0 or of the others, not of '1'" -y mean --measure ipis_sent@1
refuse "'cycles' is of the trial, not of a CPU" -y mean --measure cycles@0
refuse "'cycles' is no counter: it cannot be added to others" -y mean --measure 'ipis_sent + cycles'
refuse "none of these points has trials, or what was asked for" -y mean --measure stale_most
refuse "--per takes a number and what there are so many of, not '96'" -y mean --measure ipis_sent --per 96
refuse '--per divides means' --per '96 vfree'
refuse 'a picture is of one measure' --measure poisoned --measure broken
refuse "'cpus' is what the curves go over" -x cpus --curves cpus
refuse 'no trial of these points had a window' -y window --where kernel=linux-2.4.19
path=/none refuse 'gnuplot is not installed' -o "$work/none.svg"
[[ ! -e $work/none.svg ]] || fail 'a picture without gnuplot'
exit $failures
