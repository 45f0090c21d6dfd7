// SPDX-License-Identifier: MIT
// scenarios/language.md: what it shows must be what the parser reads.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "sim/lang/ast.hpp"

namespace ghostwalk::lang {
namespace {

// The indented blocks of the page, four columns to the left.
std::vector<std::string> blocks() {
  std::ifstream page(GHOSTWALK_SOURCE_DIR "/scenarios/language.md");
  std::vector<std::string> found;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    const bool code = line.starts_with("    ");
    if (code && !inside) found.emplace_back();
    if (code) found.back() += line.substr(4) + '\n';
    inside = code;
  }
  return found;
}

// The files, the kernel, the scenario, the study.
TEST(LanguagePage, ShowsFourPiecesOfText) { EXPECT_EQ(blocks().size(), 4U); }

TEST(LanguagePage, ShowsWhatTheParserReads) {
  for (const std::string& block : blocks()) {
    Sources sources;
    const std::uint32_t file = sources.add("language.md", block);
    try {
      EXPECT_FALSE(parse(sources, file).declarations.empty());
    } catch (const InputError& error) {
      ADD_FAILURE() << render(error, sources);
    }
  }
}

} // namespace
} // namespace ghostwalk::lang
