#!/bin/bash
# SPDX-License-Identifier: MIT
# Which lines of the hardware model, the machine and the drivers the tests run. Builds the tests that judge them with
# clang's source-based coverage (preset `coverage`), runs them, prints a line per file and folder.
#
#   coverage.sh             builds, runs and prints
#   coverage.sh --missing   prints the lines that the last run left out, too
#
# Status 0: 95 % of the lines of each folder at least; 1: less; 2: the build or a test failed.
# tests/README.md tells which branches are left out, and why.
set -uo pipefail
root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd -P) || exit 2
# shellcheck source=../../.ci/common.sh
. "$root/.ci/common.sh"
build=$root/build/coverage
folders=(models/hw sim/machine sim/drivers)
least=95
programs=(hw machine drivers drivers_sockets explore sample agreement)

build_all() {
  configure coverage && cmake --build --preset coverage --target "${programs[@]/#/test_}"
}

# Where a test program lies: drivers_sockets is in tests/drivers.
path_of() { echo "tests/${1%%_*}/test_$1"; }

run_all() {
  local program failed=0
  rm -rf "$build/profiles" && mkdir -p "$build/profiles" || return
  for program in "${programs[@]}"; do
    # %p: what a test starts writes a file of its own.
    LLVM_PROFILE_FILE=$build/profiles/$program-%p.profraw RC_PARAMS=seed=20020522 \
      "$build/$(path_of "$program")" --gtest_brief=1 >"$build/$program.log" 2>&1 ||
      { say "test_$program fails: $build/$program.log" && failed=1; }
  done
  llvm-profdata merge -o "$build/all.profdata" "$build"/profiles/*.profraw && ((failed == 0))
}

llvm_cov() {
  local objects=() program
  for program in "${programs[@]}"; do objects+=(-object "$build/$(path_of "$program")"); done
  llvm-cov "$@" -instr-profile="$build/all.profdata" "${objects[@]:1}" 2>/dev/null
}

# Of llvm-cov's table: the file, its lines and those missed, its branches and those missed.
per_folder() {
  llvm_cov report | awk -v folders="${folders[*]}" -v least=$least '
    function line(name, lines, missed, branches, unseen) {
      printf "%-44s %6d lines %6.2f %%  %5d branches %6.2f %%\n", name, lines, lines ? 100 * (lines - missed) / lines : 100,
        branches, branches ? 100 * (branches - unseen) / branches : 100
    }
    BEGIN { n = split(folders, folder, " ") }
    $1 ~ /^-/ || NF < 13 { next }
    {
      for (i = 1; i <= n; ++i) if (index($1, folder[i] "/") == 1) {
        line($1, $8, $9, $11, $12)
        lines[i] += $8; missed[i] += $9; branches[i] += $11; unseen[i] += $12
      }
    }
    END {
      print ""
      for (i = 1; i <= n; ++i) {
        line(folder[i], lines[i], missed[i], branches[i], unseen[i])
        if (!lines[i] || 100 * (lines[i] - missed[i]) < least * lines[i]) { print folder[i] ": less than " least " %"; low = 1 }
      }
      exit low
    }'
}

show_missing() {
  llvm_cov show | awk -v root="$root/" -v folders="${folders[*]}" '
    /^\// { sub(":$", ""); sub(root, ""); file = $0; ours = 0
            for (i = split(folders, folder, " "); i > 0; --i) if (index(file, folder[i] "/") == 1) ours = 1 }
    ours && /^ +[0-9]+\| +0\|/ { split($0, part, "|"); print file ":" part[1] + 0 ":" part[3] }'
}

cd "$root" || exit 2
case ${1-} in
  --missing) show_missing && exit ;;
  '') ;;
  *) die "unknown option '$1'; there is --missing" ;;
esac
mkdir -p "$build"
exclusively build_all >"$build/build.log" 2>&1 || { tail -n 50 "$build/build.log" >&2 && die "it does not build"; }
run_all || die "a test fails"
per_folder
