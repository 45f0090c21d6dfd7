// SPDX-License-Identifier: MIT
// Every shipped scenario under every kernel that it names.
#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>

#include "sim/lang/compile.hpp"

namespace ghostwalk::test {

struct ShippedCase {
  std::string name;
  bool may_be_found = false; // `expect ... found`
  Program program;
};

inline std::vector<ShippedCase> shipped_cases() {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(GHOSTWALK_SOURCE_DIR "/scenarios"))
    if (entry.path().extension() == ".race") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<ShippedCase> all;
  for (const fs::path& file : files) {
    lang::Library library;
    lang::read_library(library, GHOSTWALK_SOURCE_DIR, {file});
    for (const auto* scenario : library.scenario_order)
      for (const auto& expected : lang::expectations(library, *scenario)) {
        lang::Selection selection;
        selection.scenario = scenario;
        selection.kernel = expected.kernel;
        selection.options = expected.options;
        Program program = lang::compile(library, selection);
        std::string name = program.scenario + " under " + expected.kernel;
        for (const auto& [option, value] : expected.options) name += " " + option + "=" + value;
        all.push_back({std::move(name), expected.found, std::move(program)});
      }
  }
  return all;
}

} // namespace ghostwalk::test
