#!/bin/bash
# SPDX-License-Identifier: MIT
# Installs into a folder, moves that, and uses it from elsewhere: nothing there may know of the clone.
set -u
build=$(dirname -- "$(dirname -- "$GHOSTWALK_BINARY")")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failures=0
fail() { echo "$*" && failures=1; }

cmake --install "$build" --prefix "$work/first" >"$work/log" || { cat "$work/log"; exit 1; }
cp "$build/install_manifest.txt" "$work/manifest"
(($(grep -c '' "$work/manifest") == $(find "$work/first" -type f | wc -l))) || fail 'files that no manifest has'

# No path of the machine that built it; only a debug build says to debuggers where its sources are.
grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=Release' "$build/CMakeCache.txt" && for path in "$GHOSTWALK_SOURCE_DIR" "$build" "$work"; do
  ! grep -rlF -- "$path" "$work/first" || fail "these files know $path"
done

mkdir "$work/elsewhere" && mv "$work/first" "$work/moved" && cd "$work/elsewhere" || exit 2
gw() { env -i PATH="$work/moved/bin:/usr/bin:/bin" ghostwalk "$@"; }
version=$(sed -nE 's/^project\(ghostwalk VERSION ([0-9.]+).*/\1/p' "$GHOSTWALK_SOURCE_DIR/CMakeLists.txt")
[[ $(gw --version) == "ghostwalk $version ("* ]] || fail "not version $version"
gw list kernels | grep -q '^linux-2.4.19 ' || fail 'no kernels'

# Scenarios have one name everywhere, and what is printed to replay one does so from here.
(($(gw list scenarios | grep -c '^scenarios/.*\.race$') == $(find "$GHOSTWALK_SOURCE_DIR/scenarios" -name '*.race' | wc -l))) ||
  fail 'scenarios are missing'
gw explore scenarios/linux-2.4/exit_mmap.race --kernel linux-2.4.18 >story || fail 'explore fails'
replay=$(sed -n 's/^replay: //p' story)
[[ $replay == 'ghostwalk replay scenarios/linux-2.4/exit_mmap.race '* ]] || fail "replay: $replay"
env -i PATH="$work/moved/bin:/usr/bin:/bin" bash -c "$replay" >replayed || fail 'the replay fails'
gw test scenarios/basics | grep -q '^ok 9 ' || fail 'test of a folder that comes with it'
gw run scenarios/basics/no_such.race 2>err
(($? == 2)) && grep -q "there is no file 'scenarios/basics/no_such.race'" err || fail 'a file that is nowhere'
# A file here hides one of the same name there.
mkdir -p scenarios/basics && echo 'scenario' >scenarios/basics/late_flush.race
gw run scenarios/basics/late_flush.race 2>/dev/null && fail 'the scenario here was not read'
rm -r scenarios
gw sweep results/poisoning.race --trials 2 >swept || fail 'a study that comes with it'
gw run scenarios/linux-2.4/munmap_same_cpu.race --report page.html >/dev/null || fail 'no page'

# Through a link, and with the data put elsewhere.
ln -s "$work/moved/bin/ghostwalk" linked && env -i ./linked list cpus | grep -q '^pentium4 ' || fail 'through a link'
mv "$work/moved/share/ghostwalk" data
gw list cpus 2>err
(($? == 2)) && grep -q GHOSTWALK_DATA err || fail 'without its data'
env -i PATH=/bin GHOSTWALK_DATA=data ./linked list cpus | grep -q '^pentium4 ' || fail 'with GHOSTWALK_DATA'

# The licences of all that is in it: each package that a page names is in the copyright file.
copyright=$work/moved/share/doc/ghostwalk/copyright packages=0
while read -r package; do
  grep -qxF "$package" "$copyright" || fail "the licence of $package is missing"
  packages=$((packages + 1))
done < <(grep -aohE '^[a-z0-9@/-]+ [0-9.]+, [A-Za-z0-9-]+:$' "$GHOSTWALK_SOURCE_DIR"/sim/report/page/web/dist/*.js | sort -u)
((packages >= 10)) || fail "only $packages packages in the pages?"
grep -q 'Permission is hereby granted' "$copyright" || fail 'and our own'

# Documents name each other as in the clone.
(cd "$work/moved/share/doc/ghostwalk" && test -s README.md && test -s scenarios/language.md) || fail 'no documents'

# What was installed can be removed again, and only that.
cmake --install "$build" --prefix "$work/again" >"$work/log" && touch "$work/again/mine"
cmake --build "$build" --target uninstall >"$work/log" 2>&1 || fail "$(cat "$work/log")"
[[ $(cd "$work/again" && find . -type f) == ./mine ]] || fail 'files are left'
exit $failures
