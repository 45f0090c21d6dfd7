// SPDX-License-Identifier: MIT
#include "sim/lang/parse/lexer.hpp"

#include <fmt/format.h>

#include <array>

#include "sim/lang/ast.hpp"

namespace ghostwalk::lang {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_word(char c) { return is_letter(c) || is_digit(c); }

// What other languages have here.
struct Foreign {
  std::string_view text, hint;
};
constexpr std::array foreign{
    Foreign{"&&", "write 'and'"},
    Foreign{"||", "write 'or'"},
    Foreign{"//", "a comment starts with '#'"},
    Foreign{"/*", "a comment starts with '#'"},
    Foreign{"++", "write '+= 1'"},
    Foreign{"--", "write '-= 1'"},
    Foreign{"->", "write '.'"},
    Foreign{"!", "write 'not', or '!='"},
    Foreign{";", "a line is a statement; nothing ends it"},
    Foreign{"{", "a block is what is indented more, by 2 spaces"},
    Foreign{"}", "a block is what is indented more, by 2 spaces"},
};
constexpr std::array<std::string_view, 13> long_operators{"..", "==", "!=", "<=", ">=", "<<", ">>",
                                                          "|=", "&=", "^=", "+=", "-=", "*="};
constexpr std::string_view short_operators = "=<>|&^+-*/%~()[],:.";

class Lexer {
public:
  Lexer(const Sources& sources, std::uint32_t file) : text_(sources.text(file)), file_(file) {}

  Lexed run() {
    check_text(text_, file_);
    if (text_.starts_with("\xef\xbb\xbf")) pos_ = 3; // A byte order mark.
    while (pos_ < text_.size()) start_of_line();
    end_line(static_cast<std::uint32_t>(out_.tokens.size()));
    return std::move(out_);
  }

private:
  char at(std::size_t ahead = 0) const {
    return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\n';
  }
  bool at_line_end() const { return at() == '\n' || (at() == '\r' && at(1) == '\n'); }
  std::uint32_t column() const { return static_cast<std::uint32_t>(pos_ - line_start_ + 1); }
  Location here() const { return {file_, line_, column()}; }

  void newline() {
    if (at() == '\r') ++pos_;
    if (pos_ < text_.size()) ++pos_;
    ++line_;
    line_start_ = pos_;
  }

  [[noreturn]] void tab() const {
    throw InputError(here(), "there is a tab here", "use spaces: 2 for each level of blocks");
  }

  std::uint32_t indentation() {
    const std::size_t from = pos_;
    while (at() == ' ' || at() == '\t') {
      if (at() == '\t') tab();
      ++pos_;
    }
    return static_cast<std::uint32_t>(pos_ - from);
  }

  // A blank line, a comment, or a line of the language.
  void start_of_line() {
    const std::uint32_t indent = indentation();
    if (at_line_end()) {
      if (pos_ < text_.size()) blank_line();
    } else if (at() == '#') {
      out_.comments.push_back({comment(), indent});
      newline();
    } else {
      line_of_tokens(indent);
    }
  }

  void blank_line() {
    const bool again = out_.comments.size() > first_comment_ && out_.comments.back().text.empty();
    if (!again) out_.comments.push_back({});
    newline();
  }

  // Up to the end of the line, without the blanks before it.
  std::string_view comment() {
    const std::size_t from = pos_;
    while (!at_line_end()) ++pos_;
    std::string_view all = text_.substr(from, pos_ - from);
    return all.substr(0, all.find_last_not_of(" \t") + 1);
  }

  void line_of_tokens(std::uint32_t indent) {
    const auto first = static_cast<std::uint32_t>(out_.tokens.size());
    std::string_view after;
    for (;;) {
      while (at() == ' ') ++pos_;
      if (at() == '\t') tab();
      if (at() == '#' && !open_.empty()) out_.comments.push_back({comment(), 0});
      if (at() == '#') after = comment();
      if (!at_line_end()) {
        token();
      } else if (open_.empty()) {
        break;
      } else {
        newline();
        continue_line(indent);
      }
    }
    end_line(first);
    out_.lines.back().indent = indent;
    out_.lines.back().after = after;
    newline();
  }

  // Within parentheses. They must be closed before the text goes back to where the line began:
  // otherwise one that was forgotten would swallow the rest of the file.
  void continue_line(std::uint32_t indent) {
    const std::uint32_t deeper = indentation();
    const bool closing = at() == ')' || at() == ']';
    const bool over = pos_ >= text_.size();
    if (!over && (at_line_end() || at() == '#' || deeper > indent || (closing && deeper == indent)))
      return;
    throw InputError(open_.back().at, fmt::format("this '{}' is never closed", open_.back().text),
                     over ? "the file ends before it is"
                          : fmt::format("line {} starts something new", line_));
  }

