// SPDX-License-Identifier: MIT
// What only scenarios declare: the machine, the scripts, the claims and the expected verdicts.
#include <fmt/format.h>

#include "sim/lang/parse/parser.hpp"
#include "sim/machine/oracles.hpp"

namespace ghostwalk::lang {

Line Parser::short_line(Comments notes) {
  Line found;
  found.comments = std::move(notes);
  found.at = here();
  found.keyword = take().text;
  return found;
}

Item Parser::cpus(Comments notes) {
  Line found = short_line(std::move(notes));
  const Token name = expect_name("the name of a CPU description");
  found.words.push_back({std::string(name.text), where(name)});
  if (accept_op("*")) found.exprs.push_back(value());
  end_of_line();
  return found;
}

Item Parser::frames(Comments notes) {
  Line found = short_line(std::move(notes));
  found.exprs.push_back(value());
  if (accept_word("reuse")) found.words.push_back(expect_one_of("a reuse policy", reuse_words()));
  if (accept_word("per")) {
    expect_word("cpu");
    found.exprs.push_back(value());
  }
  end_of_line();
  return found;
}

Item Parser::scenario_option(Comments notes) {
  Line found = short_line(std::move(notes));
  const Token name = expect_plain("the name of an option");
  found.words.push_back({std::string(name.text), where(name)});
  expect_op("=", "and the option's value");
  found.exprs.push_back(name_or_number("a name or a number"));
  end_of_line();
  return found;
}

Item Parser::outside(Comments notes) {
  Line found = short_line(std::move(notes));
  expect_word("reads");
  if (at_word("any") && at_word("of", 1)) pos_ += 2;
  found.exprs = list();
  end_of_line();
  return found;
}

Item Parser::memory(Comments notes) {
  Line found = short_line(std::move(notes));
  found.words.push_back(expect_one_of("a memory order", memory_words()));
  end_of_line();
  return found;
}

Item Parser::duration(Comments notes) {
  Line found = short_line(std::move(notes));
  found.exprs.push_back(value());
  expect_word("cycles");
  end_of_line();
  return found;
}

// on cpu CPUS [SETUP ARGUMENT, ...]
Item Parser::script(Comments notes) {
  Script found;
  found.comments = std::move(notes);
  const Token keyword = take();
  found.at = where(keyword);
  expect_word("cpu");
  found.cpus = range_or_bound();
  if (!at_end()) {
    found.setup_at = here();
    found.setup = expect_plain("the name of a procedure that sets up the CPU").text;
    if (!at_end()) found.arguments = list();
  }
  const std::uint32_t indent = line().indent;
  end_of_line();
  Token owner = keyword;
  owner.text = "on cpu";
  found.body = body(indent, found.setup.empty() ? &owner : nullptr);
  return found;
}

Item Parser::claim(Comments notes) {
  Claim found;
  found.comments = std::move(notes);
  found.at = here();
  found.never = take().text == "never";
  if (!oracle_or_event(found)) found.condition.push_back(value());
  if (at_op("=")) fail(peek(), "'=' assigns; to compare, write '=='");
  end_of_line();
  return found;
}

// A line of nothing but names is no expression, unless it is one name: then it may be a variable.
bool Parser::oracle_or_event(Claim& claim) {
  constexpr std::uint32_t most = 6; // More than an oracle has.
  std::string all;
  std::uint32_t count = 0;
  for (; count < most && peek(count).kind == Token::Kind::name; ++count) {
    if (count > 0) all += ' ';
    all += peek(count).text;
  }
  if (at_word("event") && peek(1).kind != Token::Kind::op) {
    take();
    claim.event_at = here();
    claim.event = expect_name("the name of an event").text;
    return true;
  }
  if (peek(count).kind != Token::Kind::end || at_word("not")) return false;
  if (oracle_named(all)) {
    claim.oracle = all;
    pos_ += count;
    return true;
  }
  const bool joined = at_word("and", 1) || at_word("or", 1);
  if (count > 1 && !joined)
    fail(peek(), fmt::format("there is no oracle '{}'{}", all, suggest(all, oracle_names())),
         "or 'event NAME', or a condition over variables");
  return false;
}

// expect KERNEL [with OPTION = VALUE, ...] found
Item Parser::expect(Comments notes) {
  Expect found;
  found.comments = std::move(notes);
  found.at = where(take());
  if (peek(1).kind == Token::Kind::end && contains(verdict_words(), peek().text))
    expected("the name of a kernel", "expect KERNEL found");
  found.kernel_at = here();
  found.kernel = expect_name("the name of a kernel").text;
  if (accept_word("with")) found.with = with_list();
  if (at_end()) expected("a verdict: found or absent");
  found.verdict = expect_one_of("a verdict", verdict_words()).text;
  end_of_line();
  return found;
}

} // namespace ghostwalk::lang
