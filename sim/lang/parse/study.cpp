// SPDX-License-Identifier: MIT
// What only studies declare: scenarios and kernels to look at, what to vary, how often, what to
// measure. sim/lang/study.hpp says what they mean.
#include <fmt/format.h>

#include "sim/lang/parse/parser.hpp"

namespace ghostwalk::lang {

Item Parser::studied_scenario(Comments notes) {
  Line found = short_line(std::move(notes));
  const Token name = expect_name("the name of a scenario");
  found.words.push_back({std::string(name.text), where(name)});
  end_of_line();
  return found;
}

// kernel NAME [with OPTION = VALUE, ...]
Item Parser::subject(Comments notes) {
  Subject found;
  found.comments = std::move(notes);
  found.at = where(take());
  found.kernel_at = here();
  found.kernel = expect_name("the name of a kernel").text;
  if (at_op("=")) fail(peek(), "a kernel is not defined in a study", "kernel NAME [with ...]");
  if (accept_word("with")) found.with = with_list();
  end_of_line();
  return found;
}

// set KEY = VALUE: as in a CPU description
Item Parser::fixed_setting(Comments notes) {
  Setting found;
  found.comments = std::move(notes);
  take();
  found.at = here();
  found.key = expect_name("the name of a setting").text;
  expect_op("=", "and a value");
  found.parts = weighted_values();
  end_of_line();
  return found;
}

Item Parser::vary(Comments notes) {
  Vary found;
  found.comments = std::move(notes);
  found.at = here();
  const Token keyword = take();
  const std::uint32_t indent = line().indent;
  found.together = at_word("together") && peek(1).kind == Token::Kind::end;
  if (!found.together) {
    found.axes.push_back(axis());
    return found;
  }
  take();
  const Token owner = with_name(keyword);
  end_of_line();
  found.trailing = block(indent, &owner, [&](bool first) {
    Comments own = comments(first);
    found.axes.push_back(axis());
    found.axes.back().comments = std::move(own);
  });
  return found;
}

// [option] KEY = VALUES, VALUES, ...
Axis Parser::axis() {
  Axis found;
  found.option = at_word("option") && peek(1).kind == Token::Kind::name && (take(), true);
  found.at = here();
  found.key = found.option ? expect_plain("the name of an option").text
                           : expect_name("the name of a setting, or 'option'").text;
  expect_op("=", "and the values to take");
  do found.values.push_back(values_of_axis());
  while (accept_op(","));
  end_of_line();
  return found;
}

// VALUE, A .. B, A .. B step S, A .. B times K
Values Parser::values_of_axis() {
  Values found;
  found.value = prefix(Level::unary);
  if (!at_op("..")) return found;
  Expr range = make(Expr::Kind::range, take());
  range.at = found.value.at;
  range.children.push_back(std::move(found.value));
  range.children.push_back(prefix(Level::unary));
  found.value = std::move(range);
  if (accept_word("step"))
    found.kind = Values::Kind::step;
  else if (accept_word("times"))
    found.kind = Values::Kind::times;
  else
    return found;
  found.by = prefix(Level::unary);
  return found;
}

Item Parser::trials(Comments notes) {
  Line found = short_line(std::move(notes));
  found.exprs.push_back(value());
  end_of_line();
  return found;
}

Item Parser::measure(Comments notes) {
  Measure found;
  found.comments = std::move(notes);
  found.at = where(take());
  do {
    const Token first = expect_name("what to measure");
    Name name{std::string(first.text), where(first)};
    while (peek().kind == Token::Kind::name) name.text += ' ' + std::string(take().text);
    found.what.push_back(std::move(name));
  } while (accept_op(","));
  end_of_line();
  return found;
}

} // namespace ghostwalk::lang
