#!/bin/bash
# SPDX-License-Identifier: MIT
# Is what is committed under web/dist what web/src makes? Builds it again and compares.
set -u
# shellcheck source=tests/page/packages.sh
. "$GHOSTWALK_SOURCE_DIR/tests/page/packages.sh"
made=$(mktemp -d) || exit 2
trap 'rm -rf "$made"' EXIT
PAGE_NODE_MODULES=$packages node "$web/build.mjs" "$made" || exit 1
status=0
for file in "$made"/*; do
  name=$(basename -- "$file")
  cmp "$file" "$web/dist/$name" || status=1
  grep -q 'SPDX-License-Identifier' "$file" || { echo "$name names no licence"; status=1; }
done
(($(find "$made" -type f | wc -l) == $(find "$web/dist" -type f | wc -l))) || status=1
((status == 0)) || echo "run: cd sim/report/page/web && npm ci && node build.mjs"
exit $status
