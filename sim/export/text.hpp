// SPDX-License-Identifier: MIT
// Murphi text in the making: lines, indented by two for each block that is open.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace ghostwalk::murphi {

class Text {
public:
  explicit Text(std::size_t depth = 0) : depth_(depth) {}
  void line(std::string_view text) {
    if (!text.empty()) all_.append(2 * depth_, ' ').append(text);
    all_ += '\n';
  }
  template <class... Args>
  void line(fmt::format_string<Args...> form, Args&&... args) {
    line(std::string_view(fmt::format(form, std::forward<Args>(args)...)));
  }
  // A line, and what follows belongs to it.
  template <class... Args>
  void open(fmt::format_string<Args...> form, Args&&... args) {
    line(form, std::forward<Args>(args)...);
    ++depth_;
  }
  void close(std::string_view end = "end;") {
    --depth_;
    line(end);
  }
  void between(std::string_view text) { // "begin", "else"
    --depth_;
    line(text);
    ++depth_;
  }
  void block(std::string_view text) { all_ += text; } // Whole lines, as they are.
  std::string take() { return std::move(all_); }

private:
  std::string all_;
  std::size_t depth_;
};

} // namespace ghostwalk::murphi
