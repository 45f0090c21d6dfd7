# SPDX-License-Identifier: MIT
# Weaves every mutation of the *.rules into one copy of the sources, so that one build serves all:
#
#   walk.user && entry.user      becomes    (GHOSTWALK_MUTANT(17) ? (entry.user) : (walk.user && entry.user))
#
#   awk -v from=TREE -v to=TREE -f weave.awk FILE.rules...
#
# Writes the files that rules name to `to`, and a line per mutation to standard output: number, own
# tests, "kill" or "same", rule, mutation. Status 1, with a line per error on standard error, when a
# rule is incomplete, its text is not in its file exactly once, or no comment gives its source.
# ../README.md tells the form of a rule.

function complain(what) {
  print what >"/dev/stderr"
  failed = 1
}

# A literal as a regular expression in which blanks stand for any white space: lines may break.
function pattern(text,    i, c, out) {
  for (i = 1; i <= length(text); ++i) {
    c = substr(text, i, 1)
    if (c == " ") out = out "[ \n]+"
    else if (c == "^" || c == "\\") out = out "\\" c
    else if (index("$.[]|()*+?{}", c)) out = out "[" c "]"
    else out = out c
  }
  return out
}

function read_text(file,    line, text) {
  while ((getline line <file) > 0) text = text line "\n"
  close(file)
  return text
}

# A comment goes on over lines: as one line of it, to look for a source.
function flat(text) {
  gsub(/\n *\/\/ */, " ", text)
  gsub(/[ \n]+/, " ", text)
  return text
}

function stem(file) { sub(/[.][a-z]+$/, "", file); return file }

# A source file and its header, read once.
function load_pair(file,    s) {
  if (file in code) return
  code[file] = read_text(from "/" file)
  if (code[file] == "") complain("no file " file)
  place_of[file] = ++files # Mutants are counted by file, so that a new one leaves the other files as they are.
  s = stem(file)
  if (!(s in prose)) prose[s] = flat(read_text(from "/" s ".hpp") " " read_text(from "/" s ".cpp"))
}

function end_rule() {
  if (rule == "") return
  if (source == "" || file == "" || tests == "") complain(rule ": needs source, in and test")
  if (!has["skip"]) complain(rule ": nothing skips it; say `no skip` and why")
  if (!has["invert"]) complain(rule ": nothing inverts it; say `no invert` and why")
  rule = ""
}

# Where in the file: context [[what is replaced]] context.
function locate(old,    open, shut, before, part, after, where, rest) {
  if (old ~ /\[\[\[|\]\]\]/) complain(at ": [[ and ]] beside another bracket")
  open = index(old, "[["); shut = index(old, "]]")
  if (!open) { old = "[[" old "]]"; open = 1; shut = length(old) - 1 }
  before = pattern(substr(old, 1, open - 1))
  part = substr(old, open + 2, shut - open - 2)
  after = pattern(substr(old, shut + 2))
  if (!match(code[file], before pattern(part) after)) return complain(at ": not in " file ": " old)
  where = RSTART
  rest = substr(code[file], where + 1)
  if (match(rest, before pattern(part) after)) return complain(at ": more than once in " file ": " old)
  rest = substr(code[file], where)
  if (before != "") { match(rest, "^" before); where += RLENGTH; rest = substr(rest, RLENGTH + 1) }
  match(rest, "^" pattern(part))
  first = where; last = where + RLENGTH - 1
  replaced = part
  return 1
}

function is_statement(text) { return text ~ /[;}]$/ }

# Without a replacement: a statement is left out, a condition negated.
function by_default(kind) {
  if (kind == "invert" && !is_statement(replaced)) return "!(" replaced ")"
  if (kind == "skip" && is_statement(replaced)) return ";"
  complain(at ": what instead of `" replaced "`?")
}

