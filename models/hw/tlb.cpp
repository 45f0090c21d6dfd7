// SPDX-License-Identifier: MIT
#include "models/hw/tlb.hpp"

namespace ghostwalk::hw {

std::uint64_t pack(const TlbEntry& e) {
  namespace b = tlb_bits;
  return b::valid.put(1) | b::page.put(e.page) | b::size.put(e.size) | b::pcid.put(e.pcid) |
         b::global.put(e.global) | b::writable.put(e.writable) | b::user.put(e.user) |
         b::no_execute.put(e.no_execute) | b::dirty.put(e.dirty) | b::dangling.put(e.dangling) |
         b::memory_type.put(e.memory_type) | b::frame.put(e.frame);
}

TlbEntry unpack_tlb(std::uint64_t word) {
  namespace b = tlb_bits;
  return {.page = static_cast<PageId>(b::page.get(word)),
          .size = static_cast<std::uint8_t>(b::size.get(word)),
          .frame = b::frame.get(word),
          .pcid = static_cast<std::uint8_t>(b::pcid.get(word)),
          .memory_type = static_cast<std::uint8_t>(b::memory_type.get(word)),
          .writable = b::writable.test(word),
          .user = b::user.test(word),
          .no_execute = b::no_execute.test(word),
          .global = b::global.test(word),
          .dirty = b::dirty.test(word),
          .dangling = b::dangling.test(word)};
}

TlbEntry fragment(const PagingMode& mode, TlbEntry entry, PageId page, Address va) {
  if (entry.size != 2) return entry;
  const Address inside = va & ((Address{1} << mode.level[2].shift) - 1);
  entry.frame += inside >> 12;
  entry.page = page;
  entry.size = 0;
  return entry;
}

bool Tlb::insert(const TlbEntry& entry) {
  TlbEntry added = entry;
  if (added.global) added.pcid = 0;
  return slots_.insert(pack(added));
}

void Tlb::evict(std::uint16_t slot) { slots_.erase(slot); }

int Tlb::drop_page(PageId page, std::uint8_t pcid, bool also_global, const PageCover& cover) {
  return slots_.erase_if([&](std::uint64_t word) {
    return covers(word, page, cover) &&
           (tlb_bits::global.test(word) ? also_global : tlb_bits::pcid.get(word) == pcid);
  });
}

int Tlb::drop_fragments(PageId page, std::uint8_t pcid, const PageCover& cover) {
  return slots_.erase_if([&](std::uint64_t word) {
    const auto of = static_cast<std::size_t>(tlb_bits::page.get(word));
    return tlb_bits::size.get(word) == 0 && cover.of_size[2][of] == cover.of_size[2][page] &&
           (tlb_bits::global.test(word) || tlb_bits::pcid.get(word) == pcid);
  });
}

int Tlb::drop_pcid(std::uint8_t pcid) {
  return slots_.erase_if([=](std::uint64_t word) {
    return !tlb_bits::global.test(word) && tlb_bits::pcid.get(word) == pcid;
  });
}

int Tlb::drop_non_global() {
  return slots_.erase_if([](std::uint64_t word) { return !tlb_bits::global.test(word); });
}

int Tlb::drop_all() {
  return slots_.erase_if([](std::uint64_t) { return true; });
}

int Tlb::mark_dangling(Pfn frame, const PagingMode& mode, std::span<const std::uint8_t> exempt) {
  return slots_.mark(tlb_bits::dangling.put(1), [&](std::uint64_t word) {
    const auto page = static_cast<std::size_t>(tlb_bits::page.get(word));
    if (page < exempt.size() && exempt[page] != 0) return false;
    const int log_frames =
        page_shift(mode, static_cast<std::uint8_t>(tlb_bits::size.get(word))) - 12;
    return frame >> log_frames == tlb_bits::frame.get(word) >> log_frames;
  });
}

} // namespace ghostwalk::hw
