// SPDX-License-Identifier: MIT
// Every example of the reference of the language compiles where its word may stand, and uses the word; and the parser
// knows no word that the reference does not have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "sim/lang/compile.hpp"
#include "sim/lang/parse/words.hpp"
#include "sim/lang/study.hpp"

namespace ghostwalk::lang {
namespace {

namespace fs = std::filesystem;

std::string indented(std::string_view text, int by) {
  const std::string blanks(static_cast<std::size_t>(by), ' ');
  std::string out = blanks;
  for (const char c : text) out += c == '\n' ? "\n" + blanks : std::string(1, c);
  return out + "\n";
}

constexpr std::string_view kernel = R"(kernel example
  paging x86-64
  option order = free_first | flush_first
  record space for processes
    fixed pgd: frame
  record request 2
    pending: bool
  var n: 0 .. 3
  var all: cpumask
  var guard: lock
  var top: frame = 0x1000
  var who: request
  proc running(space)
    cr3 = space.pgd
  proc nothing()
    return
  interrupt kick
    n = 1
)";

std::string scenario(std::string_view items, std::string_view statements,
                     std::string_view expects = "") {
  const std::string cpu = items.starts_with("cpu ") ? "" : "  cpu skylake * 2\n";
  return "scenario small\n" + cpu + "  process app\n    maps 0x00400000 write\n" +
         (items.empty() ? "" : indented(items, 2)) +
         "  on cpu 0 running app\n    x = 0\n    table = top\n" + indented(statements, 4) +
         std::string(expects);
}

// Compiles the scenario `small` under `kernel`, and its study, if any. "" or what is wrong.
std::string wrong_with(const std::string& text, const std::string& under = "example") {
  const fs::path file =
      fs::temp_directory_path() / ("ghostwalk-reference-" + std::to_string(getpid()) + ".race");
  std::ofstream(file, std::ios::binary) << text;
  Library library;
  std::string problem;
  try {
    read_library(library, GHOSTWALK_SOURCE_DIR, {file});
    compile(library, {library.scenarios.at("small"), under, {}, {}});
    for (const Declaration* declared : library.study_order) resolve_study(library, *declared);
  } catch (const InputError& error) {
    problem = render(error, library.sources);
  }
  fs::remove(file);
  return problem;
}

void expect_used(const Term& term) {
  std::string first(term.word.substr(0, term.word.find(' ')));
  if (first == "[]" || first == "()") first = first.substr(0, 1);
  EXPECT_THAT(std::string(term.example), ::testing::HasSubstr(first)) << term.word;
  EXPECT_FALSE(term.meaning.empty()) << term.word;
}

template <class Around>
void expect_compiled(Terms terms, const Around& around, const std::string& under = "example") {
  for (const Term& term : terms) {
    expect_used(term);
    EXPECT_EQ(wrong_with(around(std::string(term.example)), under), "") << term.word << ":\n"
                                                                        << term.example;
  }
}

std::string in_statements(const std::string& example) {
  return std::string(kernel) + "\n" + scenario("", example);
}
std::string in_scenario(const std::string& example) {
  return std::string(kernel) + "\n" + scenario(example, "n = x");
}

TEST(Reference, Statements) {
  expect_compiled(statement_terms(), in_statements);
  expect_compiled(assignment_terms(), in_statements);
  expect_compiled(owner_terms(), in_statements);
  expect_compiled(invpcid_terms(), in_statements);
}

TEST(Reference, Values) {
  expect_compiled(function_terms(), in_statements);
  expect_compiled(name_terms(), in_statements);
  for (const Term& flag : flag_terms())
    EXPECT_EQ(wrong_with(in_statements("table[1] = entry(table, " + std::string(flag.word) + ")")),
              "");
}

TEST(Reference, Scenarios) {
  expect_compiled(scenario_terms(), in_scenario);
  expect_compiled(reuse_terms(), in_scenario);
  expect_compiled(memory_terms(), in_scenario);
  expect_compiled(verdict_terms(), in_scenario);
  expect_compiled(map_terms(), [](const std::string& maps) {
    return in_scenario("process other\n" + indented(maps, 2).substr(0, maps.size() + 2));
  });
}

TEST(Reference, Kernels) {
  const auto around = [](const std::string& item) {
    const std::string paging = item.starts_with("paging") ? "" : "  paging i386\n";
    return "kernel example\n" + paging + indented(item, 2) +
           "\nscenario small\n  cpu pentium4\n  on cpu 0\n    work 1\n";
  };
  expect_compiled(kernel_terms(), around);
  expect_compiled(paging_terms(), around);
  expect_compiled(type_terms(), around);
}

TEST(Reference, FilesAndStudies) {
  expect_compiled(
      file_terms(),
      [](const std::string& declared) {
        const bool whole = declared.find("scenario small") != std::string::npos;
        return declared + "\n" +
               (whole ? "" : "\nscenario small\n  cpu pentium4\n  on cpu 0\n    work 1\n");
      },
      "bare");
  const auto around = [](const std::string& item) {
    std::string study = indented(item, 2);
    if (!item.starts_with("scenario")) study += "  scenario small\n";
    if (!item.starts_with("kernel")) study += "  kernel example\n";
    if (!item.starts_with("trials")) study += "  trials 10\n";
    return std::string(kernel) + "\n" + scenario("", "n = x") + "\nstudy tiny\n" + study;
  };
  expect_compiled(study_terms(), around);
  expect_compiled(setting_terms(), around);
}

// The pieces of text in scenarios/README.md: files, a kernel, a scenario, a study.
TEST(Narrative, ShowsWhatTheParserReads) {
  std::ifstream page(GHOSTWALK_SOURCE_DIR "/scenarios/README.md");
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    const bool fence = line.starts_with("```");
    if (fence && line == "```race") blocks.emplace_back();
    if (!fence && inside) blocks.back() += line + '\n';
    if (fence) inside = line == "```race";
  }
  EXPECT_EQ(blocks.size(), 4U);
  for (const std::string& block : blocks) {
    Sources sources;
    try {
      EXPECT_FALSE(parse(sources, sources.add("README.md", block)).declarations.empty());
    } catch (const InputError& error) {
      ADD_FAILURE() << render(error, sources);
    }
  }
}

// An example that does not compile is seen.
TEST(Reference, AWrongExampleIsSeen) {
  EXPECT_NE(wrong_with(in_statements("lok guard")), "");
  EXPECT_NE(wrong_with(in_scenario("frames 8 reuse lfo")), "");
}

} // namespace
} // namespace ghostwalk::lang
