// SPDX-License-Identifier: MIT
// A small study of a coin, read from a text that a test may change, and stores in a folder of its own.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/sweep/rows.hpp"
#include "sim/sweep/sweep.hpp"

namespace ghostwalk::sweep {

namespace fs = std::filesystem;

inline std::string file_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("the study has no '" + what + "'");
  return text.replace(at, what.size(), by);
}

inline std::string small_text() {
  return file_text(GHOSTWALK_SOURCE_DIR "/tests/sweep/study.race");
}

// A folder that is gone when the test ends.
class Folder {
public:
  Folder() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::path(testing::TempDir()) / (std::string(info->test_suite_name()) + "." +
                                            info->name() + "." + std::to_string(getpid()));
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  fs::path operator/(const std::string& name) const { return path_ / name; }

private:
  fs::path path_;
};

class SmallStudy {
public:
  explicit SmallStudy(const Folder& folder, const std::string& text = small_text()) {
    const fs::path file = folder / "study.race";
    std::ofstream(file, std::ios::binary) << text;
    lang::read_library(library_, GHOSTWALK_SOURCE_DIR, {file});
    study_ = lang::resolve_study(library_, *library_.study_order.at(0));
    plan = plan_of(library_, study_, "study.race");
    plan.scenarios[0].file = "study.race"; // Not where the test's folder is.
  }

  SweepProgress run(const fs::path& file, SweepSettings settings = {}, bool force = false,
                    const Build& build = this_build()) const {
    Store store(file, Store::Use::write);
    store.begin(plan, build, settings.shard, force);
    return sweep(library_, study_, plan, store, settings);
  }

  Plan plan;

private:
  lang::Library library_;
  lang::Study study_;
};

inline SweepSettings shard(std::uint64_t index, std::uint64_t count) {
  SweepSettings settings;
  settings.shard = {index, count};
  return settings;
}

// All that a store says, as programs read it.
inline std::string exported(const fs::path& file) {
  const Store store(file, Store::Use::look);
  std::string text = csv_header(store.plan()) + ndjson_header(store);
  each_row(store, [&](const ResultRow& row) {
    text += csv_line(store.plan(), row) + ndjson_line(store.plan(), row);
  });
  return text;
}

template <class Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

} // namespace ghostwalk::sweep
