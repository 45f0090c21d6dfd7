// SPDX-License-Identifier: MIT
#include "sim/ablate/edit.hpp"

#include <algorithm>
#include <array>

namespace ghostwalk::ablate {

using lang::Expr;
using lang::Stmt;

namespace {

void erase(lang::Declaration& kernel, Location at) {
  const Place place = find(kernel, at);
  if (place.block == nullptr) return;
  auto& all = place.block->statements;
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(place.index));
}

// `old = atomic exchange(place, value)` becomes `old = place` and `place = value`.
void make_plain(lang::Block& block, std::size_t index) {
  Stmt& s = block.statements[index];
  if (s.atomic) {
    s.atomic = false;
    return;
  }
  const Expr exchange = s.exprs[1];
  Stmt store = s;
  s.exprs[1] = exchange.children[0];
  store.exprs = exchange.children;
  block.statements.insert(block.statements.begin() + static_cast<std::ptrdiff_t>(index) + 1,
                          std::move(store));
}

bool is_atomic(const Stmt& s) {
  return s.kind == Stmt::Kind::assign && (s.atomic || s.exprs[1].kind == Expr::Kind::atomic);
}

bool leave_out(lang::Declaration& kernel, const Place& place) {
  const Stmt& s = place.block->statements[place.index];
  if (is_atomic(s)) {
    make_plain(*place.block, place.index);
    return true;
  }
  std::vector<Location> gone{s.at};
  if (opens(s))
    for (const Location at : closers(*place.procedure, s)) gone.push_back(at);
  for (const Location at : gone) erase(kernel, at);
  return true;
}

// Nothing goes past these: what they leave would not be done at all.
bool leaves(const Stmt& s) {
  return s.kind == Stmt::Kind::return_ || s.kind == Stmt::Kind::stop ||
         s.kind == Stmt::Kind::forever;
}

bool holds(const lang::Block& block, const std::vector<Location>& any);
bool holds(const Stmt& s, const std::vector<Location>& any) {
  if (std::find(any.begin(), any.end(), s.at) != any.end()) return true;
  return std::any_of(s.blocks.begin(), s.blocks.end(),
                     [&](const lang::Block& b) { return holds(b, any); });
}
bool holds(const lang::Block& block, const std::vector<Location>& any) {
  return std::any_of(block.statements.begin(), block.statements.end(),
                     [&](const Stmt& s) { return holds(s, any); });
}

// Where the statement could stand at the latest: index of the first that has to stay behind it.
std::size_t limit(const Place& place) {
  const auto& all = place.block->statements;
  std::vector<Location> closing;
  if (opens(all[place.index])) closing = closers(*place.procedure, all[place.index]);
  std::size_t i = place.index + 1;
  while (i < all.size() && !leaves(all[i]) && !holds(all[i], closing)) ++i;
  return i;
}

bool move(const Place& place, Change change) {
  auto& all = place.block->statements;
  const auto from = all.begin() + static_cast<std::ptrdiff_t>(place.index);
  const auto begin = all.begin();
  if (change == Change::later || change == Change::last) {
    const std::size_t end = limit(place);
    if (end == place.index + 1) return false;
    const std::size_t past = change == Change::last ? end : place.index + 2;
    std::rotate(from, from + 1, begin + static_cast<std::ptrdiff_t>(past));
    return true;
  }
  if (place.index == 0) return false;
  std::rotate(change == Change::first ? begin : from - 1, from, from + 1);
  return true;
}

} // namespace

std::string_view word(Change change) {
  constexpr std::array<std::string_view, 5> words{"without", "later", "last", "earlier", "first"};
  return words[static_cast<std::size_t>(change)];
}

bool apply(lang::Declaration& kernel, const Edit& edit) {
  const Place place = find(kernel, edit.at);
  if (place.block == nullptr) return false;
  return edit.change == Change::without ? leave_out(kernel, place) : move(place, edit.change);
}

} // namespace ghostwalk::ablate
