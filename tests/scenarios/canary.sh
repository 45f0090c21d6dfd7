#!/bin/bash
# SPDX-License-Identifier: MIT
# A scenario whose expectations are wrong on purpose must fail, both of them: a harness that cannot see
# a failure sees nothing.
set -u
output=$("$GHOSTWALK_BINARY" test tests/scenarios/canary)
status=$?
echo "$output"
if ((status != 1)); then
  echo "expected exit status 1, got $status"
  exit 1
fi
[[ $(grep -c '^not ok' <<<"$output") == 2 ]] || { echo 'expected two lines "not ok"' && exit 1; }
