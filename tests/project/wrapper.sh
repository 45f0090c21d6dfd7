#!/bin/bash
# SPDX-License-Identifier: MIT
# ./ghostwalk builds when it has to and only then. Runs in a tree of its own, with a cmake that
# counts its builds and writes a program that prints its arguments; nothing is compiled here.
set -u
source_dir=$(cd -- "$(dirname -- "$0")/../.." && pwd -P)
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
tree=$work/clone
failures=0

mkdir -p "$work/bin" "$tree/.git/logs" "$tree/.ci" "$tree/sim/core" "$tree/models/hw" "$tree/cmake"
cp "$source_dir/ghostwalk" "$tree/"
cp "$source_dir/.ci/common.sh" "$tree/.ci/"
touch "$tree"/{CMakeLists.txt,CMakePresets.json,.git/logs/HEAD,sim/core/a.cpp,sim/core/b.cpp}

cat >"$work/bin/cmake" <<'STUB'
#!/bin/bash
[[ $1 == --build ]] || exit 0 # Configuring.
cd "$2" || mkdir -p "$2" && cd "$2" || exit
echo build >>"$BUILDS"
sleep 0.2 # Long enough for calls at the same time to meet.
[[ ! -e $BROKEN ]] || { echo "a.cpp:1: error: no"; exit 1; }
mkdir -p bin
printf '#!/bin/sh\necho "ran $*"\n' >bin/ghostwalk
chmod +x bin/ghostwalk
STUB
printf '#!/bin/sh\nprintf "$DPKG_SAYS"\n' >"$work/bin/dpkg-query"
printf '#!/bin/sh\necho "E: no network"\nexit 100\n' >"$work/bin/apt-get"
printf '#!/bin/sh\nexec "$@"\n' >"$work/bin/sudo"
chmod +x "$work/bin/"*
export PATH=$work/bin:$PATH BUILDS=$work/builds BROKEN=$work/broken DPKG_SAYS=installed
touch "$BUILDS"

# expect <what> <builds so far> <status> <output>: compares with the last call.
expect() {
  local builds
  builds=$(grep -c . "$BUILDS")
  [[ $builds == "$2" && $status == "$3" && $output == "$4" ]] && return
  echo "$1: $builds builds, status $status, output '$output'; expected $2, $3, '$4'"
  sed 's/^/  stderr: /' "$work/stderr"
  failures=1
}

# mentions <text>...: the last call said each of these on stderr.
mentions() {
  local text
  for text; do
    grep -qF -- "$text" "$work/stderr" && continue
    echo "stderr does not mention '$text'; it is:" && sed 's/^/  /' "$work/stderr"
    failures=1
  done
}

call() {
  output=$("$@" 2>"$work/stderr")
  status=$?
}

call "$tree/ghostwalk" explore 'a b'
expect 'first use builds' 1 0 'ran explore a b'
call "$tree/ghostwalk"
expect 'second use does not' 1 0 'ran '
[[ ! -s $work/stderr ]] || { echo "second use is not silent" && failures=1; }

ln -s "$tree/ghostwalk" "$work/bin/gw"
cd / && call gw --version
expect 'through a link, from elsewhere' 1 0 'ran --version'
cd "$tree" && call bash ghostwalk
expect 'as an argument of bash' 1 0 'ran '

touch sim/core/x.race && touch -d '2000-01-01' sim/core # Data; it came long ago.
call ./ghostwalk
expect 'a scenario is no input' 1 0 'ran '
touch sim/core/a.cpp && call ./ghostwalk help --candidates -- run
expect 'a Tab after an edit' 1 2 ''
call ./ghostwalk
expect 'an edit' 2 0 'ran '
rm sim/core/b.cpp && call ./ghostwalk
expect 'a deletion' 3 0 'ran '
touch .git/logs/HEAD && call ./ghostwalk
expect 'a commit' 4 0 'ran '
rm build/release/bin/ghostwalk && call ./ghostwalk
expect 'a program that is gone' 5 0 'ran '

touch sim/core/a.cpp "$BROKEN" && call ./ghostwalk
expect 'a build that fails' 6 2 ''
mentions 'a.cpp:1: error: no' 'the build failed'
call ./ghostwalk
expect 'and fails again' 7 2 ''
rm "$BROKEN" && call ./ghostwalk
expect 'and is mended' 8 0 'ran '

touch sim/core/a.cpp
for call in 1 2 3 4; do ./ghostwalk "$call" >"$work/out.$call" 2>/dev/null & done
wait
output=$(cat "$work"/out.*) status=0
expect 'four at once build once' 9 0 $'ran 1\nran 2\nran 3\nran 4'

# bash, as the program, says by which name it was called.
cp "$(type -P bash)" build/release/bin/ghostwalk
# shellcheck disable=SC2016 # That bash is to see $0.
say_name='echo "$0"'
PATH=$tree:$PATH call ghostwalk -c "$say_name"
expect 'on the path' 9 0 ghostwalk
call ./ghostwalk -c "$say_name"
expect 'not on the path' 9 0 "$tree/build/release/bin/ghostwalk"

touch sim/core/a.cpp && DPKG_SAYS='' call ./ghostwalk
expect 'no packages and no network' 9 2 ''
mentions 'E: no network' 'could not install' libsimgrid-dev

mv "$tree" "$work/moved" && call "$work/moved/ghostwalk"
expect 'a clone that moved' 10 0 'ran '

exit $failures
