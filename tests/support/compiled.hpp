// SPDX-License-Identifier: MIT
// Scenarios written in a test, compiled: the text is put into a file of its own, as a user would.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "sim/drivers/explore/explore.hpp"
#include "sim/lang/compile.hpp"

namespace ghostwalk::test {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// The text in a file of its own, with the shipped models beside it. Gone when the test ends.
class Texts {
public:
  explicit Texts(const std::string& text) {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string(info->test_suite_name()) + "." + info->name() + "." +
               std::to_string(getpid())); // Two builds may be tested at once.
    std::filesystem::create_directories(folder_);
    const auto file = folder_ / "test.race";
    std::ofstream(file, std::ios::binary) << text;
    lang::read_library(library_, GHOSTWALK_SOURCE_DIR, {file});
  }
  Texts(const Texts&) = delete;
  Texts& operator=(const Texts&) = delete;
  ~Texts() { std::filesystem::remove_all(folder_); }

  lang::Library& library() { return library_; }

  // The first scenario of the text under that kernel.
  Program compile(const std::string& kernel, const Pairs& options = {},
                  const Pairs& settings = {}) const {
    lang::Selection selection;
    selection.scenario = library_.scenario_order.front();
    selection.kernel = kernel;
    selection.options = options;
    selection.settings = settings;
    try {
      return lang::compile(library_, selection);
    } catch (const InputError& e) {
      throw std::runtime_error(render(e, library_.sources));
    }
  }

private:
  std::filesystem::path folder_;
  lang::Library library_;
};

inline Exploration explored(const Program& program, unsigned threads = 1, bool reduce = true) {
  const Machine machine(program);
  ExploreSettings settings;
  settings.threads = threads;
  settings.reduce = reduce;
  return explore(machine, settings);
}

inline Exploration explored(const std::string& text, const Pairs& options = {},
                            const Pairs& settings = {}) {
  return explored(Texts(text).compile("k", options, settings));
}

inline bool saw(const Exploration& e, Oracle o) { return (e.seen & happened(o)) != 0; }

} // namespace ghostwalk::test
