// SPDX-License-Identifier: MIT
#include "models/hw/page_walker.hpp"

namespace ghostwalk::hw {
namespace {

namespace b {
constexpr BitField page{51, 12}, level{48, 3}, access{46, 2}, demand{45, 1}, faulted{44, 1},
    read_only{43, 1}, supervisor{42, 1}, no_execute{41, 1}, dangling{40, 1}, pcid{36, 4},
    table{0, 36};
} // namespace b

// W and U are the AND, NX the OR of what every level says (SDM vol. 3A section 4.6).
Walk narrowed(Walk walk, const Decoded& entry) {
  walk.writable = walk.writable && entry.writable;
  walk.user = walk.user && entry.user;
  walk.no_execute = walk.no_execute || entry.no_execute;
  return walk;
}

// Rights are judged at the leaf: a lower level that is not present comes first.
bool forbidden(const Walk& walk, bool user_mode) {
  return (user_mode && !walk.user) || (walk.access == Access::write && !walk.writable) ||
         (walk.access == Access::execute && walk.no_execute);
}

WalkStep fault(Walk walk, Word word) {
  walk.faulted = walk.demand;
  return {.next = WalkStep::Next::fault, .walk = walk, .entry = {}, .cached = {}, .written = word};
}

WalkStep go_on(Walk walk, const Decoded& entry, Word written) {
  const PagingCacheEntry cached{.page = walk.page,
                                .level = walk.level,
                                .table = entry.frame,
                                .pcid = walk.pcid,
                                .writable = walk.writable,
                                .user = walk.user,
                                .no_execute = walk.no_execute,
                                .dangling = walk.dangling};
  --walk.level;
  walk.table = entry.frame;
  return {.next = WalkStep::Next::go_on,
          .walk = walk,
          .entry = {},
          .cached = cached,
          .written = written};
}

WalkStep install(const Walk& walk, const Decoded& leaf, Word written) {
  const TlbEntry entry{.page = walk.page,
                       .size = walk.level,
                       .frame = leaf.frame,
                       .pcid = walk.pcid,
                       .memory_type = leaf.memory_type,
                       .writable = walk.writable,
                       .user = walk.user,
                       .no_execute = walk.no_execute,
                       .global = leaf.global,
                       .dirty = (written & bit::dirty) != 0,
                       .dangling = walk.dangling};
  return {.next = WalkStep::Next::install,
          .walk = walk,
          .entry = entry,
          .cached = {},
          .written = written};
}

} // namespace

std::uint64_t pack(const Walk& w) {
  return b::page.put(w.page) | b::level.put(w.level) |
         b::access.put(static_cast<std::uint64_t>(w.access)) | b::demand.put(w.demand) |
         b::faulted.put(w.faulted) | b::read_only.put(!w.writable) | b::supervisor.put(!w.user) |
         b::no_execute.put(w.no_execute) | b::dangling.put(w.dangling) | b::pcid.put(w.pcid) |
         b::table.put(w.table);
}

Walk unpack_walk(std::uint64_t word) {
  return {.page = static_cast<PageId>(b::page.get(word)),
          .level = static_cast<std::uint8_t>(b::level.get(word)),
          .access = static_cast<Access>(b::access.get(word)),
          .demand = b::demand.test(word),
          .faulted = b::faulted.test(word),
          .writable = !b::read_only.test(word),
          .user = !b::supervisor.test(word),
          .no_execute = b::no_execute.test(word),
          .dangling = b::dangling.test(word),
          .pcid = static_cast<std::uint8_t>(b::pcid.get(word)),
          .table = b::table.get(word)};
}

WalkStep read_level(const PagingMode& mode, const Walk& walk, Word word, bool user_mode,
                    std::uint8_t max_physical_bits) {
  const Decoded entry = decode(mode, walk.level, word, max_physical_bits);
  if (entry.kind == Decoded::Kind::not_present || entry.kind == Decoded::Kind::reserved)
    return fault(walk, word);
  const Walk after = narrowed(walk, entry);
  const Word accessed = entry.accessed ? word : word | bit::accessed;
  if (entry.kind == Decoded::Kind::table) return go_on(after, entry, accessed);
  if (walk.demand && forbidden(after, user_mode)) return fault(after, word);
  const bool writes = walk.access == Access::write && after.writable;
  return install(after, entry, writes ? accessed | bit::dirty : accessed);
}

bool permits(const TlbEntry& entry, Access access, bool user_mode) {
  if (user_mode && !entry.user) return false;
  if (access == Access::write) return entry.writable && entry.dirty;
  return access != Access::execute || !entry.no_execute;
}

} // namespace ghostwalk::hw
