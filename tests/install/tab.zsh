# SPDX-License-Identifier: MIT
# What becomes of a line when Tab is pressed at its end, in a zsh behind a pseudo-terminal.
# Usage: zsh -f tab.zsh FOLDER LINE
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -D"
# Another Tab's widget, that prints the line between marks.
zpty -w shell "tell() { zle complete-word; print -r -- \"<<\$BUFFER>>\"; zle kill-buffer }; zle -N tell; bindkey '^I' tell"
zpty -w shell 'print ready-$((40 + 2))'
local out=
while zpty -r shell out && [[ $out != *ready-42* ]]; do :; done
zpty -w -n shell "$2"$'\t'
local all= ; integer tries=0
while (( tries++ < 1000 )) && zpty -r shell out; do
  all+=$out
  [[ $all == *'>>'* ]] && break
done
print -r -- "${${all##*<<}%%>>*}"
zpty -d shell
