# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# For the rules about files: `ours` prints, NUL-separated, what people write in this repository
# and others compile or run. Not in it: data and documents, and the scenarios under tests/, whose
# bytes are the test.
# Usage: . ours.sh; enter [repository]

enter() {
  root=$(cd -- "${1:-$(dirname -- "$0")/../..}" && pwd -P) && cd "$root" || exit 2
  # shellcheck source=../../.ci/common.sh
  . "$(dirname -- "${BASH_SOURCE[0]}")/../../.ci/common.sh"
}

ours() {
  local file first
  while IFS= read -r -d '' file; do
    [[ -f $file ]] || continue # Deleted, and not yet committed so.
    case $file in
      tests/*.race) continue ;;
      *.cpp | *.hpp | *.h | *.in | *.cmake | *CMakeLists.txt | *.sh | *.race | *.js | *.css) ;;
      *.*) continue ;;
      *) IFS= read -r first <"$file" && [[ $first == '#!'* ]] || continue ;;
    esac
    printf '%s\0' "$file"
  done < <(our_files) 2>/dev/null
}
