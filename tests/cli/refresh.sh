#!/bin/bash
# SPDX-License-Identifier: MIT
# After a change that is meant to change what the program prints: writes the golden files and the
# pages' output blocks anew. Look at the difference before you commit it.
# Usage: tests/cli/refresh.sh [program]
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
program=${1:-./ghostwalk}
scenario=scenarios/linux-2.4/munmap_same_cpu.race

"$program" run "$scenario" --kernel linux-2.4.18 --kernel linux-2.4.19 --json >tests/cli/munmap_same_cpu.json

"$program" sample scenarios/basics/interrupt_is_no_barrier.race -n 20 --json tests/cli/interrupt_is_no_barrier.sample.json

# The pages: the test that compares them writes them (cmake --build --preset release --target test_docs).
GHOSTWALK_PROMOTE=1 build/release/tests/docs/test_docs >/dev/null || echo "the pages were changed, or are wrong: see test_docs" >&2
