#!/bin/bash
# SPDX-License-Identifier: MIT
# After a change that is meant to change what the program prints: writes the golden files and the
# README's output blocks anew. Look at the difference before you commit it.
# Usage: tests/cli/refresh.sh [program]
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
program=${1:-./ghostwalk}
scenario=scenarios/linux-2.4/munmap_same_cpu.race

"$program" run "$scenario" --kernel linux-2.4.18 --kernel linux-2.4.19 --json >tests/cli/munmap_same_cpu.json

"$program" sample scenarios/basics/interrupt_is_no_barrier.race -n 20 --json tests/cli/interrupt_is_no_barrier.sample.json

# Every block of the README that begins with ```console and a command.
text=
while IFS= read -r line; do
  text+=$line$'\n'
  [[ $line == '```console' ]] || continue
  IFS= read -r command
  command=${command#'$ '}
  text+="\$ $command"$'\n'$(bash -c "${command/#.\/ghostwalk/$program}")$'\n''```'$'\n'
  while IFS= read -r line && [[ $line != '```' ]]; do :; done
done <README.md
printf '%s' "$text" >README.md
