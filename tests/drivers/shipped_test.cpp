// SPDX-License-Identifier: MIT
// The shipped scenarios under time: every run is a path of the machine, both carriers agree, and
// what a scenario expects to be absent is never found.
#include <algorithm>

#include "tests/drivers/runs.hpp"

namespace ghostwalk::test {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> shipped() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(GHOSTWALK_SOURCE_DIR "/scenarios"))
    if (entry.path().extension() == ".race") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

Happened nevers(const Program& program) {
  Happened all = happened(Oracle::deadlock) | happened(Oracle::assertion);
  for (const Property& claim : program.properties) {
    if (!claim.never) continue;
    if (claim.kind == Property::Kind::oracle) all |= happened(static_cast<Oracle>(claim.index));
    if (claim.kind == Property::Kind::event) all |= happened_event(claim.index);
  }
  return all;
}

void check_trial(const Machine& machine, std::uint64_t trial, bool may_be_found) {
  RunSettings settings;
  settings.trial = trial;
  settings.limit = Cycles{200'000};
  const auto run = run_bare(machine, settings);
  const bool found = (run.seen & nevers(machine.program())) != 0 || run.broken_claim >= 0;
  EXPECT_TRUE(may_be_found || !found) << "trial " << trial;
  expect_possible(machine, run);
  if (trial >= 2) return;
  EXPECT_EQ(bytes(run_timed(machine, settings)), bytes(run)) << "trial " << trial;
}

class Shipped : public testing::TestWithParam<fs::path> {};

TEST_P(Shipped, RunsAsTheMachineAllows) {
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR, {GetParam()});
  for (const auto* scenario : library.scenario_order)
    for (const auto& expected : lang::expectations(library, *scenario)) {
      lang::Selection selection;
      selection.scenario = scenario;
      selection.kernel = expected.kernel;
      selection.options = expected.options;
      const Program program = lang::compile(library, selection);
      SCOPED_TRACE(program.scenario + " under " + program.kernel);
      for (std::uint64_t trial = 0; trial < 30; ++trial)
        check_trial(Machine(program), trial, expected.found);
    }
}

std::string folder_and_name(const testing::TestParamInfo<fs::path>& file) {
  std::string name =
      file.param.parent_path().filename().string() + "_" + file.param.stem().string();
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, Shipped, testing::ValuesIn(shipped()), folder_and_name);

} // namespace
} // namespace ghostwalk::test
