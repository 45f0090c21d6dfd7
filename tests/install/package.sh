#!/bin/bash
# SPDX-License-Identifier: MIT
# Makes the Debian package, looks at what is in it, and runs the program from where it was unpacked.
set -u
build=$(dirname -- "$(dirname -- "$GHOSTWALK_BINARY")")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failures=0
fail() { echo "$*" && failures=1; }

(umask 022 && cd "$build" && cpack -G DEB -B "$work" >"$work/log" 2>&1) || { cat "$work/log"; exit 1; }
package=$(echo "$work"/*.deb)
version=$(sed -nE 's/^project\(ghostwalk VERSION ([0-9.]+).*/\1/p' "$GHOSTWALK_SOURCE_DIR/CMakeLists.txt")
[[ $package == "$work/ghostwalk_${version}_$(dpkg --print-architecture).deb" ]] || fail "one package? $package"
field() { dpkg-deb --field "$package" "$1"; }
[[ $(field Version) == "$version" ]] || fail "version $(field Version)"
for library in libc6 libfmt9 libsimgrid libspdlog libsqlite3-0 libxxhash0 libboost-program-options; do
  [[ $(field Depends) == *"$library"* ]] || fail "does not depend on $library: $(field Depends)"
done
for name in Description Maintainer Section Priority Installed-Size; do [[ $(field $name) ]] || fail "no $name"; done

dpkg-deb --extract "$package" "$work/root" || exit 1
cd "$work/root" || exit 2
[[ $(zcat usr/share/doc/ghostwalk/changelog.gz | head -n 1) == "ghostwalk ($version) "* ]] ||
  fail 'the changelog does not begin with this version'
zcat usr/share/man/man1/ghostwalk-run.1.gz | grep -q '^\.TH GHOSTWALK' || fail 'no manual'
[[ -s usr/share/zsh/vendor-completions/_ghostwalk ]] || fail 'no completion for zsh'
[[ -z $(find . ! -perm -u=r -o -perm /o=w ! -type l) ]] || fail 'permissions'
grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=Release' "$build/CMakeCache.txt" && for path in "$GHOSTWALK_SOURCE_DIR" "$build" "$work"; do
  ! grep -rlF -- "$path" usr || fail "these files know $path"
done
env -i usr/bin/ghostwalk run scenarios/basics/late_flush.race | grep -q '^replay: ghostwalk run ' || fail 'does not run'

# The same build gives the same package.
(umask 022 && cd "$build" && SOURCE_DATE_EPOCH=1 cpack -G DEB -B "$work/one" && SOURCE_DATE_EPOCH=1 cpack -G DEB -B "$work/two") >"$work/log" 2>&1
cmp "$work"/{one,two}/*.deb || fail 'two packages differ'

# Debian's own rules, where lintian is (./check --everything installs it).
! command -v lintian >/dev/null || lintian --fail-on error,warning --allow-root "$package" || fail 'lintian'
exit $failures
