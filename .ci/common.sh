# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154
# What ./ghostwalk and ./check share: the packages, the lock, one configure-and-build.
# They set `root` to the repository before they source this file.

# Debian 12 package names.
packages_to_build=(
  g++ cmake ninja-build pkgconf
  libboost-math-dev libboost-program-options-dev libfmt-dev libsimgrid-dev libspdlog-dev libsqlite3-dev libxxhash-dev
  nlohmann-json3-dev)
packages_to_test=(
  git gnuplot-nox libbenchmark-dev libgmock-dev libgtest-dev librapidcheck-dev munge openmpi-bin parallel rumur
  slurm-wlm)
# Readers of manual pages, and shells that complete a line.
packages_to_test+=(bsdextrautils fish groff-base man-db mandoc zsh)
# For the Debian package.
packages_to_test+=(dpkg-dev file)
# Pages are looked at in a browser. Other nodejs packages than Debian's bring npm themselves.
packages_to_test+=(chromium graphviz nodejs)
command -v npm >/dev/null || packages_to_test+=(npm)
packages_for_everything=(clang clang-format clang-tidy libclang-rt-dev lintian llvm shellcheck valgrind)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
  say "$@"
  exit 2
}

# Prints those of the given packages that dpkg does not have; all is well where there is no dpkg,
# because there CMake says what it cannot find.
missing_packages() {
  command -v dpkg-query >/dev/null || return 0
  local package
  for package; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
      printf '%s\n' "$package"
  done
}

# Installs what is missing of the given packages. Touches the network only if something is.
# Needs $root/build, as `exclusively` makes it.
install_packages() {
  local missing apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq) log=$root/build/packages.log
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null ||
    die "these Debian packages are missing, and there is no apt-get: ${missing[*]}"
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      die "these Debian packages are missing; install them as root: ${missing[*]}"
    apt=(sudo "${apt[@]}")
  fi
  say "installing ${missing[*]}"
  # A mirror that fails to update may still have the packages: only the installation decides.
  "${apt[@]}" update >"$log" 2>&1
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >>"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    die "apt-get could not install these packages: ${missing[*]}"
  }
}

# Runs a command while nobody else builds in this clone.
exclusively() {
  mkdir -p "$root/build" || die "cannot write to $root/build"
  (
    flock -n 9 || {
      say "waiting for another build in this clone"
      flock 9
    }
    "$@"
  ) 9>"$root/build/.lock"
}

# configure <preset> [-D...]
configure() {
  local cache=$root/build/$1/CMakeCache.txt
  # CMake refuses a build directory that was copied from another place.
  if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
    rm -rf "${root:?}/build/$1"
  fi
  (cd "$root" && cmake --preset "$@")
}

# Our files, NUL-separated: those git tracks or, in a release archive, all of them.
our_files() {
  git -c safe.directory="$root" -C "$root" ls-files -z 2>/dev/null ||
    (cd "$root" && find . -path ./build -prune -o -type f -printf '%P\0')
}
