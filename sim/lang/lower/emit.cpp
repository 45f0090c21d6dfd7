// SPDX-License-Identifier: MIT
// The lowest part of Lowering: instructions, labels, locals, where they come from.
#include <algorithm>

#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/lower/lower.hpp"
#include "sim/machine/machine.hpp"

namespace ghostwalk::lang {
Lowering::Lowering(const Symbols& symbols, const Tables& tables,
                   const std::set<std::uint16_t>& words)
    : s_(symbols), tables_(tables), words_(words) {
  paths_.push_back({0, nullptr});
}

Label Lowering::label() {
  draft_.labels.push_back(nothing);
  return static_cast<Label>(draft_.labels.size() - 1);
}

void Lowering::bind(Label l) { draft_.labels[l] = static_cast<std::uint32_t>(here()); }

LocalId Lowering::local(std::string name, bool temporary) {
  draft_.locals.push_back({std::move(name), temporary});
  return static_cast<LocalId>(draft_.locals.size() - 1);
}

std::uint32_t Lowering::origin() {
  const auto next = static_cast<std::uint32_t>(draft_.origins.size());
  const auto [found, fresh] = origins_.emplace(std::pair(top().path, at_), next);
  if (fresh) draft_.origins.push_back({at_, procedures()});
  return found->second;
}

std::size_t Lowering::path_into(const Procedure& procedure) {
  paths_.push_back({top().path, &procedure});
  return paths_.size() - 1;
}

std::vector<std::string> Lowering::procedures() const {
  std::vector<std::string> names;
  for (std::size_t p = top().path; p != 0; p = paths_[p].outer)
    names.push_back(paths_[p].procedure->name);
  std::reverse(names.begin(), names.end());
  return names;
}

std::string Lowering::place() const {
  const Procedure* procedure = paths_[top().path].procedure;
  return procedure == nullptr ? "this script" : "'" + procedure->name + "'";
}

Draft* Lowering::emit(Draft d) {
  if (!flow().reachable) return nullptr;
  if (here() == max_code)
    fail(at_, fmt::format("the code grows past {} instructions, here in {}", max_code, place()),
         "procedures are inlined and loops over constants unrolled: shorten a loop or call less");
  d.origin = origin();
  if (is_visible(d.op)) d.elided = std::exchange(elided_, 0);
  draft_.code.push_back(std::move(d));
  return &draft_.code.back();
}

void Lowering::jump(Label to) {
  emit({.op = Op::jump, .next = to});
  flow().reachable = false;
}

void Lowering::count_work(Location at) {
  if (++work_ <= max_work) return;
  fail(at,
       fmt::format("more than {} statements, unrolled and inlined, here in {}", max_work, place()),
       "shorten a loop or call less");
}

int Lowering::event(const std::string& name) {
  for (std::size_t i = 0; i < events_.size(); ++i)
    if (events_[i] == name) return static_cast<int>(i);
  if (events_.size() == static_cast<std::size_t>(max_events)) // Bits of Happened.
    fail(at_, fmt::format("more than {} named events", max_events), "let some share a name");
  events_.push_back(name);
  return static_cast<int>(events_.size() - 1);
}

} // namespace ghostwalk::lang
