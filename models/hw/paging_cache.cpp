// SPDX-License-Identifier: MIT
#include "models/hw/paging_cache.hpp"

namespace ghostwalk::hw {

std::uint64_t pack(const PagingCacheEntry& e) {
  namespace b = paging_cache_bits;
  return b::valid.put(1) | b::page.put(e.page) | b::level.put(e.level) | b::pcid.put(e.pcid) |
         b::writable.put(e.writable) | b::user.put(e.user) | b::no_execute.put(e.no_execute) |
         b::dangling.put(e.dangling) | b::table.put(e.table);
}

PagingCacheEntry unpack_paging_cache(std::uint64_t word) {
  namespace b = paging_cache_bits;
  return {.page = static_cast<PageId>(b::page.get(word)),
          .level = static_cast<std::uint8_t>(b::level.get(word)),
          .table = b::table.get(word),
          .pcid = static_cast<std::uint8_t>(b::pcid.get(word)),
          .writable = b::writable.test(word),
          .user = b::user.test(word),
          .no_execute = b::no_execute.test(word),
          .dangling = b::dangling.test(word)};
}

bool PagingCache::insert(const PagingCacheEntry& entry) { return slots_.insert(pack(entry)); }

void PagingCache::evict(std::uint16_t slot) { slots_.erase(slot); }

int PagingCache::drop_pcid(std::uint8_t pcid) {
  return slots_.erase_if(
      [=](std::uint64_t word) { return paging_cache_bits::pcid.get(word) == pcid; });
}

int PagingCache::drop_page(PageId page, std::uint8_t pcid, const PageCover& cover) {
  return slots_.erase_if([&](std::uint64_t word) {
    return covers(word, page, cover) && paging_cache_bits::pcid.get(word) == pcid;
  });
}

int PagingCache::drop_all() {
  return slots_.erase_if([](std::uint64_t) { return true; });
}

int PagingCache::mark_dangling(Pfn table) {
  return slots_.mark(paging_cache_bits::dangling.put(1), [=](std::uint64_t word) {
    return paging_cache_bits::table.get(word) == table;
  });
}

} // namespace ghostwalk::hw
