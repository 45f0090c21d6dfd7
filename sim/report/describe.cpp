// SPDX-License-Identifier: MIT
#include "sim/report/describe.hpp"

#include <fmt/format.h>

#include "sim/report/units.hpp"

namespace ghostwalk::report {
namespace {

std::string cpu_list(std::uint64_t mask, int first) { // "0, 2"
  std::string list;
  for (int bit = 0; bit < 64; ++bit)
    if (((mask >> bit) & 1) != 0)
      list += fmt::format("{}{}", list.empty() ? "" : ", ", first + bit);
  return list;
}

// "frame 0x1003 (page table)"
std::string owned_frame(Pfn frame, std::uint64_t owner) {
  return fmt::format("frame {} ({})", hex(frame), name(static_cast<Owner>(owner)));
}

std::string vector_name(const Program& p, std::uint8_t vector) {
  return vector < p.vectors.size() ? p.vectors[vector].name : fmt::format("vector {}", vector);
}

std::string variable(const Program& p, const Event& e, bool write) {
  const std::string place = place_name(p, e.place, e.index);
  if (!write) return fmt::format("reads {}: {}", place, value_text(p, e.place, e.after));
  return fmt::format("sets {} = {} (was {})", place, value_text(p, e.place, e.after),
                     value_text(p, e.place, e.before));
}

std::string word_access(const Program& p, const Event& e, bool write) {
  const auto digits = p.mode->word_bytes * 2 + 2;
  const std::string place = fmt::format("word {:#x} of frame {}", e.index, hex(e.frame));
  if (!write) return fmt::format("reads {}: {:#0{}x}", place, e.after, digits);
  return fmt::format("writes {:#0{}x} to {} (was {:#0{}x})", e.after, digits, place, e.before,
                     digits);
}

std::string flush_text(const Program& p, const Event& e) {
  constexpr std::string_view names[] = {"MOV CR3", "INVLPG", "CR4.PGE", "page fault", "INVPCID"};
  std::string text = fmt::format("{} flush", names[e.what < 5 ? e.what : 0]);
  if (static_cast<FlushKind>(e.what) == FlushKind::invlpg)
    text = e.page < p.pages.size() ? fmt::format("INVLPG {}", page_name(p, e.page)) : "INVLPG";
  text += fmt::format(": drops {}",
                      e.before == 1 ? "1 translation" : fmt::format("{} translations", e.before));
  if (e.after != 0)
    text += fmt::format(", ends {}", plural(static_cast<std::int64_t>(e.after), "walk"));
  return text;
}

std::string walk_text(const Program& p, const Event& e) {
  if (e.kind == EventKind::walk_started)
    return fmt::format("a walk for {} starts at the {} in frame {} ({})", page_name(p, e.page),
                       table_name(e.level), hex(e.frame), e.what == 1 ? "demand" : "speculative");
  if (e.kind == EventKind::walk_read)
    return fmt::format("the walk for {} reads {} {:#x} of frame {}: {}", page_name(p, e.page),
                       entry_name(e.level), e.index, hex(e.frame), word_bits(p, e.level, e.before));
  constexpr std::string_view ends[] = {"with a translation", "not present", "without the rights",
                                       "by an invalidation"};
  return fmt::format("the walk for {} ends: {}", page_name(p, e.page),
                     ends[e.what < 4 ? e.what : 0]);
}

std::string cache_text(const Program& p, const Event& e) {
  const bool tlb = e.kind == EventKind::tlb_filled || e.kind == EventKind::tlb_dropped ||
                   e.kind == EventKind::tlb_evicted;
  const bool filled = e.kind == EventKind::tlb_filled || e.kind == EventKind::paging_cache_filled;
  const bool evicted =
      e.kind == EventKind::tlb_evicted || e.kind == EventKind::paging_cache_evicted;
  const char* verb = filled ? "takes" : evicted ? "evicts" : "drops";
  if (tlb)
    return fmt::format("the TLB {} {}: {}", verb, page_name(p, e.page),
                       entry_text(p, hw::unpack_tlb(e.after)));
  const hw::PagingCacheEntry entry = hw::unpack_paging_cache(e.after);
  return fmt::format("the {} cache {} {}: table in frame {}", entry_name(entry.level), verb,
                     page_name(p, e.page), hex(entry.table));
}

std::string mask_text(const Place& place, std::uint64_t mask) {
  return mask == 0 ? "no cpu" : fmt::format("{{{}}}", cpu_list(mask, place.first_cpu));
}

std::string branch_text(const Program& p, const Event& e) {
  const bool kernel =
      e.insn < p.code.size() ? p.code[e.insn].op == Op::branch_kernel : e.after == 0;
  return kernel ? fmt::format("kernel branch at {}", address(p, e.before))
                : fmt::format("branch {} to {}", address(p, e.before), address(p, e.after));
}

} // namespace

std::string hex(std::uint64_t number) { return fmt::format("{:#x}", number); }

std::string address(const Program& program, Address va) {
  return fmt::format("{:#0{}x}", va, program.mode->id == hw::PagingModeId::x86_64 ? 18 : 10);
}

std::string page_name(const Program& program, PageId page) {
  return page < program.pages.size() ? address(program, program.pages[page].va) : "?";
}

std::string word_bits(const Program& program, int level, Word word) {
  const auto digits = program.mode->word_bytes * 2 + 2;
  std::string text = fmt::format("{:#0{}x}", word, digits);
  const auto physical = static_cast<std::uint8_t>(program.cpu.number(hw::Key::max_physical_bits));
  const hw::Decoded d = hw::decode(*program.mode, level, word, physical);
  if (d.kind == hw::Decoded::Kind::not_present) return text + ", not present";
  if (d.kind == hw::Decoded::Kind::reserved) return text + ", reserved bits set";
  text += fmt::format(", {} {}, present", d.kind == hw::Decoded::Kind::table ? "table" : "frame",
                      hex(d.frame));
  if (d.writable) text += " writable";
  if (d.user) text += " user";
  if (d.global) text += " global";
  if (d.accessed) text += " accessed";
  if (d.dirty) text += " dirty";
  if (d.no_execute) text += " no-execute";
  return text;
}

std::string entry_text(const Program&, const hw::TlbEntry& entry) {
  std::string text = "frame " + hex(entry.frame) + ",";
  text += entry.user ? " user" : " supervisor";
  if (entry.writable) text += " writable";
  if (entry.global) text += " global";
  if (entry.dirty) text += " dirty";
  if (entry.no_execute) text += " no-execute";
  if (entry.pcid != 0) text += fmt::format(" PCID {}", entry.pcid);
  return text;
}

std::string place_name(const Program& program, std::uint16_t place, std::uint32_t index) {
  if (place >= program.places.size()) return "?";
  const Place& at = program.places[place];
  if (at.scope == Place::Scope::per_cpu) return fmt::format("{} of cpu {}", at.name, index);
  const std::size_t dot = at.name.find('.');
  if (dot == std::string::npos)
    return at.count == 1 ? at.name : fmt::format("{}[{}]", at.name, index);
  if (index < program.records.size()) return program.records[index] + at.name.substr(dot);
  return fmt::format("{}({}){}", at.name.substr(0, dot), index, at.name.substr(dot));
}

std::string value_text(const Program& program, std::uint16_t place, std::uint64_t value) {
  if (place >= program.places.size()) return std::to_string(value);
  switch (program.places[place].type) {
  case Place::Type::boolean: return value != 0 ? "true" : "false";
  case Place::Type::cpumask: return mask_text(program.places[place], value);
  case Place::Type::frame: return value == 0 ? "none" : "frame " + hex(value);
  case Place::Type::word: return hex(value);
  case Place::Type::address: return address(program, value);
  case Place::Type::lock: return value == 0 ? "free" : fmt::format("held by cpu {}", value - 1);
  case Place::Type::record:
    return value < program.records.size() ? program.records[value] : std::to_string(value);
  default: return std::to_string(value);
  }
}

// A variable with `offset` among its elements, of which the first lies at `first`.
static bool lies_in(const Place& place, std::uint32_t first, std::uint32_t offset) {
  const std::uint32_t elements = place.scope == Place::Scope::per_cpu ? 1 : place.count;
  return offset >= first && offset - first < elements * place.width;
}

std::string memory_name(const Program& p, std::uint32_t offset) {
  if (const auto word = stored_word(p, offset))
    return fmt::format("word {:#x} of frame {}", word->index, hex(word->frame));
  for (std::uint16_t n = 0; n < p.places.size(); ++n) {
    const Place& place = p.places[n];
    const bool per_cpu = place.scope == Place::Scope::per_cpu;
    for (CpuId cpu = 0; cpu < (per_cpu ? p.cpus : 1); ++cpu) {
      const std::uint32_t first =
          place.offset + (per_cpu ? p.layout.cpus + cpu * p.layout.cpu.bytes : 0);
      if (lies_in(place, first, offset))
        return place_name(p, n, per_cpu ? cpu : place.first + (offset - first) / place.width);
    }
  }
  return "memory";
}

std::string describe(const Program& p, const Event& e) {
  switch (e.kind) {
  case EventKind::read_var: return variable(p, e, false);
  case EventKind::write_var: return variable(p, e, true);
  case EventKind::read_word: return word_access(p, e, false);
  case EventKind::write_word: return word_access(p, e, true);
  case EventKind::locked: return "locks " + place_name(p, e.place, e.index);
  case EventKind::unlocked: return "unlocks " + place_name(p, e.place, e.index);
  case EventKind::allocated: return "allocates " + owned_frame(e.frame, e.after);
  case EventKind::freed: return "frees " + owned_frame(e.frame, e.before);
  case EventKind::marked:
    return fmt::format("makes frame {} a {}", hex(e.frame), name(static_cast<Owner>(e.after)));
  case EventKind::sent: return fmt::format("sends {} to cpu {}", vector_name(p, e.what), e.other);
  case EventKind::flush: return flush_text(p, e);
  case EventKind::cr3_loaded:
    return fmt::format("loads CR3 with frame {} (was {})", hex(e.frame), hex(e.before));
  case EventKind::accessed:
    return fmt::format("{}s {} in frame {}", name(static_cast<hw::Access>(e.what)),
                       page_name(p, e.page), hex(e.frame));
  case EventKind::faulted: return "page fault at " + page_name(p, e.page);
  case EventKind::branched: return branch_text(p, e);
  case EventKind::chose: return "chooses " + hex(e.after);
  case EventKind::event:
    return "reaches " + (e.index < p.events.size() ? p.events[e.index] : std::string("?"));
  case EventKind::assertion: return "the assertion fails";
  case EventKind::speculated: return "speculates at " + page_name(p, e.page);
  case EventKind::interrupts: return e.after != 0 ? "interrupts on" : "interrupts off";
  case EventKind::drained:
    return fmt::format("its store to {} reaches memory: {}", memory_name(p, e.index), hex(e.after));
  case EventKind::interrupt_taken: return "takes interrupt " + vector_name(p, e.what);
  case EventKind::interrupt_done: return "returns from interrupt " + vector_name(p, e.what);
  case EventKind::walk_started:
  case EventKind::walk_read:
  case EventKind::walk_ended: return walk_text(p, e);
  case EventKind::oracle:
    return fmt::format("{}: {}", name(static_cast<Oracle>(e.what)),
                       meaning(static_cast<Oracle>(e.what)));
  default: return cache_text(p, e);
  }
}

} // namespace ghostwalk::report
