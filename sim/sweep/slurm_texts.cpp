// SPDX-License-Identifier: MIT
#include "sim/sweep/slurm_texts.hpp"

namespace ghostwalk::sweep {

const char* const slurm_head = R"~(# Written by Ghostwalk @BUILD@:
#   @COMMAND@
)~";

const char* const slurm_settings = R"~(set -euo pipefail
program=@PROGRAM@
directory=@DIRECTORY@
where=@WHERE@ # The study's file is named from here.
study=(@STUDY_WORDS@)
export GHOSTWALK_DATA=@DATA@
)~";

const char* const slurm_task = R"~(#!/bin/bash
# One of @TASKS@ parts of the study @STUDY@, into a store of its own. What was done before is kept, so a
# task may be killed and started again at any moment. Paths are absolute: Slurm runs a copy of this.
@HEAD@#SBATCH --job-name=@STUDY@
@LIMITS@@SETTINGS@
part=$((${1:-0} + SLURM_ARRAY_TASK_ID)) # $1: where this array begins, if there is more than one.
store=$directory/parts/$part-of-@TASKS@

# A controller that lost its memory may start a task while it still runs. The lock lasts as long as
# the process; which store belongs to whom is then clear on network file systems, too.
exec 9>"$store.lock"
flock --nonblock 9 || {
  echo "part $part is being run by another task"
  exit 1
}
cd -- "$where"
exec "$program" sweep "${study[@]}" --shard "$part/@TASKS@" --store "$store.results" \
  --threads "${SLURM_CPUS_PER_TASK:-@CPUS@}"@MAX_SECONDS@
)~";

const char* const slurm_merge = R"~(#!/bin/bash
# Puts the @TASKS@ parts of the study @STUDY@ together, if all are there and whole; else says which are not.
@HEAD@#SBATCH --job-name=@STUDY@-merge
#SBATCH --open-mode=append
@PARTITION@@SETTINGS@
cd -- "$where"
status=0
"$program" slurm "${study[@]}" --tasks @TASKS@ --directory "$directory" --missing || status=$?
if ((status != 0)); then
  ((status != 1)) || echo "these parts are not whole; submit.sh submits them again, and no others"
  exit "$status"
fi

# Under a name of its own until it is whole: two merges may run at once.
cd -- "$directory"
merged=@STUDY@.results.${SLURM_JOB_ID:-$$}
rm -f -- "$merged"
"$program" merge "$merged" parts/*-of-@TASKS@.results
mv -f -- "$merged" @STUDY@.results
echo "$directory/@STUDY@.results holds the study"
)~";

const char* const slurm_submit = R"~(#!/bin/bash
# Submits the parts of the study @STUDY@ that are not whole yet, and a merge to follow them. The first time
# that is all @TASKS@. Whatever became of the jobs, run it again: what is done is read from the stores
# in parts/, not asked of Slurm, and is not done twice.
@HEAD@@SETTINGS@
per_array=1000 # As many as Slurm takes unless a site has set another MaxArraySize than 1001.

command -v sbatch >/dev/null || {
  echo "submit.sh: there is no sbatch here; run it where jobs are submitted" >&2
  exit 2
}

# A part that is being run is not whole either.
cd -- "$directory"
queued=$(squeue --noheader --me --format=%Z) || exit 2
if [[ $'\n'$queued$'\n' == *$'\n'$(pwd -P)$'\n'* ]]; then
  echo "submit.sh: jobs of $directory are still in the queue; wait for them, or scancel them" >&2
  exit 1
fi

cd -- "$where"
status=0
left=$("$program" slurm "${study[@]}" --tasks @TASKS@ --directory "$directory" --missing) || status=$?
((status <= 1)) || exit "$status"

cd -- "$directory"
lists=() # For each array: 1,2,5
while IFS=/ read -r part _; do
  [[ -n $part ]] || continue
  array=$(((part - 1) / per_array))
  lists[array]+=${lists[array]:+,}$((part - array * per_array))
done <<<"$left"

after=
for array in "${!lists[@]}"; do
  job=$(sbatch --parsable --array="${lists[array]}" --output=logs/%A_%a.log \
    task.sh $((array * per_array))) || exit 2
  job=${job%%;*} # What follows is the cluster's name.
  after+=:$job
  echo "job $job: parts ${lists[array]}$( ((array == 0)) || echo " from $((array * per_array)) on")"
done

# Not afterok: that never comes true for an array of which a task failed and was then run again.
job=$(sbatch --parsable ${after:+--dependency=afterany"$after"} --output=logs/%j.merge.log \
  merge.sh) || exit 2
echo "job ${job%%;*}: merge"
)~";

} // namespace ghostwalk::sweep
