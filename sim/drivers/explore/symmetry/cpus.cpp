// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/symmetry/cpus.hpp"

#include <algorithm>
#include <numeric>

namespace ghostwalk::symmetry {
namespace {

// All orders of each orbit, combined.
std::vector<Cpus::Renaming> all_renamings(std::size_t cpus,
                                          const std::vector<std::vector<CpuId>>& orbits) {
  Cpus::Renaming nothing(cpus);
  std::iota(nothing.begin(), nothing.end(), CpuId{0});
  std::vector<Cpus::Renaming> all{nothing};
  for (const auto& orbit : orbits) {
    std::vector<Cpus::Renaming> more;
    for (const auto& before : all) {
      std::vector<CpuId> order = orbit;
      do {
        more.push_back(before);
        for (std::size_t i = 0; i < orbit.size(); ++i) more.back()[orbit[i]] = order[i];
      } while (std::next_permutation(order.begin(), order.end()));
    }
    all = std::move(more);
  }
  return all;
}

} // namespace

Cpus::Cpus(const Program& program, CpuTable table)
    : p_(program), table_(std::move(table)), group_(all_renamings(program.cpus, table_.orbits)) {}

std::uint64_t Cpus::renamed(std::uint64_t value, CpuType type, const Renaming& to) const {
  switch (type) {
  case CpuType::none: return value;
  case CpuType::cpu: return value < to.size() ? to[value] : value;
  case CpuType::lock: return value != 0 && value <= to.size() ? to[value - 1] + 1U : value;
  case CpuType::mask: break;
  }
  std::uint64_t mask = value & ~((std::uint64_t{1} << to.size()) - 1);
  for (std::size_t cpu = 0; cpu < to.size(); ++cpu) mask |= (value >> cpu & 1U) << to[cpu];
  return mask;
}

void Cpus::rename_field(std::byte* base, const CpuField& f, const Renaming& to) const {
  store(base + f.offset, f.width, renamed(load(base + f.offset, f.width), f.type, to));
}

CpuType Cpus::type_at(std::uint32_t offset) const {
  const bool in_block = offset - p_.layout.cpus < p_.cpus * p_.layout.cpu.bytes;
  const std::uint32_t at = in_block ? (offset - p_.layout.cpus) % p_.layout.cpu.bytes : offset;
  for (const CpuField& f : in_block ? table_.per_cpu : table_.global)
    if (f.offset == at) return f.type;
  return CpuType::none;
}

void Cpus::rename_stores(std::byte* block, const Renaming& to) const {
  const Layout& l = p_.layout;
  for (std::uint32_t i = 0; i < l.store_buffer_slots; ++i) {
    std::byte* entry = block + l.cpu.store_buffer + std::size_t{hw::StoreBuffer::entry_bytes} * i;
    if (load(entry + 4, 1) == 0) return;
    const auto offset = static_cast<std::uint32_t>(load(entry, 4));
    store(entry + 8, 8, renamed(load(entry + 8, 8), type_at(offset), to));
    const std::uint32_t at = offset - l.cpus;
    if (at < p_.cpus * l.cpu.bytes)
      store(entry, 4, l.cpus + to[at / l.cpu.bytes] * l.cpu.bytes + at % l.cpu.bytes);
  }
}

void Cpus::rename_locals(std::byte* block, const Renaming& to) const {
  const CpuLayout& at = p_.layout.cpu;
  for (auto context = static_cast<std::uint32_t>(load(block + at.active, 1));;) {
    for (const CpuField& f : table_.live[load(block + at.pc + 2 * context, 2)])
      rename_field(block, f, to);
    if (context == 0) return;
    context = static_cast<std::uint32_t>(load(block + at.resume + context - 1, 1));
  }
}

void Cpus::rename_block(std::byte* block, CpuId was, const Renaming& to) const {
  rename_locals(block, to);
  for (const CpuField& f : table_.per_cpu) rename_field(block, f, to);
  rename_stores(block, to);
  std::byte* pc = block + p_.layout.cpu.pc;
  store(pc, 2, load(pc, 2) - p_.scripts[was].entry + p_.scripts[to[was]].entry);
}

void Cpus::rename(std::byte* state, const Renaming& to, std::vector<std::byte>& blocks) const {
  const std::uint32_t bytes = p_.layout.cpu.bytes;
  std::byte* cpus = state + p_.layout.cpus;
  blocks.assign(cpus, cpus + std::size_t{p_.cpus} * bytes);
  for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) {
    rename_block(blocks.data() + std::size_t{cpu} * bytes, cpu, to);
    std::copy_n(blocks.begin() + cpu * bytes, bytes, cpus + std::size_t{to[cpu]} * bytes);
  }
  for (const CpuField& f : table_.global) rename_field(state, f, to);
}

Cpus::Key Cpus::key(const std::byte* state, CpuId cpu) const {
  const CpuLayout& at = p_.layout.cpu;
  const std::byte* block = state + p_.layout.cpus + std::size_t{cpu} * at.bytes;
  const auto contexts = static_cast<std::uint32_t>(1 + p_.vectors.size());
  Key key{};
  std::memcpy(key.data(), block + at.pc, std::size_t{2} * contexts);
  std::uint16_t pc = 0;
  std::memcpy(&pc, key.data(), 2);
  pc = static_cast<std::uint16_t>(pc - p_.scripts[cpu].entry);
  std::memcpy(key.data(), &pc, 2);
  std::uint8_t* rest = key.data() + std::size_t{2} * contexts;
  for (const std::uint32_t offset : {at.active, at.flags, at.pending})
    *rest++ = static_cast<std::uint8_t>(block[offset]);
  return key;
}

bool Cpus::sorts(const std::vector<Key>& keys, const Renaming& to) const {
  for (const auto& orbit : table_.orbits)
    for (const CpuId a : orbit)
      for (const CpuId b : orbit)
        if (to[a] < to[b] && keys[b] < keys[a]) return false;
  return true;
}

} // namespace ghostwalk::symmetry
