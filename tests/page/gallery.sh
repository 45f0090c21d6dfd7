#!/bin/bash
# SPDX-License-Identifier: MIT
# Is results/gallery what this program makes of the scenarios that are shipped? If not: results/regenerate.
set -u
made=$(mktemp -d) || exit 2
trap 'rm -rf "$made"' EXIT
cd "$made" || exit 2 # With the same names, since pages say how they were made.
mkdir results && ln -s "$GHOSTWALK_SOURCE_DIR/scenarios" scenarios || exit 2
"$GHOSTWALK_BINARY" test scenarios --report results/gallery >tap || { grep '^not ok' tap; exit 1; }
pages=$(find results/gallery -name '*.html' | wc -l)
((pages > 30)) || { echo "only $pages pages"; exit 1; }
diff -rq "$GHOSTWALK_SOURCE_DIR/results/gallery" results/gallery
