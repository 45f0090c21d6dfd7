#!/bin/bash
# SPDX-License-Identifier: MIT
# sweep, results and merge as they are typed: what they print, with which status they end, and what
# a slip of the pen is answered.
set -u
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cp "$GHOSTWALK_SOURCE_DIR/tests/sweep/study.race" "$work"
cd "$work" || exit 2
failures=0

# expect <status> <words on stdout or stderr> <command...>
expect() {
  local status=$1 words=$2 got
  shift 2
  "$GHOSTWALK_BINARY" "$@" >out 2>err </dev/null
  got=$?
  if ((got != status)) || ! cat out err | grep -qF -- "$words"; then
    echo "ghostwalk $*: status $got, expected $status and '$words'; it said:"
    cat out err
    failures=1
  fi
}

expect 0 'small.results: 24 of 24 batches, 21,000 of 21,000 trials' sweep study.race
expect 0 '24 of 24 batches' sweep study.race
expect 0 'coin under tiny with looks = twice' results small.results
expect 0 'ipis_sent per trial' results small.results --measure ipis_sent
expect 0 '--trial' results small.results --replay --where kernel=tiny
expect 0 'study,scenario,kernel,load,point' results small.results --csv -

# The line that shows a row's first hit finds it again: `never` is broken.
replay=$("$GHOSTWALK_BINARY" results small.results --replay --where kernel=tiny --where load=20 |
  sed -n 's|^ *./ghostwalk ||p' | head -1)
eval "expect 0 'event late' $replay"
eval "expect 0 'found' $replay"

expect 3 'the same command goes on from here' sweep study.race --trials 1e9 --max-seconds 1 --store long.results
expect 0 'small.1-of-2.results: 12 of 12 batches' sweep study.race --shard 1/2
expect 1 $'2/2\t12 batches\t10500 trials' results small.1-of-2.results --missing
expect 2 'shard 2/2: 10500 trials in 12 batches' merge all.results small.1-of-2.results
expect 0 '10,500 trials missing' merge part.results small.1-of-2.results --allow-missing
expect 0 'small.2-of-2.results: 12 of 12' sweep study.race --shard 2/2
expect 0 'all.results: 24 batches of 2 stores, 21,000 trials' merge all.results small.?-of-2.results
expect 2 "'all.results' exists already" merge all.results small.?-of-2.results
mkfifo pipe.svg # What is no file is never replaced by one: root could lose a device.
expect 2 "'pipe.svg' is no file that a store could replace" merge --force pipe.svg small.?-of-2.results
expect 2 "'pipe.svg' is no file that a picture could replace" plot small.results -x load -o pipe.svg
cmp <("$GHOSTWALK_BINARY" results small.results --ndjson -) \
  <("$GHOSTWALK_BINARY" results all.results --ndjson -) || failures=1

# Interrupted: what was finished is kept, and it says so.
"$GHOSTWALK_BINARY" sweep study.race --trials 1e9 --store int.results >out 2>err &
pid=$!
sleep 2
kill -INT $pid
wait $pid
(($? == 130)) || { echo 'an interrupted sweep does not end with 130' && failures=1; }
grep -q 'goes on from here' out || { echo "interrupted, it said: $(cat out err)" && failures=1; }

expect 2 'was begun with seed 1, not 2' sweep study.race --seed 2
expect 2 '--shard takes a part such as 1/4' sweep study.race --shard 5/4
expect 2 "there is no study 'smal'; did you mean 'small'?" sweep study.race --study smal
expect 2 "has no study" sweep "$GHOSTWALK_SOURCE_DIR/scenarios/basics/late_flush.race"
expect 2 'sweep takes one file' sweep
expect 2 "there is no file 'none'" results none
expect 2 'is no results store' results study.race
expect 2 'is no results store' sweep study.race --store study.race
expect 2 'is no results store' merge out.results study.race
expect 2 "kernel is never 'tin'; did you mean 'tiny'?" results small.results --where kernel=tin
expect 2 "nothing to measure is called 'brken'" results small.results --measure brken
sed -i 's/100 .. 300/100 .. 301/' study.race
expect 2 'scenario coin has changed since' sweep study.race
exit $failures
