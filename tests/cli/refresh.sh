#!/bin/bash
# SPDX-License-Identifier: MIT
# After a change that is meant to change what the program prints: writes the golden files and the
# README's output block anew. Look at the difference before you commit it.
# Usage: tests/cli/refresh.sh [program]
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
program=${1:-./ghostwalk}
scenario=scenarios/linux-2.4/munmap_same_cpu.race

"$program" run "$scenario" --kernel linux-2.4.18 --kernel linux-2.4.19 --json >tests/cli/munmap_same_cpu.json

output=$("$program" run "$scenario")
readme=$(<README.md)
before=${readme%%'```console'*}
rest=${readme#*'```console'$'\n'}
command=${rest%%$'\n'*}
after=${rest#*'```'}
# shellcheck disable=SC2016 # The backquotes are the block's fence.
printf '%s```console\n%s\n%s\n```%s\n' "$before" "$command" "$output" "$after" >README.md
