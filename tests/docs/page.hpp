// SPDX-License-Identifier: MIT
// A page of documentation, and a reader who does what it says.
#pragma once

#include <string>
#include <vector>

#include "tests/cli/program.hpp"

namespace ghostwalk::docs::test {

// A piece of a page, its lines as they stand there. Code is fenced, with words behind the fence, or indented.
struct Piece {
  enum class Kind { text, fenced, indented } kind = Kind::text;
  std::string info; // "race pebble.race"
  std::string text; // between the fences
};
std::vector<Piece> pieces_of(const std::string& page);
std::string page_of(const std::vector<Piece>& pieces); // The page again.

// Commands: lines of code, in blocks or between backticks, that call ghostwalk or build something.
// Their lines end before a `#`.
std::vector<std::string> commands_of(const Piece& piece);

// A folder of one's own, and a shell whose path has `ghostwalk`. In a clone's folder there is all
// that the repository has, and ./ghostwalk.
class Reader {
public:
  enum class Where { clone, empty };
  explicit Reader(Where where);

  // Writes a ```race or applies a ```diff block; runs the commands of a ```console block, and puts what they print
  // below them. "" or what was wrong.
  std::string does(Piece& piece) const;
  // Both outputs together, as a terminal has them, and the status.
  cli::test::Outcome runs(const std::string& command) const;
  std::string file(const std::string& name) const; // Its text.
  std::vector<std::string> race_files() const;     // Their names, in order.

private:
  std::string applies(const std::string& name, const std::string& diff) const;
  std::string types(std::string& console) const;

  cli::test::Folder folder_, path_;
};

// "# exits with 1" behind a command says so; without it, 0.
int promised_status(const std::string& command);

} // namespace ghostwalk::docs::test
