#!/bin/bash
# SPDX-License-Identifier: MIT
# The same completion in fish, which tells what it would offer, and in zsh, in which a Tab is typed.
set -u
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
completion=$GHOSTWALK_SOURCE_DIR/sim/cli/completion
mkdir -p "$work/bin" "$work/races" && ln -s "$GHOSTWALK_BINARY" "$work/bin/ghostwalk" && cd "$work/races" || exit 2
export PATH=$work/bin:$PATH HOME=$work TERM=dumb
cp "$GHOSTWALK_SOURCE_DIR/scenarios/basics/late_flush.race" late.race && touch notes.txt
failures=0

fish_offers() {
  local line=$1 got expected
  shift
  got=$(fish -N -c "source $completion/ghostwalk.fish; complete -C '$line'" 2>&1 | cut -f1 | sort)
  expected=$(printf '%s\n' "$@" | sort)
  [[ $got == "$expected" ]] && return
  printf 'fish: %s<Tab>\n  offers   %s\n  expected %s\n' "$line" "${got//$'\n'/ | }" "${expected//$'\n'/ | }"
  failures=1
}
fish_offers 'ghostwalk re' replay results
fish_offers 'ghostwalk merge --f' --force
fish_offers 'ghostwalk run l' late.race
fish_offers 'ghostwalk run late.race --kernel la' late-flush
fish_offers 'ghostwalk run late.race --kernel late-flush --option order=fl' order=flush_first

# zsh has no such question: a shell of its own behind a pseudo-terminal completes what is unambiguous.
zsh_completes() {
  local line=$1 expected=$2 got
  got=$(zsh -f "$GHOSTWALK_SOURCE_DIR/tests/install/tab.zsh" "$completion" "$line" 2>&1)
  [[ $got == "$expected" ]] && return
  printf 'zsh: %s<Tab>\n  becomes  %s\n  expected %s\n' "$line" "$got" "$expected"
  failures=1
}
zsh_completes 'ghostwalk expl' 'ghostwalk explore '
zsh_completes 'ghostwalk merge --f' 'ghostwalk merge --force '
zsh_completes 'ghostwalk run l' 'ghostwalk run late.race '
zsh_completes 'ghostwalk run late.race --kernel la' 'ghostwalk run late.race --kernel late-flush '
zsh_completes 'ghostwalk run late.race --kernel=la' 'ghostwalk run late.race --kernel=late-flush '
zsh_completes 'ghostwalk run late.race --option ord' 'ghostwalk run late.race --option order='

exit $failures
