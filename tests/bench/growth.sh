#!/bin/bash
# SPDX-License-Identifier: MIT
# How the proof of the teardown protocol grows with CPUs, frames and pages: one of them changes, the others stay as
# in scenarios/protocol/teardown.race. Prints a table, reduced and plain:
#
#   tests/bench/growth.sh [SECONDS]      a search that takes longer (60) is given up, and says so
#
# Needs jq. CPU seconds are of all threads.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
ghostwalk=${GHOSTWALK_BINARY:-$root/ghostwalk}
most_seconds=${1:-60}
command -v jq >/dev/null || { echo "${0##*/}: needs jq" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# protocol CPUS FRAMES PAGES: the first CPU is the kernel's, the last one allocates and scribbles, the others only walk.
protocol() {
  local cpus=$1 frames=$2 pages=$3 cpu page
  sed -n '/^kernel teardown/,/^# Three CPUs/p' "$root/scenarios/protocol/teardown.race" |
    grep -v '^# Three CPUs' | awk -v pages="$pages" '
      !/^    speculate / { print; next }
      !told++ { for (i = 0; i < pages; ++i) printf "    speculate 0x%08x\n", 134512640 + 4096 * i }'
  cat <<END
scenario teardown_protocol
  cpu pentium4 * $cpus
  frames $frames reuse any
  memory sc
  process app
  on cpu 0 running app
    forever
      table = alloc_page(table)
$(for ((page = 0; page < pages; ++page)); do echo "      table[$((72 + page))] = 0"; done)
      app.pgd[32] = entry(table, present, write, user)
      unmap(app, table)
$(for ((cpu = 1; cpu + 1 < cpus; ++cpu)); do printf '  on cpu %d running app\n    forever\n      work 500\n' "$cpu"; done)
  on cpu $((cpus - 1)) running app
    forever
      page = alloc_page(kernel)
$(for ((page = 0; page < pages; ++page)); do echo "      page[$((72 + page))] = any of 0, 0x0badc163"; done)
      free_page(page)
  never     poisoned
  never     ghost walk
  expect teardown absent
END
}

# search CPUS FRAMES PAGES OPTION...: "states seconds"
search() {
  protocol "$1" "$2" "$3" >"$work/protocol.race"
  TIMEFORMAT='%R %U'
  { time "$ghostwalk" explore "$work/protocol.race" --kernel teardown --json \
      --max-seconds "$most_seconds" "${@:4}" >"$work/json" || [[ $? == 3 ]]; } 2>"$work/time"
  if [[ $(jq -r '.searches[0].verdict' "$work/json") == absent ]]; then
    read -r wall cpu <"$work/time"
    printf "%12d %8s %8s" "$(jq ".searches[0].states" "$work/json")" "$wall" "$cpu"
  else
    printf '%12s %8s %8s' 'gave up' '-' '-'
  fi
}

printf '%4s %6s %5s   %12s %8s %8s   %12s %8s %8s\n' CPUs frames pages reduced seconds 'cpu s' plain seconds 'cpu s'
while read -r cpus frames pages; do
  printf '%4d %6d %5d   %s   %s\n' "$cpus" "$frames" "$pages" "$(search "$cpus" "$frames" "$pages")" \
    "$(search "$cpus" "$frames" "$pages" --plain)"
done <<END
2 4 2
3 4 2
4 4 2
3 3 2
3 5 2
3 6 2
3 4 1
3 4 3
END
