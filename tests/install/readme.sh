#!/bin/bash
# SPDX-License-Identifier: MIT
# The README's section Install, typed: each command of its first block, in a home of its own; and the lines for CMake are
# those of the project in tests/downstream.
set -u
build=$(dirname -- "$(dirname -- "$GHOSTWALK_BINARY")")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failures=0 commands=0
fail() { echo "$*" && failures=1; }
cd "$GHOSTWALK_SOURCE_DIR" || exit 2

section=$(sed -n '/^## Install$/,/^## /p' README.md)
while IFS= read -r command; do
  commands=$((commands + 1))
  folder=$GHOSTWALK_SOURCE_DIR
  case $command in
    'cmake --build '*) command+=' -- -n' ;; # Other tests run the program meanwhile: only that there is such a target.
    'ghostwalk '*) folder=$work ;;
  esac
  (cd "$folder" && env -i HOME="$work" PATH="$work/.local/bin:$PATH" MANPATH="$work/.local/share/man" MANPAGER=cat \
    bash -c "${command//build\/release/"$build"}") >"$work/log" 2>&1 || fail "$command: $(cat "$work/log")"
done < <(sed -nE 's/^    ([^#]*[^# ]).*/\1/p' <<<"$section")
((commands == 4)) || fail "$commands commands?"

lines=0
while IFS= read -r line; do
  grep -qxF -- "$line" tests/downstream/CMakeLists.txt || fail "tests/downstream has no line: $line"
  lines=$((lines + 1))
done < <(sed -n '/^```cmake$/,/^```$/p' <<<"$section" | grep -v '^```')
((lines == 4)) || fail "$lines lines for CMake?"
exit $failures
