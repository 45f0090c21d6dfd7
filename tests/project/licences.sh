#!/bin/bash
# SPDX-License-Identifier: MIT
# Every source, script and scenario names its licence in its first lines.
# Usage: licences.sh [repository]. Prints every file that does not; status 1 if any.
set -u
. "$(dirname -- "$0")/ours.sh"
enter "$@"

status=0
while IFS= read -r -d '' file; do
  head -n 5 -- "$file" | grep -q 'SPDX-License-Identifier: MIT' && continue
  echo "$file:1: no line 'SPDX-License-Identifier: MIT' among the first five"
  status=1
done < <(ours)
exit $status
