// SPDX-License-Identifier: MIT
// Equal sets are equal bytes, packing loses nothing, and a TLB does what a plain set would.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "tests/hw/hardware.hpp"

namespace ghostwalk::hw {
namespace {

template <class Integer>
Integer below(std::uint64_t bound) {
  return static_cast<Integer>(*rc::gen::inRange<std::uint64_t>(0, bound));
}
bool coin() { return *rc::gen::arbitrary<bool>(); }

TlbEntry any_tlb_entry(std::uint64_t pages, std::uint64_t frames, std::uint64_t pcids) {
  return {.page = below<PageId>(pages),
          .size = static_cast<std::uint8_t>(1 + below<int>(3)),
          .frame = below<Pfn>(frames),
          .pcid = below<std::uint8_t>(pcids),
          .memory_type = below<std::uint8_t>(8),
          .writable = coin(),
          .user = coin(),
          .no_execute = coin(),
          .global = coin(),
          .dirty = coin(),
          .dangling = coin()};
}

PagingCacheEntry any_paging_cache_entry(std::uint64_t pages, std::uint64_t frames) {
  return {.page = below<PageId>(pages),
          .level = static_cast<std::uint8_t>(2 + below<int>(3)),
          .table = below<Pfn>(frames),
          .pcid = below<std::uint8_t>(16),
          .writable = coin(),
          .user = coin(),
          .no_execute = coin(),
          .dangling = coin()};
}

constexpr std::uint64_t all_pages = 1 << 12, all_frames = std::uint64_t{1} << 36;

RC_GTEST_PROP(Packing, ATlbEntryComesBackAsItWas, ()) {
  const TlbEntry entry = any_tlb_entry(all_pages, all_frames, 16);
  RC_ASSERT(pack(entry) != 0U);
  RC_ASSERT(unpack_tlb(pack(entry)) == entry);
}

RC_GTEST_PROP(Packing, APagingCacheEntryComesBackAsItWas, ()) {
  const PagingCacheEntry entry = any_paging_cache_entry(all_pages, all_frames);
  RC_ASSERT(pack(entry) != 0U);
  RC_ASSERT(unpack_paging_cache(pack(entry)) == entry);
}

RC_GTEST_PROP(Packing, AWalkComesBackAsItWas, ()) {
  const Walk walk{.page = below<PageId>(all_pages),
                  .level = below<std::uint8_t>(5),
                  .access = below<Access>(3),
                  .demand = coin(),
                  .faulted = coin(),
                  .writable = coin(),
                  .user = coin(),
                  .no_execute = coin(),
                  .dangling = coin(),
                  .pcid = below<std::uint8_t>(16),
                  .table = below<Pfn>(all_frames)};
  RC_ASSERT(unpack_walk(pack(walk)) == walk);
}

TEST(Packing, TheLargestFieldsFit) {
  const TlbEntry entry{.page = 4095,
                       .size = 3,
                       .frame = all_frames - 1,
                       .pcid = 15,
                       .memory_type = 7,
                       .writable = true,
                       .user = true,
                       .no_execute = true,
                       .global = true,
                       .dirty = true,
                       .dangling = true};
  EXPECT_EQ(pack(entry), ~std::uint64_t{0});
  EXPECT_EQ(unpack_tlb(~std::uint64_t{0}), entry);
}

// ── The reference: a TLB as a map from its key, with rules written down as one would read them ──

// Four pages: 0, 1 | 2 in 2 MiB pages, 0, 1, 2 | 3 in 1 GiB pages.
const Pages pages(x86_64(), {0x00400000, 0x00401000, 0x00600000, 0x40000000});
const PageCover cover = pages.cover();

using Key = std::tuple<PageId, int, bool, int>; // page, size, global, PCID
using Reference = std::map<Key, TlbEntry>;

TlbEntry normal(TlbEntry e) {
  e.page = cover.of_size[e.size][e.page];
  if (e.global) e.pcid = 0;
  return e;
}
Key key(const TlbEntry& e) { return {e.page, e.size, e.global, e.pcid}; }
bool covers(const TlbEntry& e, PageId page) { return cover.of_size[e.size][page] == e.page; }

std::vector<TlbEntry> sorted(std::vector<TlbEntry> entries) {
  std::sort(entries.begin(), entries.end(),
            [](const TlbEntry& a, const TlbEntry& b) { return pack(a) < pack(b); });
  return entries;
}
std::vector<TlbEntry> contents(const Tlb& tlb) {
  std::vector<TlbEntry> found;
  for (std::uint16_t i = 0; i < tlb.used(); ++i) found.push_back(tlb.at(i));
  return sorted(found);
}
std::vector<TlbEntry> contents(const Reference& reference) {
  std::vector<TlbEntry> found;
  for (const auto& [k, entry] : reference) found.push_back(entry);
  return sorted(found);
}

constexpr std::uint16_t capacity = 6; // Few, so that it fills up.

void insert(Tlb& tlb, Reference& reference) {
  const TlbEntry entry = normal(any_tlb_entry(4, 4, 3));
  const bool fits = reference.contains(key(entry)) || reference.size() < capacity;
  RC_ASSERT(tlb.insert(entry) == fits);
  if (fits) reference[key(entry)] = entry;
}

void drop(Tlb& tlb, Reference& reference) {
  const auto page = below<PageId>(4);
  const auto pcid = below<std::uint8_t>(3);
  const auto gone = [&](auto rule) {
    return static_cast<int>(
        std::erase_if(reference, [&](const auto& item) { return rule(item.second); }));
  };
  switch (below<int>(5)) {
  case 0:
    RC_ASSERT(tlb.drop_page(page, pcid, true, cover) == gone([&](const TlbEntry& e) {
                return covers(e, page) && (e.global || e.pcid == pcid);
              }));
    break;
  case 1:
    RC_ASSERT(tlb.drop_page(page, pcid, false, cover) == gone([&](const TlbEntry& e) {
                return covers(e, page) && !e.global && e.pcid == pcid;
              }));
    break;
  case 2:
    RC_ASSERT(tlb.drop_pcid(pcid) ==
              gone([&](const TlbEntry& e) { return !e.global && e.pcid == pcid; }));
    break;
  case 3:
    RC_ASSERT(tlb.drop_non_global() == gone([](const TlbEntry& e) { return !e.global; }));
    break;
  default: RC_ASSERT(tlb.drop_all() == gone([](const TlbEntry&) { return true; }));
  }
}

void evict(Tlb& tlb, Reference& reference) {
  if (tlb.used() == 0) return;
  const auto slot = below<std::uint16_t>(tlb.used());
  reference.erase(key(tlb.at(slot)));
  tlb.evict(slot);
}

void mark(Tlb& tlb, Reference& reference) {
  const auto frame = below<Pfn>(4);
  int marked = 0;
  for (auto& [k, e] : reference) {
    const int log_frames = x86_64().level[e.size].shift - 12;
    if (e.dangling || e.frame >> log_frames != frame >> log_frames) continue;
    e.dangling = true;
    ++marked;
  }
  RC_ASSERT(tlb.mark_dangling(frame, x86_64()) == marked);
}

void look(const Tlb& tlb, const Reference& reference) {
  const auto page = below<PageId>(4);
  const auto pcid = below<std::uint8_t>(3);
  std::vector<TlbEntry> found, expected;
  for (int i = 0; tlb.find(page, pcid, cover, i) >= 0; ++i)
    found.push_back(tlb.at(static_cast<std::uint16_t>(tlb.find(page, pcid, cover, i))));
  for (const auto& [k, e] : reference)
    if (covers(e, page) && (e.global || e.pcid == pcid)) expected.push_back(e);
  RC_ASSERT(sorted(found) == sorted(expected));
}

RC_GTEST_PROP(Tlb, DoesWhatAPlainSetWould, ()) {
  OwningTlb tlb(capacity);
  Reference reference;
  for (int n = below<int>(60); n > 0; --n) {
    switch (below<int>(8)) {
    case 0: drop(tlb, reference); break;
    case 1: evict(tlb, reference); break;
    case 2: mark(tlb, reference); break;
    default: insert(tlb, reference);
    }
    RC_ASSERT(contents(tlb) == contents(reference));
    look(tlb, reference);
  }
}

// However a set came about: the same entries in another order give the same bytes.
template <class Owning, class Entry>
void expect_canonical(const std::vector<Entry>& entries, const std::vector<std::size_t>& order) {
  Owning one(32), other(32);
  for (const Entry& e : entries) one.insert(e);
  for (const std::size_t i : order) other.insert(entries[i]);
  RC_ASSERT(one.bytes() == other.bytes());
}
std::vector<std::size_t> any_order(std::size_t count) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < count; ++i)
    order.insert(order.begin() + below<std::ptrdiff_t>(i + 1), i);
  return order;
}

