# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# The npm packages that build and drive the pages, once per build folder; exact versions and checksums from
# package-lock.json. Sets `packages`. Without npm or its registry: status 77, skipped.
# Usage: . packages.sh

web=$GHOSTWALK_SOURCE_DIR/sim/report/page/web
scratch=$(dirname -- "$(dirname -- "$GHOSTWALK_BINARY")")/page-packages
packages=$scratch/node_modules

skip() {
  echo "skipped: $*"
  exit 77
}

command -v node >/dev/null && command -v npm >/dev/null || skip "no node and npm"
mkdir -p "$scratch"
exec 8>"$scratch/lock"
flock 8 # Another test may be installing them.
if ! cmp -s "$web/package-lock.json" "$scratch/installed"; then
  cp "$web/package.json" "$web/package-lock.json" "$scratch/"
  (cd "$scratch" && timeout 200 npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1) ||
    { tail -n 3 "$scratch/npm.log"; skip "npm cannot fetch the packages"; }
  cp "$web/package-lock.json" "$scratch/installed"
fi
flock -u 8