  void end_line(std::uint32_t first) {
    add(Token::Kind::end, 0);
    const auto end = static_cast<std::uint32_t>(out_.comments.size());
    out_.lines.push_back({0, first, first_comment_, end, {}});
    first_comment_ = end;
  }

  Token& add(Token::Kind kind, std::size_t length) {
    if (length > max_word)
      throw InputError(here(), fmt::format("this word is longer than {} characters", max_word),
                       "write a shorter one");
    out_.tokens.push_back({kind, line_, column(), text_.substr(pos_, length), 0});
    pos_ += length;
    return out_.tokens.back();
  }

  void token() {
    if (is_letter(at())) {
      add(Token::Kind::name, name_length());
    } else if (is_digit(at())) {
      number();
    } else if (at() == '"') {
      string();
    } else {
      operation();
    }
  }

  // linux-2.4.18 is one name: after a `-` part, parts of digits may follow dots.
  std::size_t name_length() const {
    std::size_t n = 1;
    bool dashed = false;
    for (;;) {
      if (is_word(at(n))) {
        ++n;
      } else if (at(n) == '-' && is_word(at(n + 1))) {
        dashed = true;
        n += 2;
      } else if (dashed && at(n) == '.' && is_digit(at(n + 1))) {
        n += 2;
      } else {
        return n;
      }
    }
  }

  void number() {
    std::size_t length = 1;
    while (is_word(at(length))) ++length;
    if (at(length) == '.' && is_digit(at(length + 1))) {
      pos_ += length;
      throw InputError(here(), "a number has no fraction", "a range is written 'A .. B'");
    }
    const Location place = here();
    Token& token = add(Token::Kind::number, length);
    token.number = number_value(token.text, place);
  }

  void string() {
    const Location place = here();
    const std::size_t from = ++pos_;
    while (!at_line_end() && at() != '"') ++pos_;
    if (pos_ - from > max_word)
      throw InputError(place, fmt::format("this text is longer than {} characters", max_word),
                       "write a shorter one");
    if (at() != '"')
      throw InputError(place, "this '\"' is never closed", "a text ends in its line");
    out_.tokens.push_back(
        {Token::Kind::string, line_, place.column, text_.substr(from, pos_ - from), 0});
    ++pos_;
  }

  void operation() {
    const std::string_view rest = text_.substr(pos_);
    for (const std::string_view text : long_operators)
      if (rest.starts_with(text)) {
        add(Token::Kind::op, 2);
        return;
      }
    for (const Foreign& wrong : foreign)
      if (rest.starts_with(wrong.text))
        throw InputError(here(), fmt::format("there is no '{}' in this language", wrong.text),
                         std::string(wrong.hint));
    if (short_operators.find(at()) == std::string_view::npos) unknown_character();
    bracket();
    add(Token::Kind::op, 1);
  }

  [[noreturn]] void unknown_character() const {
    std::size_t length = 1;
    while ((static_cast<unsigned char>(at(length)) & 0xc0U) == 0x80) ++length;
    throw InputError(here(), fmt::format("'{}' cannot stand here", text_.substr(pos_, length)),
                     length > 1 ? "outside comments, everything is ASCII" : "");
  }

  void bracket() {
    if (at() == '(' || at() == '[') {
      if (open_.size() == max_nesting)
        throw InputError(here(), fmt::format("parentheses are nested deeper than {}", max_nesting),
                         "compute a part of it in a line of its own");
      open_.push_back({text_.substr(pos_, 1), here()});
    } else if (at() == ')' || at() == ']') {
      close_bracket();
    }
  }

  void close_bracket() {
    if (open_.empty()) throw InputError(here(), fmt::format("this '{}' closes nothing", at()));
    const Open last = open_.back();
    const char wanted = last.text == "(" ? ')' : ']';
    if (at() != wanted)
      throw InputError(here(), fmt::format("expected '{}', found '{}'", wanted, at()),
                       fmt::format("the '{}' in column {} of line {} is still open", last.text,
                                   last.at.column, last.at.line));
    open_.pop_back();
  }

  struct Open {
    std::string_view text;
    Location at;
  };

  std::string_view text_;
  std::uint32_t file_;
  std::size_t pos_ = 0, line_start_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t first_comment_ = 0;
  std::vector<Open> open_;
  Lexed out_;
};

} // namespace

Lexed lex(const Sources& sources, std::uint32_t file) { return Lexer(sources, file).run(); }

} // namespace ghostwalk::lang
