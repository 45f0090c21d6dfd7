# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
# For the tests of faults: a folder of one's own, and the program with something that goes wrong at its n-th
# call of a kind (shim.cpp). Usage: . common.sh SHIM
set -u
shim=$1
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
failures=0

fail() {
  printf '%s\n' "$@"
  failures=1
}

ghostwalk() { "$GHOSTWALK_BINARY" "$@" </dev/null; }

# struck <kind what n> <arguments...>: sets `status`; the output is in $work/out and $work/err.
# False: there is no n-th call of that kind.
struck() {
  rm -f "$work/mark"
  # bash says it when a program was killed: not to us.
  { GHOSTWALK_FAULT=$1 GHOSTWALK_FAULT_MARK=$work/mark LD_PRELOAD=$shim \
    ghostwalk "${@:2}" >"$work/out" 2>"$work/err"; } 2>/dev/null
  status=$?
  [[ -e $work/mark ]]
}

# ended <fault> <what is said> <status when all is well>: whether `status` is one that the fault may have, and an
# error is told.
ended() {
  case "${1#* } $status" in
    'SIGKILL 137' | 'SIGINT 130' | 'SIGTERM 130') return ;;
    'SIGKILL '*) ;;
    E*' 2') grep -q ' error: ' "$work/err" && return ;;
    *" $3") return ;; # What failed was of no consequence, or the signal came too late.
  esac
  fail "$2: status $status; it said: $(cat "$work/err")"
}

# What the commands find in before/: two shards' stores, scenarios, and something old under the names that they
# write.
prepare() {
  local part old scenarios=$GHOSTWALK_SOURCE_DIR/scenarios
  mkdir before && cd before || exit 2
  for part in 1 2; do
    ghostwalk sweep "$GHOSTWALK_SOURCE_DIR/tests/sweep/study.race" --trials 2000 --shard $part/2 \
      --store $part.results >/dev/null || fail 'the sweep failed'
  done
  ghostwalk merge whole.results 1.results 2.results >/dev/null || fail 'the merge failed'
  cp 1.results old.results
  cp "$scenarios/basics/late_flush.race" late.race
  sed 's/^  .*$/&  /' late.race >unformatted.race
  for old in a.html a.json a.dot a.csv a.ndjson a.svg a.png a.xml a.m; do echo old >$old; done
  cd .. || exit 2
}

afresh() { rm -rf "$1" && cp -r before "$1"; }

# Makes after/, want.out and `want`, the exit status, of a command in a folder like before/.
undisturbed() {
  afresh after
  (cd after && ghostwalk "$@" >../want.out 2>/dev/null)
  want=$?
  ((want < 2)) || fail "$*: status $want when nothing goes wrong"
}

# whole <what is said> [SIGKILL]: there is nothing in here/ that is neither in before/ nor in after/, but drafts
# after kill -9; and nothing is gone.
whole() {
  local file
  while IFS= read -r file; do
    case $file in *.part | *.part-*) [[ ${2:-} == SIGKILL ]] && continue ;; esac
    cmp -s "here/$file" "before/$file" || cmp -s "here/$file" "after/$file" ||
      fail "$1: $file is neither what it was nor what it should become"
  done < <(cd here && find . -type f)
  while IFS= read -r file; do
    [[ -e here/$file ]] || fail "$1: $file is gone"
  done < <(cd before && find . -type f)
}
