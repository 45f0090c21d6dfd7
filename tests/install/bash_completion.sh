#!/bin/bash
# SPDX-License-Identifier: MIT
# What a Tab at the end of a line offers in bash. Each case is a line as typed, cut into words as bash cuts it (at = and
# :, too), and the words that have to come.
set -u
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/races/deep" && ln -s "$GHOSTWALK_BINARY" "$work/bin/ghostwalk" && cd "$work/races" || exit 2
PATH=$work/bin:$PATH
cp "$GHOSTWALK_SOURCE_DIR/scenarios/basics/late_flush.race" late.race
cp "$GHOSTWALK_SOURCE_DIR/tests/sweep/study.race" study.race
echo 'scenario' >broken.race
touch notes.txt 'two words.race' some.results
failures=0

# shellcheck source=sim/cli/completion/ghostwalk.bash
. "$GHOSTWALK_SOURCE_DIR/sim/cli/completion/ghostwalk.bash"

# offers <line> [word...]: these, in any order, and no others.
offers() {
  local line=$1 got expected
  shift
  COMPREPLY=() COMP_LINE=$line COMP_POINT=${#line}
  # As readline does: blanks separate, = and : are words of their own.
  read -r -a COMP_WORDS < <(sed -E 's/([=:]+)/ \1 /g' <<<"$line")
  [[ $line == *[[:blank:]=:] ]] && { [[ $line == *[=:] ]] || COMP_WORDS+=(''); }
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _ghostwalk
  got=$(printf '%s\n' "${COMPREPLY[@]}" | sort)
  expected=$(printf '%s\n' "$@" | sort)
  [[ $got == "$expected" ]] && return
  printf '%s<Tab>\n  offers   %s\n  expected %s\n' "$line" "${got//$'\n'/ | }" "${expected//$'\n'/ | }"
  failures=1
}

mapfile -t commands < <(ghostwalk --help | sed -nE '/^  ghostwalk /d; s/^  ([a-z]+) +[a-z].*/\1/p')
((${#commands[@]} >= 16)) || { echo "only ${#commands[@]} commands?" && failures=1; }
offers 'ghostwalk ' "${commands[@]}"
offers 'ghostwalk re' replay results
offers 'ghostwalk --v' --version
offers 'ghostwalk nosuch '
offers 'ghostwalk help mer' merge
offers 'ghostwalk help l' language list

# Options, of this command only, whose first letters are typed.
offers 'ghostwalk run --s' --set --scenario --seed --simgrid-cfg
offers 'ghostwalk merge --' --allow-missing --force --help
offers 'ghostwalk plot -o' -o
offers 'ghostwalk list -' --help

# Files that fit, and folders; a command that wants a store gets none with a scenario.
offers 'ghostwalk run ' broken.race late.race study.race 'two words.race' deep
offers 'ghostwalk run late.race st' study.race
offers 'ghostwalk results ' some.results deep
offers 'ghostwalk run late.race --report no' notes.txt
offers 'ghostwalk test late.race --report ' deep

# What files declare, and the models.
offers 'ghostwalk run late.race --kernel la' late-flush
offers 'ghostwalk run --kernel la'
offers 'ghostwalk run --kernel linux-2.4.1' linux-2.4.16 linux-2.4.18 linux-2.4.19
offers 'ghostwalk run --kernel=linux-2.4.1' linux-2.4.16 linux-2.4.18 linux-2.4.19
offers 'ghostwalk run late.race --scenario ' late_flush
offers 'ghostwalk run broken.race --kernel linux-4' linux-4.19
offers 'ghostwalk run late.race --kernel late-flush --option ' order=
offers 'ghostwalk run late.race --kernel late-flush --option order=' free_first flush_first
offers 'ghostwalk run late.race --option=order=fl' flush_first
offers 'ghostwalk run late.race --set walk_m' walk_memory=
offers 'ghostwalk run late.race --platform t' two-sockets
offers 'ghostwalk run late.race --engine ' simgrid bare
offers 'ghostwalk run late.race --contention=o' on off
offers 'ghostwalk run late.race --seed '
offers 'ghostwalk sweep study.race --study ' small
offers 'ghostwalk plot some.results --measure use' 'use\ after\ free'

# Words that depend on the one before.
offers 'ghostwalk list ' kernels cpus parameters scenarios properties
offers 'ghostwalk list kernels '
offers 'ghostwalk show ' kernel cpu scenario
offers 'ghostwalk show cpu p' pentium3 pentium4
offers 'ghostwalk show kernel linux-2.4.18 --diff linux-4' linux-4.19
offers 'ghostwalk show scenario l' late.race

# What comes with the program has one name everywhere, and is offered where no folder hides it.
offers 'ghostwalk run scenarios/basics/l' scenarios/basics/late_flush.race
mkdir scenarios && offers 'ghostwalk run scenarios/basics/l'

exit $failures
