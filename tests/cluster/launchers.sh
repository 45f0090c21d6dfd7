#!/bin/bash
# SPDX-License-Identifier: MIT
# The shards of a study under GNU parallel and under Open MPI's mpirun, each with the line that the README
# gives for it, merged: the results are those of an unsharded sweep, byte for byte.
set -u
readme=$GHOSTWALK_SOURCE_DIR/README.md
for program in parallel mpirun; do
  command -v "$program" >/dev/null && continue
  echo "$program is missing: apt-get install parallel openmpi-bin, or let ./check do it"
  [[ -n ${CI:-} ]] && exit 1
  exit 77 # Skipped; in continuous integration the package has to be there.
done

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
cp "$GHOSTWALK_SOURCE_DIR/tests/sweep/study.race" . && ln -s "$GHOSTWALK_BINARY" ghostwalk || exit 2
export HOME=$work TMPDIR=$work
# On this machine alone, whoever we are and however few processors there are.
export OMPI_MCA_btl=self,vader OMPI_MCA_oob_tcp_if_include=lo OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
# Were the caller a job of a cluster, mpirun would go to its nodes.
export OMPI_MCA_plm=isolated OMPI_MCA_ras=^slurm OMPI_MCA_ess=^slurm
unset "${!SLURM@}"

failures=0
fail() {
  echo "$@"
  failures=1
}

export_all() {
  ./ghostwalk results "$1" --csv - && ./ghostwalk results "$1" --ndjson -
}

./ghostwalk sweep study.race --store whole.results >/dev/null || fail 'the sweep failed'
export_all whole.results >whole.txt || fail 'no results'

# documented <first word> <parts>: runs the README's line, and merges the parts that it made.
documented() {
  local line parts
  line=$(grep "^    $1 " "$readme") || fail "the README has no line for $1"
  bash -c "${line//FILE/study.race}" >out 2>&1 || fail "$line: $(cat out)"
  parts=(small.*-of-"$2".results)
  ((${#parts[@]} == $2)) || fail "$1 made ${#parts[@]} parts of $2: ${parts[*]}"
  ./ghostwalk merge "$1.results" "${parts[@]:1}" >out 2>&1 && fail "$1: merged without a part"
  ./ghostwalk merge "$1.results" "${parts[@]}" >/dev/null || fail "$1: no merge"
  export_all "$1.results" >"$1.txt"
  cmp whole.txt "$1.txt" || fail "$1: the results differ"
}
documented parallel 8
documented mpirun 4
exit $failures
