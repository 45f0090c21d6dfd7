// SPDX-License-Identifier: MIT
// The words of the language: one table for the parser, for near names in errors, and for the reference that
// `ghostwalk help language` prints. Keywords are words only where the grammar expects them, but for
// the few reserved ones, which are never names.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ghostwalk::lang {

struct Term {
  std::string_view word;    // as it is typed: "invlpg"
  std::string_view form;    // with what belongs to it: "invlpg VA"
  std::string_view meaning; // a sentence or two, in Markdown
  std::string_view example; // Compiles where such a word may stand (tests/lang/reference_test.cpp).
};
using Terms = std::span<const Term>;

// terms_declared.cpp: what starts a declaration of a file, a kernel, a process in it, a scenario, a study.
Terms file_terms();
Terms kernel_terms();
Terms scenario_terms();
Terms study_terms();
// terms_done.cpp: what starts a statement; assignments and calls start with a name.
Terms statement_terms();
Terms assignment_terms(); // What these look like: no words of their own.
// terms_small.cpp: sets of words that stand in one place.
Terms type_terms(); // Of types, but for ranges and the names of records.
Terms paging_terms();
Terms map_terms();   // What may follow the addresses of `maps`.
Terms owner_terms(); // Of `mark F as OWNER` and `alloc_page(OWNER)`.
Terms invpcid_terms();
Terms reuse_terms();
Terms memory_terms();
Terms verdict_terms();
Terms setting_terms(); // Of --set, `set` and `vary`, besides the parameters of a processor.
// terms_valued.cpp: what has a value.
Terms function_terms();
Terms name_terms();
Terms flag_terms(); // Of entry(F, FLAG, ...).

using Words = std::vector<std::string>;
Words words_of(Terms terms);

// The words of the tables above.
const Words& reserved_words();
const Words& statement_words();
const Words& file_words();
const Words& kernel_words();
const Words& scenario_words();
const Words& study_words();
const Words& paging_words();
const Words& reuse_words();
const Words& memory_words();
const Words& map_words();
const Words& owner_words();
const Words& invpcid_words();
const Words& type_words();
const Words& verdict_words();
const Words& function_words();
const Words& name_words();
const Words& flag_words();
const Words& setting_words();

bool contains(const Words& words, std::string_view word);

// "write 'nr - 1'; ..." for the name `nr-1`; empty for a name without a dash.
std::string dash_hint(std::string_view name);

} // namespace ghostwalk::lang
