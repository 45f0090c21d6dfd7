// SPDX-License-Identifier: MIT
// Standard output, checked: a reader that went away is no error (`ghostwalk ... | head`), a full disk
// is one.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace ghostwalk::cli {

class OutputError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

class Output {
public:
  explicit Output(int descriptor) : descriptor_(descriptor) {}
  void write(std::string_view text);
  void flush(); // Throws OutputError.

private:
  int descriptor_;
  bool closed_ = false;
  std::string waiting_;
};

bool is_terminal(int descriptor);

} // namespace ghostwalk::cli
