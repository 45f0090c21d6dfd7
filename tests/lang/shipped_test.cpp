// SPDX-License-Identifier: MIT
// Every .race file that is shipped is in the one format, and all of them can be read together.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "sim/lang/compile.hpp"
#include "sim/lang/parse/read_file.hpp"
#include "tests/lang/support.hpp"

namespace ghostwalk::lang {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> shipped() {
  std::vector<fs::path> found;
  for (const char* folder : {"models", "scenarios"})
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(GHOSTWALK_SOURCE_DIR) / folder))
      if (entry.path().extension() == ".race") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

// The first line that differs, as "line 3: 'x=1', but the format is 'x = 1'".
std::string difference(const std::string& text, const std::string& printed) {
  std::istringstream have(text), want(printed);
  for (int number = 1;; ++number) {
    std::string a, b;
    const bool more = static_cast<bool>(std::getline(have, a));
    if (!std::getline(want, b) && !more) return {};
    if (a != b)
      return "line " + std::to_string(number) + ": '" + a + "', but the format is '" + b + "'";
  }
}

TEST(Shipped, FilesAreInTheOneFormat) {
  for (const fs::path& path : shipped()) {
    Sources sources;
    const std::string text = read_text(path, path.string(), {});
    try {
      const File file = parse(sources, sources.add(path.string(), text));
      EXPECT_EQ(difference(text, print(file)), "") << path << ": run ghostwalk fmt";
      EXPECT_TRUE(same(parsed(print(file)), file));
    } catch (const InputError& error) {
      ADD_FAILURE() << render(error, sources);
    }
  }
}

TEST(Shipped, FilesAreThere) {
  Library library;
  try {
    read_library(library, GHOSTWALK_SOURCE_DIR, {});
  } catch (const InputError& error) {
    FAIL() << render(error, library.sources);
  }
  EXPECT_TRUE(library.kernels.count("linux-2.4"));
  EXPECT_TRUE(library.cpus.count("pentium4"));
}

} // namespace
} // namespace ghostwalk::lang
