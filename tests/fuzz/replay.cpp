// SPDX-License-Identifier: MIT
// What takes libFuzzer's place where there is none: gives a target every file named, and every file in the folders
// named, in the order of their names. Arguments that start with `-` are libFuzzer's, and ignored.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/target.hpp"

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_in(const fs::path& named) {
  if (!fs::is_directory(named)) return {named};
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(named))
    if (entry.is_regular_file()) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

void give(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw fs::filesystem_error("cannot read", file, std::error_code());
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  std::fprintf(stderr, "%s\n",
               file.c_str()); // The last one named is the one that did not come back.
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

} // namespace

int main(int argc, char** argv) {
  std::size_t given = 0;
  for (int i = 1; i < argc; ++i) {
    if (argv[i][0] == '-') continue;
    for (const fs::path& file : files_in(argv[i])) {
      give(file);
      ++given;
    }
  }
  std::printf("%zu inputs\n", given);
  return given == 0 ? 1 : 0; // Nothing to give is a mistake, not a success.
}
