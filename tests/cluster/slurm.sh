#!/bin/bash
# SPDX-License-Identifier: MIT
# A study as a job array on a real Slurm. One of its four tasks is killed in the middle: the merge must say
# which part is not whole and write nothing; submit.sh must submit that part and no other; then the results
# must be those of a sweep on one machine, byte for byte.
set -u
here=$(cd -- "$(dirname -- "$0")" && pwd -P)

for program in munged slurmctld slurmd sbatch; do
  PATH=$PATH:/usr/sbin command -v "$program" >/dev/null && continue
  echo "$program is missing: apt-get install slurm-wlm munge, or let ./check do it"
  [[ -n ${CI:-} ]] && exit 1
  exit 77 # Skipped; in continuous integration the package has to be there.
done

# Slurm's daemons are those of an ordinary user here, who may not see into root's folders: a copy of all
# that is needed goes along.
if [[ -z ${1:-} ]]; then
  work=$(mktemp -d) || exit 2
  trap 'rm -rf "$work"' EXIT
  mkdir "$work/slurm" "$work/data" &&
    cp -r "$GHOSTWALK_SOURCE_DIR/models" "$work/data/" &&
    cp "$GHOSTWALK_BINARY" "$work/ghostwalk" &&
    cp "$here/daemons.sh" "$here/slurm.sh" "$GHOSTWALK_SOURCE_DIR/tests/sweep/study.race" "$work/" || exit 2
  as_user=()
  if ((EUID == 0)); then
    chown -R nobody "$work" || exit 2
    as_user=(setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups --pdeathsig TERM)
  fi
  # A caller may be a job of a Slurm itself; its variables would go into ours.
  unset "${!SLURM@}" "${!SBATCH@}" "${!SQUEUE@}" "${!SINFO@}" "${!SCANCEL@}"
  "${as_user[@]}" bash "$work/slurm.sh" "$work"
  exit
fi

work=$1
cd "$work" || exit 2
export HOME=$work PATH=$PATH:/usr/sbin GHOSTWALK_DATA=$work/data
. ./daemons.sh
trap stop_slurm EXIT
trap 'exit 1' TERM INT
tasks=4 job_dir="$work/a job's \$files"
study=(study.race --trials 1000000) # A million trials a second or fewer: a task takes seconds.

fail() {
  echo "$@"
  tail -n 20 -- "$job_dir"/logs/* slurm/*.log slurm/*.out 2>/dev/null
  exit 1
}

missing() { ./ghostwalk slurm "${study[@]}" --tasks $tasks --directory "$job_dir" --missing; }

export_all() {
  ./ghostwalk results "$1" --csv - && ./ghostwalk results "$1" --ndjson -
}

# Part 2 lacks something, and not everything.
before=
part_is_begun() {
  local now
  now=$(missing | grep '^2/')
  [[ -n $now && $now != "$before" ]]
}

# The process of part 2: the one that was called with its store.
pid_of_part() {
  local dir
  for dir in /proc/[0-9]*; do
    tr '\0' '\n' 2>/dev/null <"$dir/cmdline" | grep -qxF -- "$job_dir/parts/2-of-4.results" &&
      echo "${dir#/proc/}" && return
  done
  return 1
}

# said <text> <file...>
said() {
  local text=$1
  shift
  grep -qF -- "$text" "$@" || fail "'$text' is not in $*: $(cat "$@")"
}

start_slurm "$work/slurm" || fail 'Slurm does not start'

./ghostwalk slurm "${study[@]}" --tasks $tasks --directory "$job_dir" >/dev/null || fail 'no scripts'
before=$(missing | grep '^2/')
[[ -n $before && $(missing | wc -l) == "$tasks" ]] || fail 'not all parts are missing at first'
./ghostwalk slurm "${study[@]}" --tasks $tasks --directory "$job_dir" --submit >out 2>&1 || fail "$(cat out)"
said ': parts 1,2,3,4' out
said ': merge' out

wait_until 60 'part 2 has begun' part_is_begun || fail 'it does not begin'
kill -9 "$(pid_of_part)" || fail 'part 2 was over before it could be killed'
"$job_dir/submit.sh" >out 2>&1
(($? == 1)) || fail "submit.sh while jobs are queued: $(cat out)"
said 'still in the queue' out

wait_until 120 'the first jobs have ended' queue_is_empty || fail 'they do not end'
[[ $(missing | cut -f 1) == 2/4 ]] || fail "after the kill these parts are missing: $(missing)"
[[ $(missing) != "$before" ]] || fail 'nothing of the killed part was kept'
[[ ! -e $job_dir/small.results ]] || fail 'a merge of three parts of four was written'
said '2/4' "$job_dir"/logs/*.merge.log
said 'these parts are not whole' "$job_dir"/logs/*.merge.log

"$job_dir/submit.sh" >out 2>&1 || fail "$(cat out)"
said ': parts 2' out
[[ $(grep -c . out) == 2 ]] || fail "more than one array and one merge: $(cat out)"
./ghostwalk sweep "${study[@]}" --threads 2 --store whole.results >/dev/null || fail 'the sweep failed'
wait_until 120 'the second jobs have ended' queue_is_empty || fail 'they do not end'
[[ -z $(missing) ]] || fail "still missing: $(missing)"

export_all whole.results >whole.txt || fail 'no results of the sweep'
export_all "$job_dir/small.results" >cluster.txt || fail 'no results of the array'
cmp whole.txt cluster.txt || fail "the results differ: $(diff whole.txt cluster.txt | head -5)"

# When nothing is missing the merge is all there is to do.
rm "$job_dir/small.results"
"$job_dir/submit.sh" >out 2>&1 || fail "$(cat out)"
[[ $(grep -c . out) == 1 ]] && said ': merge' out
wait_until 60 'the merge has ended' queue_is_empty || fail 'it does not end'
[[ -s $job_dir/small.results ]] || fail 'the merge alone gave nothing'
echo "four tasks, one killed in its middle and run again: the same results in $SECONDS s"
