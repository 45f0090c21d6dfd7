// SPDX-License-Identifier: MIT
#include "sim/drivers/causes.hpp"

#include <map>

#include "sim/machine/code.hpp"

namespace ghostwalk {
namespace {

// More only where handlers send to handlers in many ways: what is sent beyond is from nobody known.
constexpr std::size_t most_senders = 64;

// Per origin the first with the same text: a procedure that is called twice by one other is one.
std::vector<std::uint32_t> first_alike(const std::vector<Origin>& origins) {
  std::map<std::pair<Location, std::vector<std::string>>, std::uint32_t> first;
  std::vector<std::uint32_t> all;
  for (std::uint32_t i = 0; i < origins.size(); ++i)
    all.push_back(first.try_emplace({origins[i].at, origins[i].procedures}, i).first->second);
  return all;
}

} // namespace

Causes::Causes(const Program& program) : p_(program), all_(1) {
  const std::vector<std::uint32_t> same = first_alike(p_.origins);
  senders_.emplace_back();
  for (std::size_t n = 0; n < senders_.size(); ++n) // It grows meanwhile.
    number_instructions(static_cast<Sender>(n), same);
}

void Causes::number_instructions(Sender number, const std::vector<std::uint32_t>& same) {
  const CauseId sent_by = senders_[number].cause;
  const std::uint8_t only = senders_[number].vector;
  std::vector<bool> reached(p_.code.size(), only == Cause::no_vector);
  if (only != Cause::no_vector) mark_reached(p_, p_.vectors[only].entry, reached);
  std::array<CauseId, hw::max_vectors> delivery{};
  for (std::uint8_t v = 0; v < p_.vectors.size(); ++v) {
    if (only != Cause::no_vector && v != only) continue;
    delivery[v] = static_cast<CauseId>(all_.size());
    all_.push_back({Cause::no_origin, v, sent_by});
  }
  std::vector<CauseId> causes(p_.code.size(), hardware_cause), of_origin(p_.origins.size(), 0);
  for (std::size_t at = 0; at < p_.code.size(); ++at) {
    if (!reached[at]) continue;
    const std::uint32_t origin = same[p_.code[at].origin];
    if (of_origin[origin] == hardware_cause) {
      of_origin[origin] = static_cast<CauseId>(all_.size());
      all_.push_back({origin, Cause::no_vector, sent_by});
    }
    causes[at] = of_origin[origin];
  }
  senders_[number].insn = std::move(causes);
  senders_[number].delivery = delivery;
  std::vector<Sender> sends(p_.code.size(), 0);
  for (std::size_t at = 0; at < p_.code.size(); ++at)
    if (reached[at] && p_.code[at].op == Op::send)
      sends[at] = sender_of(number, static_cast<std::uint16_t>(at));
  senders_[number].sends = std::move(sends);
}

// A handler that sends its own interrupt again, through others or at once, begins nothing new.
Causes::Sender Causes::sender_of(Sender before, std::uint16_t insn) {
  const std::uint8_t vector = p_.code[insn].aux;
  const CauseId cause = of(before, insn);
  for (Sender up = before; up != 0; up = senders_[up].before)
    if (senders_[up].vector == vector) return up;
  for (std::size_t n = 1; n < senders_.size(); ++n)
    if (senders_[n].cause == cause && senders_[n].vector == vector) return static_cast<Sender>(n);
  if (senders_.size() == most_senders) return 0;
  senders_.push_back({cause, vector, before, {}, {}, {}});
  return static_cast<Sender>(senders_.size() - 1);
}

std::vector<std::string> Causes::procedures(CauseId id) const {
  const Cause& cause = all_[id];
  std::vector<std::string> names;
  if (cause.sender != hardware_cause) names = procedures(cause.sender);
  if (cause.vector != Cause::no_vector) names.push_back(p_.vectors[cause.vector].name);
  if (cause.origin != Cause::no_origin) {
    const std::vector<std::string>& own = p_.origins[cause.origin].procedures;
    names.insert(names.end(), own.begin(), own.end());
  }
  return names;
}

} // namespace ghostwalk