function mutation(kind, text,    cut, old, new, why) {
  cut = index(text, " -- ")
  if (cut) { why = substr(text, cut + 4); text = substr(text, 1, cut - 1) }
  if (kind == "same" && !cut) complain(at ": say after ` -- ` why it is the same")
  cut = index(text, " => ")
  old = cut ? substr(text, 1, cut - 1) : text
  if (!locate(old)) return
  new = cut ? substr(text, cut + 4) : by_default(kind)
  if (is_statement(replaced) && !is_statement(new)) complain(at ": a statement for a statement")
  ++count
  number = 1000 * place_of[file] + ++count_in[file]
  add(new)
  printf "%d\t%s\t%s\t%s\t%s %s => %s\n", number, tests, kind == "same" ? "same" : "kill", rule, kind, replaced, new
}

# Chains it to others of the same text. One may lie within another, but not across its edge.
function add(new,    i, f, t) {
  for (i = 1; i <= spans[file]; ++i) {
    f = from_of[file, i]; t = to_of[file, i]
    if (f == first && t == last) break
    if ((f < first && first <= t && t < last) || (first < f && f <= last && last < t))
      return complain(at ": lies across the edge of another mutation")
  }
  if (i > spans[file]) { spans[file] = i; from_of[file, i] = first; to_of[file, i] = last }
  chain[file, i] = chain[file, i] (is_statement(replaced) ? \
    "if (GHOSTWALK_MUTANT(" number ")) { " new " } else " : "GHOSTWALK_MUTANT(" number ") ? (" new ") : ")
}

# The outermost span that begins first in start .. end, `within` aside.
function next_span(name, start, end, within,    i, f, found) {
  for (i = 1; i <= spans[name]; ++i) {
    f = from_of[name, i]
    if (i == within || f < start || to_of[name, i] > end) continue
    if (!found || f < from_of[name, found] || (f == from_of[name, found] && to_of[name, i] > to_of[name, found])) found = i
  }
  return found
}

function woven(name, start, end, within,    out, i, old) {
  while (i = next_span(name, start, end, within)) {
    old = woven(name, from_of[name, i], to_of[name, i], i)
    out = out substr(code[name], start, from_of[name, i] - start) \
      (is_statement(old) ? "{ " chain[name, i] "{ " old " } }" : "(" chain[name, i] "(" old "))")
    start = to_of[name, i] + 1
  }
  return out substr(code[name], start, end - start + 1)
}

# Every page and table of the manual that a comment cites is some rule's source.
function look_for_orphans(    s, text, cited) {
  for (s in prose)
    for (text = prose[s]; match(text, /[ (]p[0-9][0-9]+(-[0-9]+)?|table [0-9]+-[0-9]+/); ) {
      cited = substr(text, RSTART, RLENGTH)
      text = substr(text, RSTART + RLENGTH)
      sub(/^[ (]/, "", cited)
      if (!index(sources[s], cited)) complain(s ".* cites " cited ": no rule has it as its source")
    }
}

FNR == 1 { end_rule(); file = tests = "" }
{ at = FILENAME ":" FNR; line = $0; sub(/^ +/, "", line); word = line; sub(/ .*/, "", word); rest_of = substr(line, length(word) + 2) }
line == "" || word == "#" { next }
word == "rule" {
  end_rule()
  rule = rest_of; source = ""; looked_up = 0
  if (rule in known) complain(at ": the name of an earlier rule: " rule)
  known[rule] = 1
  delete has["skip"]
  delete has["invert"]
  ++rules
  next
}
word == "source" { source = rest_of; next }
word == "in" { file = rest_of; load_pair(file); next }
word == "test" { tests = rest_of; next }
word == "no" { kind = rest_of; sub(/ .*/, "", kind); has[kind] = 1; if (kind == rest_of) complain(at ": why?"); next }
word ~ /^(skip|invert|change|same)$/ {
  if (!looked_up) {
    looked_up = 1
    sources[stem(file)] = sources[stem(file)] " " source
    if (!index(prose[stem(file)], source)) complain(at ": no comment in " stem(file) ".* says `" source "`")
  }
  has[word] = 1
  mutation(word, rest_of)
  next
}
{ complain(at ": `" word "` is no part of a rule") }

END {
  end_rule()
  look_for_orphans()
  for (name in code) printf "%s", woven(name, 1, length(code[name]), 0) >(to "/" name)
  printf "%d rules, %d mutations\n", rules, count >"/dev/stderr"
  exit failed
}
