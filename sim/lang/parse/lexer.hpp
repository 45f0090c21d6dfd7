// SPDX-License-Identifier: MIT
// From text to lines of tokens. A line of the language ends with the line of text, unless a
// parenthesis or bracket is open. Comments and blank lines are kept beside the line that they
// precede; what they belong to is decided by the parser, which knows the blocks.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/core/error.hpp"

namespace ghostwalk::lang {

struct Token {
  enum class Kind : std::uint8_t { name, number, string, op, end };
  Kind kind = Kind::end; // end: of the line
  std::uint32_t line = 0, column = 0;
  std::string_view text; // As written; of a string, what is between the quotes.
  std::uint64_t number = 0;
};

struct OwnComment {
  std::string_view text;    // From the `#` on; empty: one or more blank lines.
  std::uint32_t indent = 0; // 0 also for one found within parentheses.
};

struct TokenLine {
  std::uint32_t indent = 0;
  std::uint32_t first_token = 0;                    // Up to the next of kind `end`.
  std::uint32_t first_comment = 0, end_comment = 0; // What is on lines of its own before it.
  std::string_view after;                           // The comment at its end.
};

struct Lexed {
  std::vector<Token> tokens;
  std::vector<TokenLine> lines; // The last one is the end of the file: nothing but an `end`.
  std::vector<OwnComment> comments;
};

// The views are into `sources`. Throws InputError.
Lexed lex(const Sources& sources, std::uint32_t file);

// Throws unless the text is UTF-8 without control characters other than tabs and line ends.
void check_text(std::string_view text, std::uint32_t file);

// The value of a number as written, such as 0x08048000, 1_000 or 4KiB.
std::uint64_t number_value(std::string_view text, Location at);

} // namespace ghostwalk::lang
