#!/bin/bash
# SPDX-License-Identifier: MIT
# The Debian package in a Debian that has nothing else: makes the package, a chroot of the smallest variant, installs
# the package there with what it depends on, and runs it. Needs root, debootstrap and a mirror (apt's own, or DEBIAN_MIRROR); without
# them it fails. It takes one to three minutes.
# Usage: chroot.sh BUILD_FOLDER
set -u
build=$(cd -- "${1:?which build folder?}" && pwd -P) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf --one-file-system "$work"' EXIT
root=$work/root
failures=0
fail() { echo "$*" && failures=1; }
give_up() { echo "$*" && exit 2; }

((EUID == 0)) || give_up 'a chroot needs root'
command -v debootstrap >/dev/null || give_up 'debootstrap is missing: apt-get install debootstrap'
suite=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
(cmake --build "$build" --target ghostwalk_manual && cd "$build" && cpack -G DEB -B "$work/package") >"$work/log" 2>&1 ||
  give_up "$(tail "$work/log")"
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' "Codename: $suite" | head -n 1)}
[[ $mirror ]] || give_up "no mirror: apt has none for $suite, and DEBIAN_MIRROR names none"
debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$work/log" 2>&1 ||
  give_up "no chroot: $(tail -n 5 "$work/log")"
cp "$work"/package/ghostwalk_*.deb "$root/root/" || exit 2

# As in a container, in which no service is to be started. /proc is not mounted: the program finds its data without.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod +x "$root/usr/sbin/policy-rc.d"
inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"; }
inside sh -c 'apt-get update -qq && apt-get install -y --no-install-recommends /root/ghostwalk_*.deb' >"$work/log" 2>&1 ||
  give_up "apt-get could not install the package: $(tail -n 20 "$work/log")"

inside ghostwalk --version || fail 'does not start'
inside ghostwalk test scenarios/basics scenarios/litmus || fail 'not all as expected'
inside ghostwalk run scenarios/linux-2.4/munmap_same_cpu.race || fail 'does not run'
inside ghostwalk explore scenarios/linux-2.4/munmap_same_cpu.race >"$work/story" || fail 'does not explore'
replay=$(sed -n 's/^replay: //p' "$work/story" | head -n 1)
inside sh -c "$replay" >/dev/null || fail "does not replay: $replay"
inside ghostwalk sample scenarios/linux-2.4/lazy_cpu.race -n 1000 >/dev/null || fail 'does not sample'
inside apt-get remove -y ghostwalk >"$work/log" 2>&1 || fail 'cannot be removed'
[[ -z $(find "$root/usr" -path '*ghostwalk*' ! -type d) ]] || fail 'files are left'
exit $failures
