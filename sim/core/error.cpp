// SPDX-License-Identifier: MIT
#include "sim/core/error.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace ghostwalk {
namespace {

constexpr std::size_t widest_line =
    120; // Of a source line shown; longer ones are cut around the caret.
constexpr std::string_view cut = "...";

// Bytes of the well-formed UTF-8 sequence that `text` starts with; 0 when it starts with none.
std::size_t sequence_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
  return length;
}

// C0 and C1 control characters and DEL: what a terminal could take for a command.
bool is_control(std::string_view glyph) {
  const auto first = static_cast<unsigned char>(glyph[0]);
  return first < 0x20 || first == 0x7f ||
         (first == 0xc2 && static_cast<unsigned char>(glyph[1]) < 0xa0);
}

// One piece for each column of a terminal (wide characters aside): a tab becomes a space, what
// cannot be shown a '?'.
struct Glyph {
  std::string_view shown;
  std::size_t from; // Byte in the text.
};
std::vector<Glyph> glyphs(std::string_view text) {
  std::vector<Glyph> found;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text.substr(i));
    const std::string_view piece = text.substr(i, std::max<std::size_t>(length, 1));
    found.push_back({piece == "\t" ? " " : length == 0 || is_control(piece) ? "?" : piece, i});
    i += piece.size();
  }
  return found;
}

std::string joined(const std::vector<Glyph>& pieces, std::size_t from, std::size_t end) {
  std::string text;
  for (std::size_t i = from; i < end; ++i) text += pieces[i].shown;
  return text;
}

// For messages: lines stay lines.
std::string printable(std::string_view text) {
  std::string shown;
  for (const Glyph& g : glyphs(text)) shown += text[g.from] == '\n' ? "\n" : g.shown;
  return shown;
}

// The line, and the caret below the glyph that the byte column is in (one past the end at most).
std::string snippet(std::string_view line, std::uint32_t column) {
  const std::vector<Glyph> all = glyphs(line);
  const auto before = [column](const Glyph& g) { return g.from + 1 <= column; };
  const auto upto =
      static_cast<std::size_t>(std::partition_point(all.begin(), all.end(), before) - all.begin());
  const std::size_t caret = column > line.size() ? all.size() : upto == 0 ? 0 : upto - 1;

  const std::size_t latest =
      all.size() > widest_line ? all.size() - widest_line : 0; // Start of the last window.
  const std::size_t from = std::min(caret > widest_line / 2 ? caret - widest_line / 2 : 0, latest);
  const std::size_t end = std::min(from + widest_line, all.size());
  std::string shown(from == 0 ? "" : cut);
  const std::size_t indent = shown.size() + caret - from;
  shown += joined(all, from, end);
  if (end < all.size()) shown += cut;
  if (column != 0) shown += '\n' + std::string(indent, ' ') + '^';
  return shown;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr std::size_t longest_name =
    64; // Longer words are no slips of the pen, and cost nothing here.

// Insertions, deletions, replacements and swaps of neighbours that lead from a to b, case aside.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  using Row = std::array<std::size_t, longest_name + 1>;
  Row above{}, last{}, row{};
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = std::min(row[j], above[j - 2] + 1);
    }
    above = last;
    last = row;
  }
  return last[b.size()];
}

} // namespace

std::uint32_t Sources::add(std::string name, std::string text) {
  File file{std::move(name), std::move(text), {0}};
  for (std::size_t i = 0; i < file.text.size(); ++i)
    if (file.text[i] == '\n') file.starts.push_back(i + 1);
  files_.push_back(std::move(file));
  return count();
}

std::string_view Sources::name(std::uint32_t file) const {
  return file == 0 || file > files_.size() ? std::string_view{} : files_[file - 1].name;
}

std::string_view Sources::text(std::uint32_t file) const {
  return file == 0 || file > files_.size() ? std::string_view{} : files_[file - 1].text;
}

std::string_view Sources::line(Location at) const {
  if (at.file == 0 || at.file > files_.size()) return {};
  const File& file = files_[at.file - 1];
  if (at.line == 0 || at.line > file.starts.size()) return {};
  const std::string_view rest = std::string_view(file.text).substr(file.starts[at.line - 1]);
  const std::string_view line = rest.substr(0, rest.find('\n'));
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

std::string Sources::where(Location at) const {
  std::string place(name(at.file));
  if (at.line != 0) place += ':' + std::to_string(at.line);
  if (at.line != 0 && at.column != 0) place += ':' + std::to_string(at.column);
  return place;
}

std::string render(const InputError& error, const Sources& sources) {
  std::string text = printable(sources.where(error.at));
  if (!text.empty()) text += ": ";
  text += "error: " + printable(error.what());
  if (const std::string_view line = sources.line(error.at); !line.empty())
    text += '\n' + snippet(line, error.at.column);
  if (!error.hint.empty()) text += "\n  " + printable(error.hint);
  return text;
}

std::string near_name(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > longest_name) return {};
  const std::size_t slips = std::max<std::size_t>(word.size(), 3) /
                            3; // One in a short word, one more for every three letters.
  std::string_view nearest;
  std::size_t least =
      std::min(slips + 1, word.size()); // What is replaced altogether is another word.
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest_name || candidate.size() > word.size() + slips ||
        word.size() > candidate.size() + slips)
      continue;
    if (const std::size_t distance = edit_distance(word, candidate); distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return std::string(nearest);
}

std::string suggest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t most = 12;
  if (candidates.empty()) return "; there are none";
  if (const std::string nearest = near_name(word, candidates); !nearest.empty())
    return "; did you mean '" + nearest + "'?";
  if (candidates.size() == 1) return "; there is only " + candidates.front();
  std::string text = "; there are ";
  for (std::size_t i = 0; i < std::min(candidates.size(), most); ++i)
    text += (i == 0 ? "" : ", ") + candidates[i];
  return candidates.size() > most ? text + ", ..." : text;
}

} // namespace ghostwalk
