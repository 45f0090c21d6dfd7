#!/bin/bash
# SPDX-License-Identifier: MIT
# The scripts that `ghostwalk slurm` writes, without a Slurm: an sbatch that writes down how it was called
# stands in for it. The study has 6 points; with 3,500 trials each in batches of 1,000 that is 24 batches.
set -u
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cp "$GHOSTWALK_SOURCE_DIR/tests/sweep/study.race" "$work/" && mkdir "$work/bin" && cd "$work" || exit 2
failures=0

cat >bin/sbatch <<'STUB'
#!/bin/bash
[[ -z ${SBATCH_BROKEN:-} ]] || exit 1
echo "sbatch $*" >>"$CALLS"
grep -c . "$CALLS"
STUB
printf '#!/bin/bash\ncat "$QUEUE"\n' >bin/squeue
chmod +x bin/*
export CALLS=$work/calls QUEUE=$work/queue
touch "$CALLS" "$QUEUE"
PATH=$work/bin:$PATH

fail() {
  echo "$@"
  failures=1
}

# expect <status> <text> <command...>: exits so, and says the text somewhere.
expect() {
  local status=$1 text=$2 got
  shift 2
  "$@" >out 2>&1
  got=$?
  [[ $got == "$status" && $(cat out) == *"$text"* ]] ||
    fail "$*: status $got, expected $status and '$text'; it said: $(head -c 600 out)"
}

# called <line...>: sbatch was, with these arguments, since the last time.
called() {
  local expected
  expected=$(printf 'sbatch --parsable %s\n' "$@")
  [[ $# == 0 ]] && expected=
  [[ $(cat "$CALLS") == "$expected" ]] ||
    fail "sbatch was called so: $(head -c 600 "$CALLS")"$'\n'"expected: $expected"
  : >"$CALLS"
}

slurm() { "$GHOSTWALK_BINARY" slurm study.race "$@"; }

# Names that a shell would take apart, and one that looks like what is filled in.
odd="it's \$(touch pwned) \"@TASKS@\" %A"
expect 0 '3 tasks for 6 points of 3,500 trials' slurm --tasks 3 --directory "$odd/"
if command -v shellcheck >/dev/null; then
  expect 0 '' shellcheck --severity=warning "$odd"/*.sh
elif [[ -n ${CI:-} ]]; then
  fail 'shellcheck is not installed'
fi
expect 0 'job 2: merge' "$odd/submit.sh"
called '--array=1,2,3 --output=logs/%A_%a.log task.sh 0' \
  '--dependency=afterany:1 --output=logs/%j.merge.log merge.sh'
expect 1 $'2/3\t8 batches\t' slurm --tasks 3 --directory "$odd" --missing
for part in 1 3; do
  expect 0 '8 of 8 batches' env SLURM_ARRAY_TASK_ID=$part bash "$odd/task.sh" 0
done
expect 1 $'2/3\t8 batches\t' slurm --tasks 3 --directory "$odd" --missing
[[ $(grep -c . out) == 1 ]] || fail "whole parts are called missing: $(cat out)"
expect 1 'these parts are not whole' "$odd/merge.sh"
[[ ! -e $odd/small.results ]] || fail 'a merge without part 2'
expect 0 'parts 2' slurm --tasks 3 --directory "$odd" --submit
called '--array=2 --output=logs/%A_%a.log task.sh 0' \
  '--dependency=afterany:1 --output=logs/%j.merge.log merge.sh'

# A second copy of a task does nothing.
expect 1 'is being run by another task' env SLURM_ARRAY_TASK_ID=2 \
  flock "$odd/parts/2-of-3.lock" bash "$odd/task.sh"
[[ ! -e $odd/parts/2-of-3.results ]] || fail 'a task ran in spite of the lock'
expect 0 '8 of 8 batches' env SLURM_ARRAY_TASK_ID=2 bash "$odd/task.sh"
expect 0 '' slurm --tasks 3 --directory "$odd" --missing
expect 0 'holds the study' "$odd/merge.sh"
"$GHOSTWALK_BINARY" sweep study.race --store whole.results >/dev/null
for form in --csv --ndjson; do
  "$GHOSTWALK_BINARY" results whole.results $form whole.txt
  "$GHOSTWALK_BINARY" results "$odd/small.results" $form parts.txt
  cmp whole.txt parts.txt || fail 'the merged results differ'
done
expect 0 'job 1: merge' "$odd/submit.sh" # Nothing is missing: the merge alone, and not after anything.
called '--output=logs/%j.merge.log merge.sh'
expect 0 'holds the study' "$odd/merge.sh" # Again: replaces what is there.
[[ ! -e pwned ]] || fail 'a name was run as a command'

# Jobs of this directory in the queue: not again. Of another one: no matter.
printf '/elsewhere\n%s\n' "$(realpath "$odd")" >"$QUEUE"
expect 1 'still in the queue' slurm --tasks 3 --directory "$odd" --submit
called
echo /elsewhere >"$QUEUE"
expect 0 'job 1: merge' "$odd/submit.sh"
called '--output=logs/%j.merge.log merge.sh'

# More trials would be dealt out over all parts anew: not in this directory.
expect 2 'each point has 3500 trials in one and 5500 in the other' \
  slurm --tasks 3 --directory "$odd" --trials 5500 --missing

# Stores that cannot be gone on with are named; an empty file is one that was not begun.
: >"$odd/parts/1-of-3.results"
expect 1 $'1/3\t8 batches' slurm --tasks 3 --directory "$odd" --missing
cp whole.results "$odd/parts/1-of-3.results" # SQLite's journal beside a store: killed while it was changed.
echo journal >"$odd/parts/1-of-3.results-journal"
expect 1 $'1/3\t8 batches' slurm --tasks 3 --directory "$odd" --missing
rm "$odd/parts/1-of-3.results-journal"
expect 0 '' slurm --tasks 3 --directory "$odd" --missing
echo 'not a store, and long enough to be looked at' >"$odd/parts/1-of-3.results"
expect 2 '1-of-3.results' slurm --tasks 3 --directory "$odd" --missing
expect 2 '1-of-3.results' "$odd/submit.sh"
called
rm "$odd/parts/1-of-3.results"
sed -i 's/100 \.\. 300/100 .. 301/' study.race
expect 2 'has changed' "$odd/submit.sh"
called
sed -i 's/100 \.\. 301/100 .. 300/' study.race

# Slurm's own limits: arrays of at most 1,000. 20,000,000 trials are 96 batches up to 1,008,000 and
# 297 of 64,000: 393 for each of 6 points.
expect 0 '2,001 tasks' slurm --tasks 2001 --trials 20000000 --directory many --submit
thousand=$(seq -s, 1000)
called "--array=$thousand --output=logs/%A_%a.log task.sh 0" \
  "--array=$thousand --output=logs/%A_%a.log task.sh 1000" \
  '--array=1 --output=logs/%A_%a.log task.sh 2000' \
  '--dependency=afterany:1:2:3 --output=logs/%j.merge.log merge.sh'
expect 0 '1 of 1 batches' env SLURM_ARRAY_TASK_ID=1 bash many/task.sh 2000
expect 0 'job 3: merge' many/submit.sh # Part 2001 is whole: two arrays are left.
called "--array=$thousand --output=logs/%A_%a.log task.sh 0" \
  "--array=$thousand --output=logs/%A_%a.log task.sh 1000" \
  '--dependency=afterany:1:2 --output=logs/%j.merge.log merge.sh'
expect 0 '' slurm --tasks 2358 --trials 20000000 --directory many
expect 2 '--tasks takes up to 2358' slurm --tasks 2359 --trials 20000000 --directory many
expect 2 'from 1 to 10000' slurm --tasks 10001
expect 2 'from 1 to 10000' slurm --tasks 0
expect 2 'needs --tasks' slurm

# What is asked for stands in the script. 3,000 s and 300 to spare are 55 minutes, one more is 56.
directives() { grep '^#SBATCH' d/task.sh | tr '\n' ' '; }
expect 0 '' slurm --tasks 24 --directory d
[[ $(directives) == '#SBATCH --job-name=small #SBATCH --cpus-per-task=1 #SBATCH --open-mode=append #SBATCH --requeue ' ]] ||
  fail "directives: $(directives)"
expect 0 '' slurm --tasks 24 --directory d --max-seconds 3000 --partition a-1,b --cpus 4
[[ $(directives) == *'--cpus-per-task=4'*'--time=55 #SBATCH --partition=a-1,b ' ]] ||
  fail "directives: $(directives)"
grep -qx '  --max-seconds 3000' d/task.sh || fail 'no --max-seconds in the task'
grep -q '^#SBATCH --partition=a-1,b$' d/merge.sh || fail 'no partition for the merge'
expect 0 '' slurm --tasks 24 --directory d --max-seconds 3001
[[ $(directives) == *--time=56* ]] || fail "directives: $(directives)"
expect 2 '--partition takes names' slurm --tasks 24 --directory d --partition $'p\nrm x'
expect 2 'control character' slurm --tasks 24 --directory $'d\nrm x'
expect 2 'cannot make' slurm --tasks 24 --directory study.race/d
expect 2 "there is no study 'smal'" slurm --tasks 24 --study smal

# No Slurm, or one that refuses.
called
mkdir few && ln -s "$(command -v bash)" few/
expect 2 'there is no sbatch' env PATH="$work/few" \
  "$GHOSTWALK_BINARY" slurm study.race --tasks 24 --directory d --submit
SBATCH_BROKEN=1 expect 2 '' slurm --tasks 24 --directory d --submit
exit $failures
