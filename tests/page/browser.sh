#!/bin/bash
# SPDX-License-Identifier: MIT
# Makes pages with the program and looks at them in headless Chromium: browser.mjs.
set -u
# shellcheck source=tests/page/packages.sh
. "$GHOSTWALK_SOURCE_DIR/tests/page/packages.sh"
chromium=$(command -v chromium) || skip "no chromium"
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
PAGE_NODE_MODULES=$packages CHROMIUM=$chromium PAGE_FOLDER=$folder \
  node "$GHOSTWALK_SOURCE_DIR/tests/page/browser.mjs" "$@"
