// SPDX-License-Identifier: MIT
// For tests over all shipped scenarios, each under every kernel that it names.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/lang/compile.hpp"

namespace ghostwalk::test {

// Sorted. `below`: a folder of scenarios/, or all of them.
inline std::vector<std::filesystem::path> shipped_files(const std::string& below = "") {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(GHOSTWALK_SOURCE_DIR) / "scenarios" / below))
    if (entry.path().extension() == ".race") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

struct ShippedCase {
  std::string name;          // "exit_mmap under linux-2.4.19, flush = none"
  bool may_be_found = false; // `expect ... found`
  Program program;
};

// One for each `expect` in the file.
inline std::vector<ShippedCase> cases_of(const std::filesystem::path& file) {
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR, {file});
  std::vector<ShippedCase> all;
  for (const auto* scenario : library.scenario_order)
    for (const auto& expected : lang::expectations(library, *scenario)) {
      std::string name = scenario->name + " under " + expected.kernel;
      for (const auto& [option, value] : expected.options) name += ", " + option + " = " + value;
      all.push_back({std::move(name), expected.found,
                     lang::compile(library, {scenario, expected.kernel, expected.options, {}})});
    }
  return all;
}

inline std::vector<ShippedCase> shipped_cases() {
  std::vector<ShippedCase> all;
  for (const auto& file : shipped_files())
    for (ShippedCase& c : cases_of(file)) all.push_back(std::move(c));
  return all;
}

// The name of a test that has such a file as its parameter: "linux_2_4_exit_mmap".
inline std::string folder_and_name(const testing::TestParamInfo<std::filesystem::path>& file) {
  std::string name =
      file.param.parent_path().filename().string() + "_" + file.param.stem().string();
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

} // namespace ghostwalk::test
