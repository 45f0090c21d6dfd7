// SPDX-License-Identifier: MIT
#include "sim/lang/layout/tracked.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"

namespace ghostwalk::lang {
namespace {

std::optional<std::uint64_t> constant_of(const Codes& code) {
  if (code.size() != 1 || code[0].op != ExprOp::constant) return std::nullopt;
  return code[0].arg;
}

void track_address(Tracked& tracked, const hw::PagingMode& mode, const Codes& code, Location at) {
  const auto va = constant_of(code);
  if (!va) return;
  check_address(mode, *va, at); // It may have become a constant only now.
  tracked.add_page(mode, *va);
  if (tracked.pages.size() > max_pages)
    fail(at, fmt::format("more than {} linear pages", max_pages), "map and touch fewer");
}

void track_word(Tracked& tracked, const Codes& index) {
  if (const auto i = constant_of(index)) tracked.words.insert(static_cast<std::uint16_t>(*i));
}

void track(Tracked& tracked, const Draft& d, const hw::PagingMode& mode, Location at) {
  switch (d.op) {
  case Op::access:
    track_address(tracked, mode, d.a, at);
    if (const auto va = constant_of(d.a);
        va && (d.aux != static_cast<std::uint8_t>(hw::Access::execute) || d.dst != nothing))
      tracked.words.insert(static_cast<std::uint16_t>((*va & 0xfff) / mode.word_bytes));
    break;
  case Op::branch_user: track_address(tracked, mode, d.b, at); [[fallthrough]];
  case Op::speculate: track_address(tracked, mode, d.a, at); break;
  case Op::branch_kernel: // It only asks the BTB: its own page needs no place in the state.
    if (const auto va = constant_of(d.a)) check_address(mode, *va, at);
    break;
  case Op::store_word:
  case Op::rmw_word: track_word(tracked, d.b); break;
  default: break;
  }
}

std::vector<PageId> cover_of(const std::vector<Page>& pages, int shift) {
  std::vector<PageId> cover(pages.size());
  for (std::size_t i = 1; i < pages.size(); ++i)
    cover[i] =
        pages[i].va >> shift == pages[i - 1].va >> shift ? cover[i - 1] : static_cast<PageId>(i);
  return cover;
}

std::vector<PageId> next_of(const std::vector<Page>& pages) {
  std::vector<PageId> next(pages.size());
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const bool follows = i + 1 < pages.size() && pages[i + 1].va == pages[i].va + hw::page_bytes;
    next[i] = static_cast<PageId>(follows ? i + 1 : i);
  }
  return next;
}

} // namespace

void Tracked::add_page(const hw::PagingMode& mode, Address va) {
  pages.insert(va & ~(hw::page_bytes - 1));
  for (int level = 1; level <= mode.levels; ++level) words.insert(hw::index_of(mode, level, va));
}

Tracked tracked_by(const Tables& tables, const hw::PagingMode& mode) {
  Tracked tracked;
  for (const Address va : tables.pages) tracked.add_page(mode, va);
  for (const Tables::Stored& word : tables.words) tracked.words.insert(word.index);
  return tracked;
}

void track_code(Tracked& tracked, const DraftCode& draft, const hw::PagingMode& mode) {
  for (const Draft& d : draft.code) track(tracked, d, mode, draft.origins[d.origin].at);
}

void set_tracked(Program& program, const Tracked& tracked) {
  const hw::PagingMode& mode = *program.mode;
  for (const Address va : tracked.pages) program.pages.push_back({va, hw::is_user(mode, va)});
  for (std::size_t level = 1; level <= mode.levels; ++level)
    program.cover[level] = cover_of(program.pages, mode.level[level].shift);
  program.cover[0] = program.cover[1]; // Pieces of large pages: see hw::TlbEntry.
  program.next_page = next_of(program.pages);
  program.words.assign(tracked.words.begin(), tracked.words.end());
  program.word_slot.assign(hw::page_bytes / mode.word_bytes, -1);
  for (std::size_t i = 0; i < program.words.size(); ++i)
    program.word_slot[program.words[i]] = static_cast<std::int16_t>(i);
  if (!mode.root_in_registers) return;
  std::set<std::uint16_t> roots;
  for (const Page& page : program.pages) roots.insert(hw::index_of(mode, mode.levels, page.va));
  program.root_index.assign(roots.begin(), roots.end());
}

} // namespace ghostwalk::lang
