// SPDX-License-Identifier: MIT
// Is this text at all? Comments may hold any UTF-8; nothing may hold control characters.
#include <fmt/format.h>

#include "sim/lang/ast.hpp"
#include "sim/lang/parse/lexer.hpp"

namespace ghostwalk::lang {
namespace {

unsigned byte(char c) { return static_cast<unsigned char>(c); }

// Bytes of the well-formed UTF-8 sequence at the start of `text`, 0 if there is none. Overlong
// forms, surrogates and what is past U+10FFFF are not well formed.
std::size_t sequence(std::string_view text) {
  const unsigned lead = byte(text[0]);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                                           : 4;
  if (length > text.size() || lead > 0xf4) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(text[i]) & 0xc0U) != 0x80) return 0;
  if (length < 3) return length;
  const unsigned second = byte(text[1]);
  const bool wrong = (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
                     (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f);
  return wrong ? 0 : length;
}

bool is_control(std::string_view glyph, std::string_view rest) {
  const unsigned first = byte(glyph[0]);
  if (first == '\t' || first == '\n') return false;
  if (first == '\r') return rest.size() < 2 || rest[1] != '\n';
  return first < 0x20 || first == 0x7f || (first == 0xc2 && byte(glyph[1]) < 0xa0);
}

} // namespace

void check_text(std::string_view text, std::uint32_t file) {
  if (text.size() > max_file_bytes)
    throw InputError(Location{file, 0, 0},
                     fmt::format("the file is larger than {} KiB", max_file_bytes >> 10U),
                     "split it, and `include` the parts");
  std::uint32_t line = 1;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (byte(text[i]) - 0x20 < 0x5f) { // Nearly always.
      ++i;
      continue;
    }
    const std::string_view rest = text.substr(i);
    const Location at{file, line, static_cast<std::uint32_t>(i - start + 1)};
    const std::size_t length = sequence(rest);
    if (length == 0)
      throw InputError(at, fmt::format("byte 0x{:02x} is not UTF-8 text", byte(rest[0])),
                       "a .race file is plain text in UTF-8");
    if (is_control(rest.substr(0, length), rest))
      throw InputError(at, fmt::format("control character 0x{:02x}", byte(rest[length - 1])),
                       "a .race file is plain text");
    i += length;
    if (rest[0] == '\n') {
      ++line;
      start = i;
    }
  }
}

} // namespace ghostwalk::lang
