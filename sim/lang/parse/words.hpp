// SPDX-License-Identifier: MIT
// The words of the language, for the parser and for near names in errors. Keywords are words only
// where the grammar expects them, but for the few reserved ones, which are never names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ghostwalk::lang {

using Words = std::vector<std::string>;

const Words& reserved_words();
const Words& statement_words(); // That start a statement; assignments and calls start with a name.
const Words& file_words();      // That start a declaration of a file, a kernel, a scenario.
const Words& kernel_words();
const Words& scenario_words();
const Words& study_words();
const Words& paging_words();
const Words& reuse_words();
const Words& memory_words();
const Words& map_words(); // What may follow the addresses of `maps`.
const Words& owner_words();
const Words& invpcid_words(); // Of `mark F as OWNER` and `alloc_page(OWNER)`.
const Words& type_words();    // Of types, but for ranges and the names of records.
const Words& verdict_words();

bool contains(const Words& words, std::string_view word);

// "write 'nr - 1'; ..." for the name `nr-1`; empty for a name without a dash.
std::string dash_hint(std::string_view name);

} // namespace ghostwalk::lang
