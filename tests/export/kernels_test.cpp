// SPDX-License-Identifier: MIT
// The shipped scenarios, each under the first kernel where it is found and the first where it is absent, wherever Rumur is done in a
// few seconds: most of them go to the C compiler.
#include "tests/export/rumur.hpp"

#include <filesystem>

#include "tests/support/shipped.hpp"

namespace ghostwalk::test {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t most_states = 30'000;

std::vector<std::string> scenarios() {
  std::vector<std::string> files;
  for (const fs::path& file : shipped_files())
    files.push_back(fs::relative(file, GHOSTWALK_SOURCE_DIR).string());
  return files;
}

bool is_small(const Program& program) {
  Program all = program;
  all.properties.clear();
  ExploreSettings settings;
  settings.reduce = false;
  settings.max_states = most_states;
  return explore(Machine(all), settings).verdict != Verdict::gave_up;
}

// What the model does not restate yet is refused in words. Whatever else is refused is a failure.
const std::map<std::string, std::string>& refused() {
  static const std::map<std::string, std::string> why{
      {"purge_33_pages", "a product that may not fit"},
      {"set_memory_alias", "`never memory type conflict`"},
      {"set_memory_vmalloc", "`never memory type conflict`"},
  };
  return why;
}

void expect_refused(const Program& program, const std::string& why) {
  try {
    to_murphi(program, {});
    ADD_FAILURE() << "is no longer refused; take it off the list";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find(why), std::string::npos) << error.what();
  }
}

class Shipped : public testing::TestWithParam<std::string> {};

TEST_P(Shipped, Agrees) {
  GHOSTWALK_NEEDS_RUMUR();
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR, {fs::path(GHOSTWALK_SOURCE_DIR) / GetParam()});
  for (const auto* scenario : library.scenario_order) {
    bool done[2] = {};
    for (const auto& expected : lang::expectations(library, *scenario)) {
      const Program program =
          lang::compile(library, {scenario, expected.kernel, expected.options, {}});
      if (done[expected.found ? 1 : 0] || !is_small(program)) continue;
      done[expected.found ? 1 : 0] = true;
      SCOPED_TRACE(expected.kernel);
      if (const auto why = refused().find(program.scenario); why != refused().end()) {
        expect_refused(program, why->second);
        continue;
      }
      expected.found ? expect_found(program) : expect_absent(program);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Shipped, testing::ValuesIn(scenarios()), [](const auto& made) {
  std::string name;
  for (const char c : made.param)
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
});

} // namespace
} // namespace ghostwalk::test
