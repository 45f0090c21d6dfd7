// SPDX-License-Identifier: MIT
// The TLB, the paging-structure caches and what invalidations drop (SDM vol. 3A section 4.10).
#include "sim/export/model.hpp"

namespace ghostwalk::murphi {
namespace {

constexpr const char* tlb_text = R"(-- ── The TLB ──

-- Is there a translation of that page, of that size, global or of the PCID that runs?
function has(c: cpu; p: page; s: size; g: boolean): boolean;
begin
  return tlb[c][region(s, p)][s][g ? 0 : pcid[c]][g].valid;
end;

function translated(c: cpu; p: page): boolean;
begin
  return exists s: size do exists g: boolean do has(c, p, s, g) end end;
end;

-- The translation and allows that access. A write without D walks again, to set it.
function permits(c: cpu; p: page; s: size; g: boolean; kind: access): boolean;
var q: page; id: process_id;
begin
  if !has(c, p, s, g) then return false; end;
  q := region(s, p);
  id := (g ? 0 : pcid[c]);
  if is_user_page(p) && !tlb[c][q][s][id][g].u then return false; end;
  if kind = writing then return tlb[c][q][s][id][g].w && tlb[c][q][s][id][g].dirty; end;
  if kind = executing then return !tlb[c][q][s][id][g].nx; end;
  return true;
end;

function permitted(c: cpu; p: page; kind: access): boolean;
begin
  return exists s: size do exists g: boolean do permits(c, p, s, g, kind) end end;
end;

function tlb_used(c: cpu): u32;
var n: u32;
begin
  n := 0;
  for p: page do for s: size do for id: process_id do for g: boolean do
    if tlb[c][p][s][id][g].valid then n := n + 1; end;
  end; end; end; end;
  return n;
end;

-- Of a full TLB, the last one goes.
procedure make_room(c: cpu);
var p0: page; s0: size; id0: process_id; g0: boolean;
begin
  if tlb_used(c) < tlb_slots then return; end;
  for p: page do for s: size do for id: process_id do for g: boolean do
    if tlb[c][p][s][id][g].valid then p0 := p; s0 := s; id0 := id; g0 := g; end;
  end; end; end; end;
  clear tlb[c][p0][s0][id0][g0];
end;

-- What follows the frame of an entry, for the page's own frame.
function frame_for(c: cpu; p: page; s: size; g: boolean): pfn;
begin
  return tlb[c][region(s, p)][s][g ? 0 : pcid[c]][g].frame + pages_into(s, p);
end;

-- ── Walks ──

function free_walk(c: cpu): 0 .. walkers; -- its number plus 1; 0: all are busy
begin
  for s: walk_slot do
    if !walks[c][s].busy || walks[c][s].faulted then return s + 1; end;
  end;
  return 0;
end;

-- The walk that an instruction's access to the page waits for, plus 1.
function awaited(c: cpu; p: page): 0 .. walkers;
begin
  for s: walk_slot do
    if walks[c][s].busy && walks[c][s].demand && (walks[c][s].of_page = p) then return s + 1; end;
  end;
  return 0;
end;

-- It found no translation.
function faulted(c: cpu; p: page): boolean;
begin
  return exists s: walk_slot do
    walks[c][s].busy && walks[c][s].demand && (walks[c][s].of_page = p) && walks[c][s].faulted end;
end;

function walking(c: cpu): boolean;
begin
  return exists s: walk_slot do walks[c][s].busy && !walks[c][s].faulted end;
end;

-- ── Invalidations ──

)";

// Each is called with the pcid that runs.
constexpr const char* flush_text = R"(procedure drop_page(c: cpu; p: page);
begin
  for s: size do
    clear tlb[c][region(s, p)][s][pcid[c]][false];
    clear tlb[c][region(s, p)][s][0][true];
  end;
end;

procedure drop_tables(c: cpu);
begin
@tables@end;

procedure drop_tables_of(c: cpu; p: page);
begin
@tables_of@end;

procedure drop_all_tables(c: cpu);
begin
@all_tables@end;

-- #PF on the page.
procedure heal(c: cpu; p: page);
begin
  drop_page(c, p);
  drop_tables_of(c, p);
  for s: walk_slot do
    if walks[c][s].busy && (walks[c][s].of_page = p) && (walks[c][s].id = pcid[c]) then
      clear walks[c][s];
    end;
  end;
end;

-- INVLPG: the page, and every paging-structure entry of the PCID.
procedure invlpg(c: cpu; p: some_page);
begin
  if p != 0 then drop_page(c, p - 1); end;
  drop_tables(c);
  for s: walk_slot do
    if walks[c][s].busy && ((invlpg_ends_all_walks = 1) || (walks[c][s].of_page + 1 = p)) then
      clear walks[c][s];
    end;
  end;
end;

-- MOV CR3 without bit 63: what is not global, of the new PCID.
procedure flush_process(c: cpu);
begin
  for p: page do for s: size do
    clear tlb[c][p][s][pcid[c]][false];
  end; end;
  drop_tables(c);
  for s: walk_slot do
    if walks[c][s].busy && (walks[c][s].id = pcid[c]) then clear walks[c][s]; end;
  end;
end;

-- A change of CR4.PGE, INVPCID 2: everything.
procedure flush_all(c: cpu);
begin
  clear tlb[c];
  drop_all_tables(c);
  clear walks[c];
end;

-- INVPCID 3: everything but what is global.
procedure flush_nonglobal(c: cpu);
begin
  for p: page do for s: size do for id: process_id do
    clear tlb[c][p][s][id][false];
  end; end; end;
  drop_all_tables(c);
  clear walks[c];
end;

-- INVPCID 1: what MOV CR3 would, for any PCID.
procedure flush_context(c: cpu; id: process_id);
var runs: process_id;
begin
  runs := pcid[c];
  pcid[c] := id;
  flush_process(c);
  pcid[c] := runs;
end;

-- INVPCID 0: what is not global of one address and one PCID.
procedure invpcid_address(c: cpu; p: some_page; id: process_id);
var runs: process_id;
begin
  if p = 0 then return; end;
  runs := pcid[c];
  pcid[c] := id;
  for s: size do
    clear tlb[c][region(s, p - 1)][s][id][false];
  end;
  drop_tables_of(c, p - 1);
  for s: walk_slot do
    if walks[c][s].busy && (walks[c][s].of_page + 1 = p) && (walks[c][s].id = id) then
      clear walks[c][s];
    end;
  end;
  pcid[c] := runs;
end;

-- ── A frame goes back, or becomes a table of something else: what still names it is out of date. ──

procedure forget_frame(f: pfn; was_table: boolean);
begin
  for c: cpu do
    for p: page do for s: size do for id: process_id do for g: boolean do
      if tlb[c][p][s][id][g].valid && ((tlb[c][p][s][id][g].frame >> span(s)) = (f >> span(s))) then
        tlb[c][p][s][id][g].dangling := true;
      end;
    end; end; end; end;
    if was_table then
@forget_tables@      for s: walk_slot do
        if walks[c][s].busy && !walks[c][s].faulted && (walks[c][s].table = f) then
          walks[c][s].dangling := true;
          if never_table_freed_in_flight = 1 then error "table freed in flight"; end;
        end;
      end;
    end;
  end;
end;

procedure free_frame(c: cpu; f: pfn);
var before: owner;
begin
  if !in_pool(f) then error "free_page of a frame that is not in the pool"; end;
  before := owner_of[f - first_frame];
  if before = nobody then error "free_page of a frame that is free"; end;
  owner_of[f - first_frame] := nobody;
  put_frame(c, f - first_frame);
  forget_frame(f, is_table(before) || (before = quicklist));
end;

procedure mark_frame(f: pfn; now: owner);
var before: owner;
begin
  if !in_pool(f) then error "mark of a frame that is not in the pool"; end;
  before := owner_of[f - first_frame];
  if before != now then
    owner_of[f - first_frame] := now;
    if before = quicklist then forget_frame(f, true); end;
  end;
end;

)";

constexpr const char* tables_text = R"(  for p: page do for l: level do
    clear paging_cache[c][p][l][pcid[c]];
  end; end;
)";
constexpr const char* tables_of_text = R"(  for l: level do
    clear paging_cache[c][region(l, p)][l][pcid[c]];
  end;
)";
constexpr const char* forget_tables_text =
    R"(      for p: page do for l: level do for id: process_id do
        if paging_cache[c][p][l][id].valid && (paging_cache[c][p][l][id].table = f) then
          paging_cache[c][p][l][id].dangling := true;
        end;
      end; end; end;
)";

void put_in(std::string& text, const std::string& mark, std::string_view what) {
  text.replace(text.find(mark), mark.size(), what);
}

} // namespace

void write_translation(const Model& m, Text& out) {
  const bool cached = m.paging_caches();
  out.block(tlb_text);
  std::string text = flush_text;
  put_in(text, "@tables@", cached ? tables_text : "");
  put_in(text, "@tables_of@", cached ? tables_of_text : "");
  put_in(text, "@all_tables@", cached ? "  clear paging_cache[c];\n" : "");
  put_in(text, "@forget_tables@", cached ? forget_tables_text : "");
  out.block(text);
}

} // namespace ghostwalk::murphi
