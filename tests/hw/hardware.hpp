// SPDX-License-Identifier: MIT
// What the hardware tests share: tracked pages with the cover a compiler would make, a TLB and a
// paging-structure cache that own their bytes, and printing.
#pragma once

#include <initializer_list>
#include <ostream>
#include <utility>
#include <vector>

#include "models/hw/page_walker.hpp"

namespace ghostwalk::hw {

inline const PagingMode& i386() { return paging_mode(PagingModeId::i386); }
inline const PagingMode& pae() { return paging_mode(PagingModeId::pae); }
inline const PagingMode& x86_64() { return paging_mode(PagingModeId::x86_64); }

// Tracked pages, given in ascending order: page n is the n-th address.
class Pages {
public:
  Pages(const PagingMode& mode, std::initializer_list<Address> addresses) {
    const std::vector<Address> pages(addresses);
    for (std::size_t size = 1; size <= mode.levels; ++size)
      for (std::size_t p = 0; p < pages.size(); ++p) {
        std::size_t first = 0;
        while (pages[first] >> mode.level[size].shift != pages[p] >> mode.level[size].shift)
          ++first;
        smallest_[size].push_back(static_cast<PageId>(first));
      }
  }
  PageCover cover() const {
    PageCover c;
    for (std::size_t size = 1; size < smallest_.size(); ++size) c.of_size[size] = smallest_[size];
    return c;
  }

private:
  std::array<std::vector<PageId>, 5> smallest_;
};

template <class View>
class Owning : public View {
public:
  explicit Owning(std::uint16_t capacity)
      : Owning(capacity, std::vector<std::byte>(8U * capacity)) {}
  Owning(const Owning&) = delete; // The view would still look at the old bytes.
  Owning& operator=(const Owning&) = delete;
  const std::vector<std::byte>& bytes() const { return bytes_; }

private:
  Owning(std::uint16_t capacity, std::vector<std::byte> zeros)
      : View(zeros.data(), capacity), bytes_(std::move(zeros)) {} // Moving keeps the address.
  std::vector<std::byte> bytes_;
};
using OwningTlb = Owning<Tlb>;
using OwningPagingCache = Owning<PagingCache>;

inline std::ostream& operator<<(std::ostream& out, const TlbEntry& e) {
  return out << "tlb{page " << e.page << " size " << +e.size << " frame " << e.frame << " pcid "
             << +e.pcid << " type " << +e.memory_type << (e.writable ? " W" : "")
             << (e.user ? " U" : "") << (e.no_execute ? " NX" : "") << (e.global ? " G" : "")
             << (e.dirty ? " D" : "") << (e.dangling ? " dangling" : "") << "}";
}
inline std::ostream& operator<<(std::ostream& out, const PagingCacheEntry& e) {
  return out << "cached{page " << e.page << " level " << +e.level << " table " << e.table
             << " pcid " << +e.pcid << (e.writable ? " W" : "") << (e.user ? " U" : "")
             << (e.no_execute ? " NX" : "") << (e.dangling ? " dangling" : "") << "}";
}
inline std::ostream& operator<<(std::ostream& out, const Walk& w) {
  return out << "walk{page " << w.page << " level " << +w.level << " access "
             << static_cast<int>(w.access) << " table " << w.table << " pcid " << +w.pcid
             << (w.demand ? " demand" : "") << (w.faulted ? " faulted" : "")
             << (w.writable ? " W" : "") << (w.user ? " U" : "") << (w.no_execute ? " NX" : "")
             << (w.dangling ? " dangling" : "") << "}";
}
inline std::ostream& operator<<(std::ostream& out, Decoded::Kind kind) {
  return out << std::array{"not_present", "reserved", "table",
                           "leaf"}[static_cast<std::size_t>(kind)];
}
inline std::ostream& operator<<(std::ostream& out, WalkStep::Next next) {
  return out << std::array{"go_on", "install", "fault"}[static_cast<std::size_t>(next)];
}

} // namespace ghostwalk::hw
