# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Completion for bash. Which words fit the program itself knows; names of files are the shell's.
# Installed it is found by bash-completion; from a clone: . sim/cli/completion/ghostwalk.bash

_ghostwalk() {
  # Bash takes words apart at = and :, too; what no blank separates is one word again.
  local rest=${COMP_LINE:0:COMP_POINT} piece words=()
  for piece in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    if [[ $rest == [[:blank:]]* || ${#words[@]} == 0 ]]; then
      rest=${rest#"${rest%%[![:blank:]]*}"}
      words+=("")
    fi
    [[ $rest == "$piece"* ]] || piece=$rest # The cursor is within it.
    words[-1]+=$piece
    rest=${rest#"$piece"}
  done

  local lines word typed=${words[-1]}
  local stays=${typed%"${typed##*[=:]}"} # What bash takes for words before this one.
  mapfile -t lines < <("${words[0]/#\~\//$HOME/}" help --candidates -- "${words[@]:1}" 2>/dev/null)
  COMPREPLY=()
  for word in "${lines[@]:1}"; do
    word=${word%%$'\t'*}
    printf -v word %q "${word#"$stays"}"
    COMPREPLY+=("${word//\\=/=}")
  done
  [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null

  local names=(compgen -f) ending=${lines[0]#= files }
  case ${lines[0]-} in
    '= folders') names=(compgen -d) ;;
    '= files') ;;
    '= files '*) names=(compgen -f -X "!*.$ending") ;;
    *) return ;;
  esac
  compopt -o filenames 2>/dev/null
  mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(
    { "${names[@]}" -- "${typed#"$stays"}"; compgen -d -- "${typed#"$stays"}"; } | sort -u
  )
}
complete -F _ghostwalk ghostwalk
