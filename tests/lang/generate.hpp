// SPDX-License-Identifier: MIT
// Random syntax trees: any that a text could have, from a seed. They mean nothing.
#pragma once

#include "sim/core/random.hpp"
#include "sim/lang/ast.hpp"

namespace ghostwalk::lang {

class Generator {
public:
  explicit Generator(std::uint64_t seed) : random_(seed, 0, 0) {}
  File file();
  Expr expr(int depth);

private:
  bool chance(std::uint64_t percent) { return random_.below(100) < percent; }
  template <class List>
  auto one_of(const List& list) {
    return list[static_cast<std::size_t>(random_.below(list.size()))];
  }
  template <class Make>
  auto some(std::size_t least, std::size_t most, Make make) {
    std::vector<decltype(make())> list;
    const std::size_t count = least + static_cast<std::size_t>(random_.below(most - least + 1));
    for (std::size_t i = 0; i < count; ++i) list.push_back(make());
    return list;
  }

  std::string name();
  std::string dashed();
  Name named(std::string text) { return {std::move(text), {}}; }
  Expr leaf();
  Expr name_or_number();
  Expr range_or_value(int depth);
  Expr choice_or_value();
  Expr target();
  Expr call();
  Comments comments();
  Comments own_comments(); // Of a line that cannot have a blank line before it.
  std::vector<std::string> trailing();

  Block block(int depth);
  Stmt statement(int depth);
  void short_statement(Stmt& stmt);
  void long_statement(Stmt& stmt, int depth);
  void fault(Stmt& stmt, int depth);

  Type type();
  Variable variable();
  Maps maps();
  Setting setting();
  With with();
  Line line();
  Item kernel_item();
  Item scenario_item();
  Item study_item();
  Axis axis();
  Item process();
  Item procedure(bool interrupt);
  Item script();
  Item claim();
  Declaration declaration();

  Random random_;
};

} // namespace ghostwalk::lang
