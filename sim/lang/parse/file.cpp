// SPDX-License-Identifier: MIT
// What a file declares: includes, kernels, CPUs, scenarios.
#include <fmt/format.h>

#include "sim/lang/parse/parser.hpp"

namespace ghostwalk::lang {

File Parser::file() {
  File file;
  file.source = file_;
  pos_ = line().first_token;
  if (!at_file_end() && line().indent > 0)
    fail(peek(), fmt::format("this line is indented by {}, but nothing opens a block before it",
                             line().indent));
  for (bool first = true; !at_file_end(); first = false) {
    file.declarations.push_back(declaration(first));
    bad_indentation(0, 0);
  }
  const Comments last = comments(false);
  file.trailing = trailing(0);
  if (last.spaced && !file.trailing.empty() && file.declarations.empty())
    file.trailing.erase(file.trailing.begin());
  return file;
}

Declaration Parser::declaration(bool first) {
  Declaration found;
  found.comments = comments(first);
  const Token keyword = peek();
  if (accept_word("include")) {
    include(found);
    return found;
  }
  using Kind = Declaration::Kind;
  if (accept_word("kernel"))
    found.kind = Kind::kernel;
  else if (accept_word("scenario"))
    found.kind = Kind::scenario;
  else if (accept_word("cpu"))
    found.kind = Kind::cpu;
  else if (accept_word("study"))
    found.kind = Kind::study;
  else if (keyword.kind != Token::Kind::name)
    expected("kernel, scenario, cpu, study or include");
  else if (contains(kernel_words(), keyword.text) || contains(scenario_words(), keyword.text))
    fail(keyword, fmt::format("'{}' stands in a kernel or a scenario, indented", keyword.text));
  else if (contains(study_words(), keyword.text))
    fail(keyword, fmt::format("'{}' stands in a study, indented", keyword.text));
  else
    fail(keyword,
         fmt::format("a file has no '{}'{}", keyword.text, suggest(keyword.text, file_words())));
  named(found, keyword);
  return found;
}

void Parser::include(Declaration& declaration) {
  declaration.kind = Declaration::Kind::include;
  if (peek().kind != Token::Kind::string)
    expected("the path of a file in quotes", "include \"relative/path.race\"");
  declaration.at = here();
  declaration.name = take().text;
  if (declaration.name.empty()) throw InputError(declaration.at, "an include without a path");
  end_of_line();
}

void Parser::named(Declaration& declaration, const Token& keyword) {
  using Kind = Declaration::Kind;
  declaration.at = here();
  declaration.name = expect_name(fmt::format("the name of the {}", keyword.text)).text;
  const Token owner = with_name(keyword);
  const bool derives = declaration.kind == Kind::kernel || declaration.kind == Kind::cpu;
  if (derives && accept_op("=")) return derived(declaration);
  if (at_op("=")) fail(peek(), fmt::format("a {} is not derived from another", keyword.text));
  if (declaration.kind == Kind::cpu && at_op("*"))
    fail(peek(), "a number of CPUs stands in a scenario, indented",
         "here, 'cpu NAME' begins the description of a processor");
  if (declaration.kind == Kind::cpu)
    cpu_block(declaration, owner);
  else
    item_block(declaration, owner);
}

// NAME = BASE with KEY = VALUE, ...
void Parser::derived(Declaration& declaration) {
  declaration.base_at = here();
  declaration.base = expect_name("the name of what it derives from").text;
  if (accept_word("with")) {
    if (declaration.kind == Declaration::Kind::kernel) {
      declaration.with = with_list();
    } else {
      do {
        Setting setting;
        setting.at = here();
        setting.key = expect_name("the name of a parameter").text;
        expect_op("=", "and a value");
        setting.parts = weighted_values();
        declaration.settings.push_back(std::move(setting));
      } while (accept_op(","));
    }
  }
  end_of_line();
}

void Parser::cpu_block(Declaration& declaration, const Token& owner) {
  end_of_line();
  declaration.trailing = block(0, &owner, [&](bool first) {
    Setting setting;
    setting.at = here();
    setting.comments = comments(first);
    setting.key = expect_name("the name of a parameter").text;
    expect_op("=", "and a value");
    setting.parts = weighted_values();
    end_of_line();
    declaration.settings.push_back(std::move(setting));
  });
}

void Parser::item_block(Declaration& declaration, const Token& owner) {
  end_of_line();
  declaration.trailing = block(
      0, &owner, [&](bool first) { declaration.items.push_back(item(declaration.kind, first)); });
}

// [WEIGHT *] VALUE [.. VALUE], and more of these. A value is a number, a name, or in parentheses.
std::vector<Weighted> Parser::weighted_values() {
  std::vector<Weighted> parts;
  do {
    Weighted part;
    part.weight.number = 1;
    if (peek().kind == Token::Kind::number && peek(1).text == "*") {
      part.weight = name_or_number("a weight");
      take();
    }
    part.value = prefix(Level::unary);
    if (at_op("..")) {
      Expr range = make(Expr::Kind::range, take());
      range.at = part.value.at;
      range.children.push_back(std::move(part.value));
      range.children.push_back(prefix(Level::unary));
      part.value = std::move(range);
    }
    parts.push_back(std::move(part));
  } while (another_setting() && accept_op(","));
  return parts;
}

// At the ',' before another value, not before another `KEY = VALUE`.
bool Parser::another_setting() { return at_op(",") && peek(2).text != "="; }

std::vector<With> Parser::with_list() {
  std::vector<With> all;
  do {
    With with;
    with.at = here();
    with.key = expect_plain("the name of an option").text;
    expect_op("=", "and the option's value");
    with.value = name_or_number("a name or a number");
    all.push_back(std::move(with));
  } while (accept_op(","));
  return all;
}

} // namespace ghostwalk::lang
