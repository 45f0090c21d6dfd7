// SPDX-License-Identifier: MIT
// The fixed vocabulary of describe.hpp: oracles, owners, levels, kinds of event.
#include <array>

#include "sim/machine/oracles.hpp"
#include "sim/report/describe.hpp"

namespace ghostwalk::report {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Oracle::count_)> meanings{
    "a global translation for a user address got into a TLB",
    "a page walk read a frame that was no page table, or was freed since the walk reached it",
    "a page walk read a page on a quicklist: harmless only because its words read as not present",
    "an access went through a translation that the page tables no longer give",
    "an access went to a frame that was freed since its translation was made",
    "the page walker set an accessed or dirty bit in a frame that is no page table",
    "an access went to a frame that a TLB has with another memory type too",
    "an instruction was fetched while half of it was rewritten",
    "a page table was freed while a page walk held it",
    "an access took a page fault",
    "someone waits and nothing can happen any more",
    "an assertion failed",
    "a frame was freed while a TLB still had a translation of it"};

constexpr std::array<std::string_view, 8> owners{
    "free page",          "page table", "page directory", "third-level table",
    "fourth-level table", "user page",  "kernel page",    "page on a quicklist"};

constexpr std::array<std::string_view, 33> kinds{"read_var",
                                                 "write_var",
                                                 "read_word",
                                                 "write_word",
                                                 "locked",
                                                 "unlocked",
                                                 "allocated",
                                                 "freed",
                                                 "marked",
                                                 "sent",
                                                 "flush",
                                                 "cr3_loaded",
                                                 "accessed",
                                                 "faulted",
                                                 "branched",
                                                 "chose",
                                                 "event",
                                                 "assertion",
                                                 "speculated",
                                                 "interrupts",
                                                 "drained",
                                                 "interrupt_taken",
                                                 "interrupt_done",
                                                 "walk_started",
                                                 "walk_read",
                                                 "walk_ended",
                                                 "tlb_filled",
                                                 "tlb_dropped",
                                                 "tlb_evicted",
                                                 "paging_cache_filled",
                                                 "paging_cache_dropped",
                                                 "paging_cache_evicted",
                                                 "oracle"};
static_assert(static_cast<std::size_t>(EventKind::oracle) == 32,
              "name the new kind of event above");

constexpr std::array<std::array<std::string_view, 2>, 5> levels{
    {{"page", "word"},
     {"page table", "PTE"},
     {"page directory", "PDE"},
     {"page-directory-pointer table", "PDPTE"},
     {"PML4 table", "PML4E"}}};

} // namespace

std::string_view name(Oracle oracle) { return words(oracle); }
std::string_view meaning(Oracle oracle) { return meanings[static_cast<std::size_t>(oracle)]; }

std::string_view name(Owner owner) {
  const auto n = static_cast<std::size_t>(owner);
  return n < owners.size() ? owners[n] : std::string_view("page");
}

std::string_view name(hw::Access access) {
  constexpr std::array<std::string_view, 3> names{"read", "write", "execute"};
  const auto n = static_cast<std::size_t>(access);
  return n < names.size() ? names[n] : std::string_view("access");
}

std::string_view table_name(int level) {
  return levels[static_cast<std::size_t>(level >= 0 && level <= 4 ? level : 0)][0];
}
std::string_view entry_name(int level) {
  return levels[static_cast<std::size_t>(level >= 0 && level <= 4 ? level : 0)][1];
}

std::string_view kind_name(EventKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

} // namespace ghostwalk::report
