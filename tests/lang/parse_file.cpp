// SPDX-License-Identifier: MIT
// For whoever writes .race files before there is more: prints each file in the one format, or the
// error that it has (status 2). What names mean is not looked at.
#include <iostream>

#include "sim/lang/ast.hpp"
#include "sim/lang/parse/read_file.hpp"

int main(int argc, char** argv) {
  ghostwalk::Sources sources;
  try {
    for (int i = 1; i < argc; ++i) {
      const std::uint32_t file =
          sources.add(argv[i], ghostwalk::lang::read_text(argv[i], argv[i], {}));
      std::cout << ghostwalk::lang::print(ghostwalk::lang::parse(sources, file));
    }
  } catch (const ghostwalk::InputError& error) {
    std::cerr << ghostwalk::render(error, sources) << '\n';
    return 2;
  }
  return 0;
}
