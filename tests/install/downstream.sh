#!/bin/bash
# SPDX-License-Identifier: MIT
# Another project finds what was installed, and has the races of tests/downstream as tests of its own: two files with
# two `expect` lines each, and a canary. Nothing of it sees this clone.
set -u
build=$(dirname -- "$(dirname -- "$GHOSTWALK_BINARY")")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failures=0
fail() { echo "$*" && failures=1; }

cmake --install "$build" --prefix "$work/built" >"$work/log" || { cat "$work/log"; exit 1; }
mv "$work/built" "$work/prefix" # The package, too, may be moved.
cp -r "$GHOSTWALK_SOURCE_DIR/tests/downstream" "$work/heron" && cd "$work/heron" || exit 2
races=$work/heron/races
clean() { env -i PATH="$PATH" "$@"; }
clean cmake -S . -B build -D CMAKE_PREFIX_PATH="$work/prefix" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

# ctests <status> <passed> <failed names, sorted>
ctests() {
  local status=$1 passed=$2 failed=$3 got
  clean ctest --test-dir build --output-on-failure >"$work/log" 2>&1
  got="$? $(grep -c ' Passed ' "$work/log") $(sed -nE 's/^[[:space:]]+[0-9]+ - (.*) \(Failed\).*/\1/p' "$work/log" | sort)"
  [[ $got == "$status $passed $failed" ]] || { fail "expected '$status $passed $failed', got '$got'"; cat "$work/log"; }
}
ctests 0 5 ''
for name in 'race.unmap_page: heron' 'race.unmap_page: heron with release = late' 'race.unmap_table: heron' \
  'race.unmap_table: heron with release = late' 'canary.canary: hasty'; do
  grep -qE ": $name \.* +Passed" "$work/log" || fail "no test '$name'"
done

# Edits count without another configure run: an expectation that is wrong, one more, a file that is no scenario.
sed -i 's/expect heron found/expect heron absent/' "$races/unmap_page.race" && ctests 8 4 'race.unmap_page: heron'
grep -q 'expected absent, but found' "$work/log" || fail 'the failure does not say why'
grep -q 'ghostwalk replay .*--schedule' "$work/log" || fail 'nor how to see it'
sed -i 's/expect heron absent/expect heron found/' "$races/unmap_page.race"
echo '  expect heron with release = early found' >>"$races/unmap_table.race" && ctests 0 6 ''
echo 'scenario' >"$races/unmap_page.race" && ctests 8 4 'race.races/unmap_page.race'
grep -q 'unmap_page.race:1' "$work/log" || fail 'a broken file does not say where'
cp "$GHOSTWALK_SOURCE_DIR/tests/downstream/races/unmap_page.race" "$races"

# The canary that no longer is wrong, and options that reach the program.
sed -i 's/expect hasty absent/expect hasty found/' "$races/canary/canary.race" && ctests 8 5 'canary.canary: hasty'
cp "$GHOSTWALK_SOURCE_DIR/tests/downstream/races/canary/canary.race" "$races/canary"
sed -i 's/--max-seconds 60/--max-states 2/' CMakeLists.txt
clean cmake -S . -B build >"$work/log" 2>&1
clean ctest --test-dir build -R 'unmap_page: heron with' --output-on-failure >"$work/log" 2>&1 && fail '--max-states 2 is not heeded'
grep -q 'gave up at the bound of 2 states' "$work/log" || { fail 'gave up at what?'; cat "$work/log"; }

# What cannot be is said when CMake runs: another version, files that are not there.
refuses() { # <expression for sed> <words of the error>
  sed -i "$1" CMakeLists.txt
  clean cmake -S . -B build >"$work/log" 2>&1 && fail "$1: accepted"
  tr -s '\n ' ' ' <"$work/log" | grep -q "$2" || { fail "$1: expected '$2'"; cat "$work/log"; }
  cp "$GHOSTWALK_SOURCE_DIR/tests/downstream/CMakeLists.txt" .
}
refuses 's/ghostwalk 0.1/ghostwalk 9.9/' 'requested version "9.9"'
refuses 's/canary.race PREFIX/no_such.race PREFIX/' 'there is no .*no_such.race'
refuses 's/FILES races/FLIES races/' 'unexpected FLIES'
exit $failures
