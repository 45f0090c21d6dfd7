#!/bin/bash
# SPDX-License-Identifier: MIT
# A page for each command, without a warning from either reader of manual pages; and in each what --help says.
set -u
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failures=0
fail() { echo "$*" && failures=1; }

"$GHOSTWALK_BINARY" help --man "$work/man1" || exit 1
"$GHOSTWALK_BINARY" --help | sed -nE '/^  ghostwalk /d; s/^  ([a-z]+) +[a-z].*/\1/p' >"$work/commands"
(($(wc -l <"$work/commands") >= 16)) || fail 'where are the commands?'
diff <(sed 's/.*/ghostwalk-&.1/' "$work/commands" | cat - <(echo ghostwalk.1) | sort) <(cd "$work/man1" && printf '%s\n' * | sort) ||
  fail 'a page for each command, and one for all'

for page in "$work"/man1/*; do
  warnings=$(mandoc -T lint -W warning "$page"; groff -man -Kutf8 -Tutf8 -ww -rLL=100n -z "$page" 2>&1)
  [[ -z $warnings ]] || fail "$page: $warnings"
done

# A page has the options of --help.
while read -r command; do
  page=$(mandoc -T ascii -O width=1000 "$work/man1/ghostwalk-$command.1" | col -b | tr -s ' \n' ' ')
  options=0
  while read -r option; do
    [[ $page == *"$option"* ]] || fail "$command: no $option"
    options=$((options + 1))
  done < <("$GHOSTWALK_BINARY" "$command" --help | sed -nE 's/^  (.* )?(--[a-z-]+).*/\2/p')
  ((options >= 1)) || fail "$command: no options?"
  [[ $command == help || $(<"$work/man1/ghostwalk-help.1") == *".BR ghostwalk\-$command (1)"* ]] ||
    fail "$command: the others do not refer to it"
done <"$work/commands"

# A dot at the begin of a line, a backslash and quotes are text, and a minus can be copied.
page=$(mandoc -T ascii "$work/man1/ghostwalk-replay.1" | col -b)
for text in "cpu 0's next instruction" '1:walk@0x08048000     speculation' '--schedule WORDS|@FILE'; do
  [[ $page == *"$text"* ]] || fail "replay: $text"
done
"$GHOSTWALK_BINARY" help --man /dev/null/no 2>"$work/err"
(($? == 2)) && grep -q "cannot make '/dev/null/no'" "$work/err" || fail 'a folder that cannot be made'
exit $failures
