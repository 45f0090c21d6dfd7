#!/bin/bash
# SPDX-License-Identifier: MIT
# Shows the rules a tree that breaks each of them and a tree that just does not: a rule that
# cannot fail guards nothing.
set -u
here=$(cd -- "$(dirname -- "$0")" && pwd -P)
tree=$(mktemp -d) || exit 2
trap 'rm -rf "$tree"' EXIT
failures=0

# put <file>: its text comes from standard input.
put() { mkdir -p "$tree/$(dirname -- "$1")" && cat >"$tree/$1"; }

# includes <file> <header>...: a file of ours that includes them; a bare name means quotes.
includes() {
  local file=$1 header
  shift
  {
    echo '// SPDX-License-Identifier: MIT'
    for header; do
      [[ $header == '<'* ]] && echo "#include $header" || echo "#include \"$header\""
    done
  } | put "$file"
}

# lines <count> [comment]
lines() {
  echo "// SPDX-License-Identifier: MIT ${2:-}"
  yes '//' | head -n $(($1 - 1))
}

# expect <rule> <lines of output>: runs the rule over the tree, then clears the tree.
expect() {
  local rule=$1 count=$2 output
  output=$("$here/$rule.sh" "$tree")
  if (($? != (count > 0))) || (($(grep -c . <<<"$output") != count)); then
    echo "$rule: expected $count lines, status $((count > 0)); got:"
    echo "${output:-(nothing)}"
    failures=1
  fi
  rm -rf "${tree:?}"/*
}

# Every allowed edge once, and what merely looks like another.
includes sim/core/a.cpp sim/core/a.hpp '<vector>' '<fmt/core.h>'
includes models/hw/a.cpp sim/core/a.hpp models/hw/a.hpp
includes sim/machine/a.cpp sim/core/a.hpp models/hw/a.hpp
includes sim/lang/a.cpp sim/core/a.hpp models/hw/a.hpp sim/machine/a.hpp
includes sim/drivers/a.cpp sim/machine/a.hpp
includes sim/drivers/timed/a.cpp sim/drivers/a.hpp sim/drivers/timed/a.hpp '<simgrid/s4u.hpp>'
includes sim/sweep/a.cpp sim/lang/a.hpp sim/drivers/sample/a.hpp
includes sim/report/a.cpp sim/lang/a.hpp sim/drivers/a.hpp sim/drivers/timed/a.hpp
includes sim/cli/a.cpp sim/sweep/a.hpp sim/report/a.hpp '<spdlog/spdlog.h>' \
  '<boost/program_options.hpp>'
includes tests/core/a.cpp sim/cli/a.hpp helper.hpp tests/helper.hpp
echo '// #include "sim/cli/a.hpp"' | put sim/core/a.hpp
expect layers 0

includes sim/core/a.cpp models/hw/a.hpp
includes models/hw/a.cpp sim/machine/a.hpp
includes sim/machine/a.cpp sim/lang/a.hpp
includes sim/lang/a.cpp sim/drivers/a.hpp
includes sim/drivers/a.cpp sim/lang/a.hpp sim/drivers/timed/a.hpp
includes sim/drivers/timed/a.cpp sim/drivers/explore/a.hpp sim/lang/a.hpp
includes sim/drivers/explore/a.cpp sim/drivers/sample/a.hpp '<simgrid/s4u.hpp>'
includes sim/sweep/a.cpp sim/report/a.hpp
includes sim/report/a.cpp sim/sweep/a.hpp sim/cli/a.hpp '<spdlog/fmt/fmt.h>'
includes sim/cli/a.cpp tests/helper.hpp relative.hpp simgrid/s4u.hpp
includes tests/core/a.cpp '<xbt/log.h>' '<boost/program_options/parsers.hpp>'
expect layers 19

includes sim/core/a.cpp
echo '# notes' | put notes.md
echo 'scenario broken' | put tests/lang/a.race
expect licences 0

for file in a.cpp a.hpp a.cmake a.sh a.race a.js b/CMakeLists.txt; do
  echo '//' | put "$file"
done
echo '#!/bin/sh' | put tool
expect licences 8

lines 400 | put a.cpp
lines 401 'long because it is a table' | put b.cpp
expect lengths 0

lines 401 | put a.cpp
{ lines 401 && echo '// long because'; } | put b.race
expect lengths 2

# header <file> <namespace> <type>
header() { printf '// SPDX-License-Identifier: MIT\nnamespace %s {\n%s {};\n} // namespace %s\n' "$2" "$3" "$2" | put "$1"; }
header sim/machine/a.hpp ghostwalk 'struct Cell'
header sim/report/a.hpp ghostwalk::report 'struct Cell'
header tests/a.hpp ghostwalk 'struct Cell'
expect one_definition 0

header sim/report/a.hpp ghostwalk::report 'struct Cell'
header sim/report/page/a.hpp ghostwalk::report 'class Cell final'
header models/hw/a.hpp ghostwalk 'enum class Kind'
header sim/machine/a.hpp ghostwalk 'struct Kind : Base'
expect one_definition 2

exit $failures
