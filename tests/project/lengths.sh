#!/bin/bash
# SPDX-License-Identifier: MIT
# A file that has grown past 400 lines says why in its first 30, with the words "long because".
# Usage: lengths.sh [repository]. Prints every file that does not; status 1 if any.
set -u
. "$(dirname -- "$0")/ours.sh"
enter "$@"

status=0
while IFS= read -r -d '' file; do
  lines=$(wc -l <"$file")
  ((lines <= 400)) && continue
  head -n 30 -- "$file" | grep -q 'long because' && continue
  echo "$file:1: $lines lines, and no 'long because' in the first 30"
  status=1
done < <(ours)
exit $status