RC_GTEST_PROP(CanonicalBytes, OfATlbDoNotDependOnTheOrderOfInsertion, ()) {
  Reference distinct;
  for (int n = below<int>(32); n > 0; --n) {
    const TlbEntry e = normal(any_tlb_entry(4, 4, 3));
    distinct[key(e)] = e;
  }
  const std::vector<TlbEntry> entries = contents(distinct);
  expect_canonical<OwningTlb>(entries, any_order(entries.size()));
}

RC_GTEST_PROP(CanonicalBytes, OfAPagingCacheDoNotDependOnTheOrderOfInsertion, ()) {
  std::map<std::tuple<PageId, int, int>, PagingCacheEntry> distinct;
  for (int n = below<int>(32); n > 0; --n) {
    const PagingCacheEntry e = any_paging_cache_entry(4, 4);
    distinct[{e.page, e.level, e.pcid}] = e;
  }
  std::vector<PagingCacheEntry> entries;
  entries.reserve(distinct.size());
  for (const auto& [k, e] : distinct) entries.push_back(e);
  expect_canonical<OwningPagingCache>(entries, any_order(entries.size()));
}

// Nor on what was there before: the TLB built anew from what another holds has its bytes.
RC_GTEST_PROP(CanonicalBytes, OfATlbDoNotDependOnItsHistory, ()) {
  OwningTlb old(capacity), fresh(capacity);
  Reference reference;
  for (int n = below<int>(40); n > 0; --n)
    if (below<int>(4) == 0)
      drop(old, reference);
    else
      insert(old, reference);
  mark(old, reference);
  for (const TlbEntry& e : contents(reference)) fresh.insert(e);
  RC_ASSERT(old.bytes() == fresh.bytes());
}

} // namespace
} // namespace ghostwalk::hw
