#!/bin/bash
# SPDX-License-Identifier: MIT
# No two headers give one name in one namespace to two types: no compiler sees it, and a program that has both destroys
# the one with the other's destructor.
# Usage: one_definition.sh [repository]. Prints every name that is given twice; status 1 if any.
set -u
. "$(dirname -- "$0")/ours.sh"
enter "$@"

found=$(ours | grep -zE '^(sim|models)/.*[.]hpp$' | xargs -0 --no-run-if-empty awk '
  FNR == 1 { space = "" }
  /^namespace ghostwalk[a-z:]* \{/ { space = $2 }
  /^(struct|class|enum class) [A-Za-z]+ .*\{/ {
    name = space "::" ($2 == "class" ? $3 : $2)
    if ((name in first) && first[name] != FILENAME) print FILENAME ":" FNR ": " name " is in " first[name] " too"
    first[name] = FILENAME
  }')
[[ -z $found ]] || { echo "$found"; exit 1; }
