// SPDX-License-Identifier: MIT
// What kernels declare, and scenarios in part: options, data, processes, procedures.
#include <fmt/format.h>

#include <array>

#include "sim/lang/parse/parser.hpp"

namespace ghostwalk::lang {

namespace {

using In = Declaration::Kind;

std::string_view article_and_kind(In kind) {
  return kind == In::kernel ? "a kernel" : kind == In::study ? "a study" : "a scenario";
}

const Words& words_of(In kind) {
  return kind == In::kernel ? kernel_words() : kind == In::study ? study_words() : scenario_words();
}

} // namespace

Item Parser::item(Declaration::Kind kind, bool first) {
  struct Form {
    std::string_view word;
    bool kernel, scenario, study;
    Item (Parser::*rest)(Comments);
  };
  static constexpr std::array forms{
      Form{"paging", true, false, false, &Parser::paging},
      Form{"option", true, false, false, &Parser::option},
      Form{"option", false, true, true, &Parser::scenario_option},
      Form{"const", true, true, false, &Parser::constant},
      Form{"record", true, false, false, &Parser::record},
      Form{"process", true, true, false, &Parser::process},
      Form{"var", true, true, false, &Parser::variable},
      Form{"percpu", true, true, false, &Parser::variable},
      Form{"proc", true, true, false, &Parser::procedure},
      Form{"interrupt", true, false, false, &Parser::procedure},
      Form{"cpu", false, true, false, &Parser::cpus},
      Form{"frames", false, true, false, &Parser::frames},
      Form{"outside", false, true, false, &Parser::outside},
      Form{"memory", false, true, false, &Parser::memory},
      Form{"on", false, true, false, &Parser::script},
      Form{"for", false, true, false, &Parser::duration},
      Form{"never", false, true, false, &Parser::claim},
      Form{"sometimes", false, true, false, &Parser::claim},
      Form{"expect", false, true, false, &Parser::expect},
      Form{"scenario", false, false, true, &Parser::studied_scenario},
      Form{"kernel", false, false, true, &Parser::subject},
      Form{"set", false, false, true, &Parser::fixed_setting},
      Form{"vary", false, false, true, &Parser::vary},
      Form{"trials", false, false, true, &Parser::trials},
      Form{"measure", false, false, true, &Parser::measure},
  };
  const auto stands_in = [kind](const Form& form) {
    return kind == In::kernel ? form.kernel : kind == In::study ? form.study : form.scenario;
  };
  for (const Form& form : forms)
    if (stands_in(form) && at_word(form.word)) return (this->*form.rest)(comments(first));
  unknown_item(kind);
}

void Parser::unknown_item(Declaration::Kind kind) const {
  const std::string_view here = article_and_kind(kind);
  const Token& word = peek();
  if (word.kind != Token::Kind::name) expected(fmt::format("a declaration of {}", here));
  if (word.text == "on") fail(word, fmt::format("'on' stands in a scenario, not in {}", here));
  for (const In other : {In::scenario, In::kernel, In::study})
    if (contains(words_of(other), word.text))
      fail(word,
           fmt::format("'{}' stands in {}, not in {}", word.text, article_and_kind(other), here));
  if (contains(statement_words(), word.text))
    fail(word, fmt::format("'{}' is a statement; it stands in a procedure or a script", word.text));
  fail(word, fmt::format("{} has no '{}'{}", here, word.text, suggest(word.text, words_of(kind))));
}

Item Parser::paging(Comments notes) {
  Line found = short_line(std::move(notes));
  found.words.push_back(expect_one_of("a paging mode", paging_words()));
  end_of_line();
  return found;
}

// option NAME = A | B, or option NAME = N in A .. B
Item Parser::option(Comments notes) {
  Option found;
  found.comments = std::move(notes);
  take();
  found.at = here();
  found.name = expect_plain("the name of an option").text;
  expect_op("=", "and the option's values");
  if (peek().kind == Token::Kind::name && (peek(1).text == "|" || peek(1).kind == Token::Kind::end))
    do {
      const Token name = expect_name("a value of the option");
      found.values.push_back({std::string(name.text), where(name)});
    } while (accept_op("|"));
  else
    option_number(found);
  end_of_line();
  return found;
}

void Parser::option_number(Option& option) {
  option.number.push_back(bound());
  if (!accept_word("in"))
    expected("'in' and the range of the number", "option NAME = DEFAULT in A .. B");
  option.number.push_back(bound());
  expect_op("..", "and the largest number");
  option.number.push_back(bound());
}

Item Parser::constant(Comments notes) {
  Constant found;
  found.comments = std::move(notes);
  take();
  found.at = here();
  found.name = expect_plain("the name of a constant").text;
  expect_op("=", "and the constant's value");
  found.value = value();
  end_of_line();
  return found;
}

Item Parser::record(Comments notes) {
  Record found;
  found.comments = std::move(notes);
  const Token keyword = take();
  found.at = here();
  found.name = expect_plain("the name of a record").text;
  if (contains(type_words(), found.name))
    throw InputError(found.at, fmt::format("'{}' is a type already", found.name));
  const Token owner = with_name(keyword);
  if (accept_word("for")) {
    expect_word("processes");
    found.for_processes = true;
  } else if (!at_end()) {
    found.instances.push_back(value());
  } else {
    expected("'for processes' or the number of instances");
  }
  const std::uint32_t indent = line().indent;
  end_of_line();
  found.trailing = block(indent, &owner, [&](bool first) { found.fields.push_back(field(first)); });
  return found;
}

Variable Parser::field(bool first) {
  Variable found;
  found.comments = comments(first);
  found.fixed = at_word("fixed") && peek(1).kind == Token::Kind::name && (take(), true);
  name_and_type(found);
  if (!found.size.empty()) throw InputError(found.at, "a field of a record cannot be an array");
  return found;
}

Item Parser::variable(Comments notes) {
  Variable found;
  found.comments = std::move(notes);
  found.per_cpu = take().text == "percpu";
  name_and_type(found);
  if (found.per_cpu && !found.size.empty())
    throw InputError(found.at, "a percpu variable cannot be an array", "it has one value per CPU");
  return found;
}

// NAME [ '[' SIZE ']' ] : TYPE [ = INITIAL ]
void Parser::name_and_type(Variable& variable) {
  variable.at = here();
  variable.name = expect_plain("the name of a variable").text;
  if (accept_op("[")) {
    variable.size.push_back(value());
    expect_op("]", "after the number of elements");
  }
  expect_op(":", "and a type");
  variable.type = type();
  if (accept_op("=")) variable.initial.push_back(value());
  end_of_line();
}

Type Parser::type() {
  struct Form {
    std::string_view word;
    Type::Kind kind;
  };
  static constexpr std::array forms{
      Form{"bool", Type::Kind::boolean},    Form{"cpumask", Type::Kind::cpumask},
      Form{"frame", Type::Kind::frame},     Form{"word", Type::Kind::word},
      Form{"address", Type::Kind::address}, Form{"lock", Type::Kind::lock}};
  Type found;
  found.at = here();
  const bool alone = peek(1).kind == Token::Kind::end || peek(1).text == "=";
  if (peek().kind == Token::Kind::name && alone) {
    const Token word = expect_plain("a type");
    for (const Form& form : forms)
      if (form.word == word.text) found.kind = form.kind;
    if (found.kind != Type::Kind::range) return found;
    found.kind = Type::Kind::record;
    found.record = word.text;
    return found;
  }
  if (at_end() || at_op("="))
    expected("a type", "A .. B, bool, cpumask, frame, word, address, lock, or a record's name");
  found.bounds.push_back(bound());
  expect_op("..", "and the largest value");
  found.bounds.push_back(bound());
  return found;
}

Item Parser::process(Comments notes) {
  Process found;
  found.comments = std::move(notes);
  take();
  found.at = here();
  found.name = expect_plain("the name of a process").text;
  const std::uint32_t indent = line().indent;
  end_of_line();
  found.trailing = block(indent, nullptr, [&](bool first) { found.maps.push_back(maps(first)); });
  return found;
}

Maps Parser::maps(bool first) {
  Maps found;
  found.comments = comments(first);
  found.at = here();
  expect_word("maps");
  found.where = range_or_bound();
  while (!at_end()) found.flags.push_back(expect_one_of("a property of a mapping", map_words()));
  end_of_line();
  return found;
}

Item Parser::procedure(Comments notes) {
  Procedure found;
  found.comments = std::move(notes);
  const Token keyword = take();
  found.interrupt = keyword.text == "interrupt";
  found.at = here();
  const Token name =
      expect_plain(found.interrupt ? "the name of an interrupt" : "a procedure's name");
  found.name = name.text;
  const Token owner = with_name(keyword);
  if (contains(statement_words(), name.text))
    fail(name, fmt::format("'{}' starts a statement, so it cannot be a procedure", name.text));
  if (!found.interrupt) {
    expect_op("(", "after the name of a procedure");
    while (!at_op(")")) {
      if (!found.parameters.empty()) expect_op(",", "or ')' after a parameter");
      const Token parameter = expect_plain("a parameter");
      found.parameters.push_back({std::string(parameter.text), where(parameter)});
    }
    take();
  }
  const std::uint32_t indent = line().indent;
  end_of_line();
  found.body = body(indent, &owner);
  return found;
}

} // namespace ghostwalk::lang
