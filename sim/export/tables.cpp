// SPDX-License-Identifier: MIT
// Functions that are tables: of the program's pages and words, and of what the paging mode says about a word at each level. From the
// pages' addresses and the SDM's tables (vol. 3A chapter 4), not from what the machine has made of them.
#include "sim/export/model.hpp"

namespace ghostwalk::murphi {
namespace {

using hw::PagingModeId;

int shift_of(PagingModeId mode, int level) {
  if (mode == PagingModeId::i386) return level == 1 ? 12 : 22;
  return 12 + 9 * (level - 1);
}

std::uint64_t index_at(PagingModeId mode, int level, Address va) {
  const std::uint64_t entries = mode == PagingModeId::i386                ? 1024
                                : level == 3 && mode == PagingModeId::pae ? 4
                                                                          : 512;
  return (va >> shift_of(mode, level)) % entries;
}

std::size_t slot_of(const Program& p, std::uint64_t index) {
  for (std::size_t k = 0; k < p.words.size(); ++k)
    if (p.words[k] == index) return k;
  throw InputError(
      fmt::format("word {} of a table is not in the state: this cannot be exported", index));
}

template <class Entry>
void table(const Program& p, Text& out, const char* what, const char* type, Entry entry) {
  out.open("function {}(l: level; p: page): {};", what, type);
  out.between("begin");
  for (int l = 1; l <= p.mode->levels; ++l) {
    out.open("if l = {} then", l);
    out.open("switch p");
    for (std::size_t page = 0; page < p.pages.size(); ++page)
      out.line("case {}: return {};", page, entry(l, page));
    out.close();
    out.close();
  }
  out.line("return 0;");
  out.close();
  out.line("");
}

void page_tables(const Program& p, Text& out) {
  const PagingModeId mode = p.mode->id;
  out.line("-- Where the entry for a page lies in a table of that level.");
  table(p, out, "entry_slot", "word_slot", [&](int l, std::size_t page) {
    const auto index = index_at(mode, l, p.pages[page].va);
    return l == 3 && p.mode->root_in_registers ? 0 : slot_of(p, index);
  });
  out.line("-- The lowest page that shares a page of that size with it.");
  table(p, out, "region", "page", [&](int l, std::size_t page) {
    std::size_t first = page;
    while (first > 0 &&
           p.pages[first - 1].va >> shift_of(mode, l) == p.pages[page].va >> shift_of(mode, l))
      --first;
    return first;
  });
  out.line("-- How many small pages it lies behind the start of a page of that size.");
  table(p, out, "pages_into", "pfn", [&](int l, std::size_t page) {
    return p.pages[page].va % (Address{1} << shift_of(mode, l)) >> 12;
  });
}

void pages(const Program& p, Text& out) {
  const Address user_end = p.mode->id == PagingModeId::x86_64 ? 0x800000000000 : 0xc0000000;
  out.open("function is_user_page(p: page): boolean;");
  out.between("begin");
  std::size_t users = 0;
  while (users < p.pages.size() && p.pages[users].va < user_end) ++users;
  out.line("return p < {};", users);
  out.close();
  out.line("");
  out.line("-- The page behind it when there is one, else itself.");
  out.open("function next_page(p: page): page;");
  out.between("begin");
  for (std::size_t page = 0; page + 1 < p.pages.size(); ++page)
    if (p.pages[page + 1].va == p.pages[page].va + 4096)
      out.line("if p = {} then return {}; end;", page, page + 1);
  out.line("return p;");
  out.close();
  out.line("");
  out.open("function page_of(high: u32; low: u32): some_page;");
  out.line("var bare: u32;");
  out.between("begin");
  out.line("bare := (low >> 12) << 12;");
  for (std::size_t page = 0; page < p.pages.size(); ++page)
    out.line("if (high = {}) && (bare = {}) then return {}; end;", p.pages[page].va >> 32,
             p.pages[page].va & u32_max, page + 1);
  out.line("return 0;");
  out.close();
  out.line("");
}

void words(const Model& m, Text& out) {
  out.open("function slot_of(word_index: u32): some_slot;");
  out.between("begin");
  out.line("if word_index >= {} then return 0; end;", 4096 / m.p.mode->word_bytes);
  out.open("switch word_index");
  for (std::size_t k = 0; k < m.p.words.size(); ++k)
    out.line("case {}: return {};", m.p.words[k], k + 1);
  out.close();
  out.line("return 0;");
  out.close();
  out.line("");
}

void spans(const Program& p, Text& out) {
  out.line("-- Log2 of the small pages in a page of that size.");
  out.open("function span(s: size): 0 .. 63;");
  out.between("begin");
  for (int l = 2; l <= p.mode->levels; ++l)
    if (p.mode->level[static_cast<std::size_t>(l)].may_be_large)
      out.line("if s = {} then return {}; end;", l, shift_of(p.mode->id, l) - 12);
  out.line("return 0;");
  out.close();
  out.line("");
}

// Bits from .. end - 1 of a word.
std::uint64_t bits(int from, int end) {
  std::uint64_t mask = 0;
  for (int i = from; i < end; ++i) mask |= std::uint64_t{1} << i;
  return mask;
}

void reserved_if(Text& out, const std::string& when, std::uint64_t mask) {
  if (mask >> 32 != 0) out.line("if {}((high & {}) != 0) then return true; end;", when, mask >> 32);
  if ((mask & u32_max) != 0)
    out.line("if {}((low & {}) != 0) then return true; end;", when, mask & u32_max);
}

void reserved_wide(const Program& p, Text& out) {
  const int physical = static_cast<int>(p.cpu.number(hw::Key::max_physical_bits));
  const bool pae = p.mode->id == PagingModeId::pae;
  std::uint64_t always = bits(physical, pae ? 63 : 52);
  if (!p.mode->has_no_execute) always |= bits(63, 64);
  reserved_if(out, "", always);
  reserved_if(out, "(l = 2) && is_leaf(l, low) && ", bits(13, 21));
  if (pae) {
    reserved_if(out, "(l = 3) && ", bits(1, 3) | bits(5, 9) | bits(63, 64));
  } else {
    reserved_if(out, "(l = 3) && is_leaf(l, low) && ", bits(13, 30));
    reserved_if(out, "(l = 4) && ", bits(7, 8));
  }
}

// Rights that a word gives: there are none in the entries of PAE's root registers.
void right(const Model& m, Text& out, const char* name, std::uint64_t mask, bool without) {
  out.open("function {}(l: level; high: u32; low: u32): boolean;", name);
  out.between("begin");
  if (m.p.mode->root_in_registers) out.line("if l = levels then return {}; end;", without);
  if (mask >> 32 != 0)
    out.line("return (high & {}) != 0;", mask >> 32);
  else
    out.line("return (low & {}) != 0;", mask);
  out.close();
  out.line("");
}

void decoding(const Model& m, Text& out) {
  const Program& p = m.p;
  out.line("-- Does a word of that level map a page, if it is present? PS is bit 7.");
  out.open("function is_leaf(l: level; low: u32): boolean;");
  out.between("begin");
  out.line("return (l = 1) || ((l <= largest_leaf) && ((low & 128) != 0));");
  out.close();
  out.line("");
  out.line("-- Bits set that must not be: then there is no translation.");
  out.open("function is_reserved(l: level; high: u32; low: u32): boolean;");
  out.between("begin");
  if (m.wide_words())
    reserved_wide(p, out);
  else
    reserved_if(out, "(l = 2) && is_leaf(l, low) && ", bits(13, 22));
  out.line("return false;");
  out.close();
  out.line("");
  right(m, out, "writable_in", bits(1, 2), true);
  right(m, out, "user_in", bits(2, 3), true);
  if (p.mode->has_no_execute)
    right(m, out, "no_execute_in", bits(63, 64), false);
  else
    out.block("function no_execute_in(l: level; high: u32; low: u32): boolean;\nbegin\n  return "
              "false;\nend;\n\n");
  out.line("-- The frame that a word names; bit 12 of a large page's is PAT.");
  out.open("function frame_in(l: level; high: u32; low: u32): pfn;");
  out.between("begin");
  const char* above = m.wide_words() ? "((high & 1048575) << 20) | " : "";
  out.line("if (l > 1) && is_leaf(l, low) then return {}((low & 4294959104) >> 12); end;", above);
  out.line("return {}(low >> 12);", above);
  out.close();
  out.line("");
}

} // namespace

void write_tables(const Model& m, Text& out) {
  page_tables(m.p, out);
  pages(m.p, out);
  words(m, out);
  spans(m.p, out);
  decoding(m, out);
  out.block(
      R"(-- PAT, PCD and PWT as a number. PAT is bit 7 of a small page's entry, bit 12 of a large one's.
function memory_type_in(l: level; low: u32): u32;
begin
  return ((low & (l = 1 ? 128 : 4096)) != 0 ? 4 : 0) | ((low >> 3) & 3);
end;

function last_bit(v: u32): u32;
var n: u32; rest: u32;
begin
  n := 0;
  rest := v;
  while rest != 0 do
    rest := rest >> 1;
    n := n + 1;
  end;
  return n;
end;

function bits_in(v: u32): u32;
var n: u32; rest: u32;
begin
  n := 0;
  rest := v;
  while rest != 0 do
    n := n + (rest & 1);
    rest := rest >> 1;
  end;
  return n;
end;

function in_pool(f: pfn): boolean;
begin
  return (f >= first_frame) && (f < first_frame + frames);
end;

function is_table(o: owner): boolean;
begin
  return (o = table1) || (o = table2) || (o = table3) || (o = table4);
end;

)");
}

} // namespace ghostwalk::murphi
