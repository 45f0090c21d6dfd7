// SPDX-License-Identifier: MIT
// Errors that a person can act on: what is wrong, where, what was expected, what to do.
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ghostwalk {

// A place in a source file. `file` indexes Sources; line and column count from 1; 0 is "nowhere".
struct Location {
  std::uint32_t file = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  auto operator<=>(const Location&) const = default;
};

// The text of every file read, so that an error can show its line. File 0 is "no file". Views stay
// valid while more files are added.
class Sources {
public:
  std::uint32_t add(std::string name, std::string text); // Returns the file's number, from 1.
  std::string_view name(std::uint32_t file) const;
  std::string_view text(std::uint32_t file) const;
  std::string_view line(Location at) const; // Without its newline; empty when there is none.
  std::uint32_t count() const { return static_cast<std::uint32_t>(files_.size()); }
  std::string where(Location at) const; // "file:line:column"

private:
  struct File {
    std::string name, text;
    std::vector<std::size_t> starts;
  };
  std::deque<File> files_; // What was added stays where it is.
};

// Wrong input: the user's file or command. Exit status 2.
class InputError : public std::runtime_error {
public:
  InputError(Location place, const std::string& message, std::string advice = {})
      : std::runtime_error(message), at(place), hint(std::move(advice)) {}
  explicit InputError(const std::string& message, std::string advice = {})
      : InputError(Location{}, message, std::move(advice)) {}
  Location at;
  std::string hint; // What to do about it; may be empty.
};

//   late_flush.race:5:7: error: tlb has no 'entires'; did you mean 'entries'?
//     tlb entires 4
//         ^
//     the hint
// Long lines are cut around the caret; tabs are shown as a space, control characters as '?'.
// Columns are bytes; the caret stands below the character that the byte belongs to.
std::string render(const InputError& error, const Sources& sources);

// The candidate nearest to `word` by edit distance, if near enough to be a slip of the pen; else
// empty.
std::string near_name(std::string_view word, const std::vector<std::string>& candidates);

// "; did you mean 'entries'?" when there is a near name, else "; there are a, b, c" (at most 12).
std::string suggest(std::string_view word, const std::vector<std::string>& candidates);

} // namespace ghostwalk
