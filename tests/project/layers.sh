#!/bin/bash
# SPDX-License-Identifier: MIT
# Includes point one way:
#
#   core ← models/hw ← machine ← lang, drivers ← sweep, report, ablate ← cli
#
# and siblings do not include each other. The drivers share what lies directly in sim/drivers;
# timed, explore and sample know nothing of one another.
# Usage: layers.sh [repository]. Prints every include that is not allowed; status 1 if any.
set -u
cd "${1:-$(dirname -- "$0")/../..}" || exit 2

# The layer of a path: its folder. Only sim/drivers has folders that are layers of their own.
layer_of() {
  case $1 in
    sim/drivers/*/*) layer=${1#sim/} layer=${layer%"/${layer#drivers/*/}"} ;;
    sim/*/*) layer=${1#sim/} layer=${layer%%/*} ;;
    models/hw/*) layer=hw ;;
    *) layer=${1%%/*} ;;
  esac
}

# What a layer may include besides itself.
allowed_in() {
  local below='core hw machine' drivers='drivers drivers/timed drivers/explore drivers/sample'
  case $1 in
    core) allowed= ;;
    hw) allowed=core ;;
    machine) allowed='core hw' ;;
    lang | drivers) allowed=$below ;;
    drivers/*) allowed="$below drivers" ;;
    sweep | report) allowed="$below lang $drivers" ;;
    export) allowed=$below ;;
    ablate) allowed="$below lang drivers drivers/explore" ;;
    cli) allowed="$below lang $drivers sweep report ablate export" ;;
    tests) allowed="$below lang $drivers sweep report ablate export cli" ;;
    *) allowed= ;;
  esac
}

# The one layer that may name a library, for those that have one.
home_of() {
  case $1 in
    simgrid/* | simgrid.h* | xbt/* | xbt.h | smpi/*) home=drivers/timed ;;
    boost/program_options* | spdlog/*) home=cli ;;
    *) home= ;;
  esac
}

status=0
while IFS=: read -r file line text; do
  path=${text#*[\"<]} path=${path%%[\">]*}
  layer_of "$file" && from=$layer
  home_of "$path"
  if [[ -n $home ]]; then
    [[ $from == "$home" ]] && continue
  elif [[ $text == *'<'* ]]; then
    continue
  else
    layer_of "$path" && allowed_in "$from"
    [[ $from == tests && $path != sim/* && $path != models/* ]] && continue # Its own helpers.
    [[ $from == "$layer" || " $allowed " == *" $layer "* ]] && continue
  fi
  echo "$file:$line: $from must not include $path"
  status=1
done < <(find sim models tests \( -name '*.cpp' -o -name '*.hpp' \) \
  -exec grep -nHE '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]' {} + 2>/dev/null)
exit $status
