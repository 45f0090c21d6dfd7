// SPDX-License-Identifier: MIT
// Tokens, comments and indentation: what every rule of the grammar is made of.
#include <fmt/format.h>

#include "sim/lang/parse/parser.hpp"

namespace ghostwalk::lang {
namespace {

std::string shown(const Token& token) {
  if (token.kind == Token::Kind::string) return fmt::format("\"{}\"", token.text);
  return fmt::format("'{}'", token.text);
}

// What people write where a line should end.
std::string end_hint(const Token& token) {
  if (token.text == ":") return "a block is what is indented more; there is no ':' before it";
  if (token.text == "=") return "write '==' to compare";
  if (token.text == "then" || token.text == "do") return "a block is what is indented more";
  return {};
}

} // namespace

const Token& Parser::peek(std::uint32_t ahead) const {
  std::uint32_t at = pos_;
  while (ahead-- > 0 && lexed_.tokens[at].kind != Token::Kind::end) ++at;
  return lexed_.tokens[at];
}

Token Parser::take() {
  const Token token = peek();
  if (token.kind != Token::Kind::end) ++pos_;
  return token;
}

bool Parser::at_op(std::string_view op) const {
  return peek().kind == Token::Kind::op && peek().text == op;
}

bool Parser::at_word(std::string_view word, std::uint32_t ahead) const {
  return peek(ahead).kind == Token::Kind::name && peek(ahead).text == word;
}

// `keyword NAME` as written, to name a block. `name` is the last token taken.
Token Parser::with_name(Token keyword) const {
  const std::string_view name = lexed_.tokens[pos_ - 1].text;
  const auto length = static_cast<std::size_t>(name.data() + name.size() - keyword.text.data());
  keyword.text = std::string_view(keyword.text.data(), length);
  return keyword;
}

bool Parser::accept_op(std::string_view op) { return at_op(op) && (++pos_, true); }
bool Parser::accept_word(std::string_view word) { return at_word(word) && (++pos_, true); }

void Parser::expect_op(std::string_view op, std::string_view where) {
  if (!accept_op(op)) expected(fmt::format("'{}' {}", op, where));
}

void Parser::expect_word(std::string_view word) {
  if (accept_word(word)) return;
  if (peek().kind == Token::Kind::name && !near_name(peek().text, {std::string(word)}).empty())
    expected(fmt::format("'{}'", word), fmt::format("did you mean '{}'?", word));
  expected(fmt::format("'{}'", word));
}

Token Parser::expect_name(std::string_view what) {
  if (peek().kind != Token::Kind::name) expected(what);
  return take();
}

Token Parser::expect_plain(std::string_view what) {
  const Token token = expect_name(what);
  if (contains(reserved_words(), token.text))
    fail(token,
         fmt::format("'{}' is a word of the language, so it cannot be {}", token.text, what));
  if (token.text.find('-') != std::string_view::npos)
    fail(token, fmt::format("'{}' has a '-', so it cannot be {}", token.text, what),
         "names with a '-' are for kernels, CPUs, scenarios and option values");
  return token;
}

Name Parser::expect_one_of(std::string_view what, const Words& words) {
  const Token token = expect_name(what);
  if (!contains(words, token.text))
    fail(token, fmt::format("'{}' is not {}{}", token.text, what, suggest(token.text, words)));
  return {std::string(token.text), where(token)};
}

void Parser::end_of_line() {
  if (!at_end()) expected("the end of the line", end_hint(peek()));
  if (!at_file_end()) ++line_;
  pos_ = line().first_token;
  parts_ = 0;
}

void Parser::fail(const Token& at, const std::string& message, std::string hint) const {
  throw InputError(where(at), message, std::move(hint));
}

void Parser::expected(std::string_view what, std::string hint) const {
  const Token& found = peek();
  const std::string shown_found = !at_end()       ? shown(found)
                                  : at_file_end() ? "the end of the file"
                                                  : "the end of the line";
  fail(found, fmt::format("expected {}, found {}", what, shown_found), std::move(hint));
}

Comments Parser::comments(bool first) {
  Comments found;
  found.after = line().after;
  for (std::uint32_t i = line().first_comment; i < line().end_comment; ++i) {
    const std::string_view text = lexed_.comments[i].text;
    if (text.empty() && found.before.empty())
      found.spaced = !first;
    else
      found.before.emplace_back(text);
  }
  return found;
}

// Takes from the current line the comments that are indented as the block that ends before it.
std::vector<std::string> Parser::trailing(std::uint32_t indent) {
  TokenLine& next = lexed_.lines[line_];
  std::uint32_t end = next.first_comment;
  for (std::uint32_t i = end; i < next.end_comment; ++i) {
    if (lexed_.comments[i].text.empty()) continue;
    if (lexed_.comments[i].indent < indent) break;
    end = i + 1;
  }
  std::vector<std::string> texts;
  for (; next.first_comment < end; ++next.first_comment)
    texts.emplace_back(lexed_.comments[next.first_comment].text);
  return texts;
}

// At the first line after one of a block: it must be indented as that of an open block is.
void Parser::bad_indentation(std::uint32_t block, std::uint32_t above) const {
  if (at_file_end() || line().indent <= above) return;
  if (line().indent > block)
    fail(peek(),
         fmt::format("this line is indented by {}; the line before it has {} and opens no block",
                     line().indent, block));
  fail(peek(), fmt::format("this line is indented by {}; the block before it has {}, what is "
                           "around that {}",
                           line().indent, block, above));
}

void Parser::empty_block(const Token& owner, std::uint32_t above) const {
  fail(owner, fmt::format("'{}' needs at least one line in its block", owner.text),
       fmt::format("the block is the lines below that are indented by {}{}", above + 2,
                   owner.text.starts_with("proc") || owner.text.starts_with("interrupt")
                       ? "; to do nothing, write 'return'"
                       : ""));
}

void Parser::deeper(const Token& at) {
  if (++depth_ > max_nesting)
    fail(at, fmt::format("blocks are nested deeper than {}", max_nesting),
         "make a procedure of the inner ones");
}

File parse(const Sources& sources, std::uint32_t file) { return Parser(sources, file).file(); }

} // namespace ghostwalk::lang
