// SPDX-License-Identifier: MIT
// The page walker (SDM vol. 3A sections 4.3 to 4.8, 4.10.3), one level at a time, and what a walk leaves behind.
#include "sim/export/model.hpp"

namespace ghostwalk::murphi {
namespace {

constexpr const char* caches_head = R"(-- ── What a walk leaves behind ──

procedure fill_tlb(c: cpu; s: walk_slot; w: boolean; u: boolean; nx: boolean; dirty: boolean;
                   global: boolean; memory_type: u32; f: pfn; ghost: boolean);
var p: page; l: size; id: process_id; g: boolean;
begin
  l := walks[c][s].at;
  p := region(l, walks[c][s].of_page);
  g := global && pge[c];
  id := (g ? 0 : walks[c][s].id);
  if !tlb[c][p][l][id][g].valid then make_room(c); end;
  tlb[c][p][l][id][g].valid := true;
  tlb[c][p][l][id][g].w := w;
  tlb[c][p][l][id][g].u := u;
  tlb[c][p][l][id][g].nx := nx;
  tlb[c][p][l][id][g].dirty := dirty;
  tlb[c][p][l][id][g].memory_type := memory_type;
  tlb[c][p][l][id][g].frame := f;
  tlb[c][p][l][id][g].dangling := ghost;
  if in_pool(f) then
    if owner_of[f - first_frame] = nobody then tlb[c][p][l][id][g].dangling := true; end;
  end;
  if g && is_user_page(walks[c][s].of_page) && (never_poisoned = 1) then error "poisoned"; end;
end;

)";

constexpr const char* fill_tables_text =
    R"(-- The walk's next level, as the entry just read gives it. A full cache takes nothing more.
procedure fill_paging_cache(c: cpu; s: walk_slot; l: level; w: boolean; u: boolean; nx: boolean;
                            table: pfn; ghost: boolean);
var p: page; n: u32; id: process_id;
begin
  p := region(l, walks[c][s].of_page);
  id := walks[c][s].id;
  n := 0;
  for q: page do for k: level do for i: process_id do
    if paging_cache[c][q][k][i].valid then n := n + 1; end;
  end; end; end;
  if !paging_cache[c][p][l][id].valid && (n = paging_cache_slots) then return; end;
  paging_cache[c][p][l][id].valid := true;
  paging_cache[c][p][l][id].w := w;
  paging_cache[c][p][l][id].u := u;
  paging_cache[c][p][l][id].nx := nx;
  paging_cache[c][p][l][id].table := table;
  paging_cache[c][p][l][id].dangling := ghost;
end;

)";

// `high` and `low`: what the read of the walk's entry gives. Memory is written in the same step, so only when the frame is there.
constexpr const char* read_text =
    R"(procedure walk_reads(c: cpu; s: walk_slot; high: u32; low: u32; there: boolean);
var l: level; p: page; k: word_slot; f: frame; ghost: boolean; on_list: boolean;
    w: boolean; u: boolean; nx: boolean; left: u32;
begin
  l := walks[c][s].at;
  p := walks[c][s].of_page;
  ghost := true;
  on_list := false;
  if there then
    f := walks[c][s].table - first_frame;
    on_list := owner_of[f] = quicklist;
    ghost := walks[c][s].dangling || !(is_table(owner_of[f]) || on_list);
    if on_list && !walks[c][s].dangling && (never_quicklist_walk = 1) then error "quicklist walk"; end;
  end;
  if ghost && (never_ghost_walk = 1) then error "ghost walk"; end;

  if ((low & 1) = 0) || is_reserved(l, high, low) then
    -- No translation: an instruction that waits finds that out, speculation forgets it.
    if walks[c][s].demand then walks[c][s].faulted := true; else clear walks[c][s]; end;
    return;
  end;

  w := walks[c][s].w && writable_in(l, high, low);
  u := walks[c][s].u && user_in(l, high, low);
  nx := walks[c][s].nx || no_execute_in(l, high, low);
  left := low | 32;
  if is_leaf(l, low) then
    if walks[c][s].demand && ((is_user_page(p) && !u) || ((walks[c][s].kind = writing) && !w) ||
                             ((walks[c][s].kind = executing) && nx)) then
      walks[c][s].w := w;
      walks[c][s].u := u;
      walks[c][s].nx := nx;
      walks[c][s].faulted := true;
      return;
    end;
    if (walks[c][s].kind = writing) && w then left := left | 64; end;
  end;

  if there && (left != low) then
    words[f][entry_slot(l, p)]@low@ := left;
    if (ghost || on_list) && (never_scribble = 1) then error "scribble"; end;
  end;

  if is_leaf(l, low) then
    fill_tlb(c, s, w, u, nx, (left & 64) != 0, (low & 256) != 0, memory_type_in(l, low),
             frame_in(l, high, low), ghost);
    clear walks[c][s];
  else
@cache@    walks[c][s].at := l - 1;
    walks[c][s].table := frame_in(l, high, low);
    walks[c][s].w := w;
    walks[c][s].u := u;
    walks[c][s].nx := nx;
    walks[c][s].dangling := ghost;
  end;
end;

)";

constexpr const char* start_head =
    R"(-- From the root (l = 0), or with what the paging cache has of an entry at level l.
procedure start_walk(c: cpu; p: page; kind: access; demand: boolean; l: 0 .. levels);
var s: walk_slot; from: walk;
begin
  s := free_walk(c) - 1;
  clear from;
  from.busy := true;
  from.of_page := p;
  from.kind := kind;
  from.demand := demand;
  from.id := pcid[c];
  from.w := true;
  from.u := true;
)";

constexpr const char* start_cached = R"(  if l > 0 then
    from.at := l - 1;
    from.table := paging_cache[c][region(l, p)][l][pcid[c]].table;
    from.w := paging_cache[c][region(l, p)][l][pcid[c]].w;
    from.u := paging_cache[c][region(l, p)][l][pcid[c]].u;
    from.nx := paging_cache[c][region(l, p)][l][pcid[c]].nx;
    from.dangling := paging_cache[c][region(l, p)][l][pcid[c]].dangling;
    walks[c][s] := from;
    return;
  end;
)";

// Which of PAE's root registers holds the entry for a page.
void root_registers(const Model& m, Text& out) {
  out.open("function register_for(p: page): 0 .. {};", m.p.root_index.size() - 1);
  out.between("begin");
  for (std::size_t page = 0; page < m.p.pages.size(); ++page)
    for (std::size_t i = 0; i < m.p.root_index.size(); ++i)
      if (m.p.pages[page].va >> 30 == m.p.root_index[i])
        out.line("if p = {} then return {}; end;", page, i);
  out.line("return 0;");
  out.close();
  out.line("");
}

void start_walk(const Model& m, Text& out) {
  const bool registers = m.p.mode->root_in_registers;
  out.line("-- Is there a table to start a walk in?");
  out.open("function rooted(c: cpu; p: page): boolean;");
  out.between("begin");
  out.line(registers ? "return (root_register[c][register_for(p)].low & 1) != 0;" : "return true;");
  out.close();
  out.line("");
  out.block(start_head);
  if (m.paging_caches()) out.block(start_cached);
  if (registers) {
    out.line("  from.at := levels - 1;");
    out.line("  from.table := frame_in(levels, root_register[c][register_for(p)].high, "
             "root_register[c][register_for(p)].low);");
  } else {
    out.line("  from.at := levels;");
    out.line("  from.table := cr3[c];");
  }
  out.line("  walks[c][s] := from;");
  out.line("end;");
  out.line("");
}

constexpr const char* given_text =
    R"(-- Do the page tables, as they are, give that frame to the page (and let it be written)?
function given(c: cpu; p: page; written: boolean; f: pfn): boolean;
var l: level; table: pfn; high: u32; low: u32; w: boolean;
begin
  l := levels;
  table := cr3[c];
  w := true;
  while true do
    if !in_pool(table) then return false; end;
@read@    if ((low & 1) = 0) || is_reserved(l, high, low) then return false; end;
    w := w && writable_in(l, high, low);
    if is_leaf(l, low) then
      return (frame_in(l, high, low) + pages_into(l, p) = f) && (!written || w);
    end;
    table := frame_in(l, high, low);
    l := l - 1;
  end;
  return false;
end;

-- An access through a translation.
procedure judge(c: cpu; p: page; s: size; g: boolean; written: boolean);
begin
  if tlb[c][region(s, p)][s][g ? 0 : pcid[c]][g].dangling && (never_use_after_free = 1) then
    error "use after free";
  end;
  if never_stale_use = 1 then
    if !given(c, p, written, frame_for(c, p, s, g)) then error "stale use"; end;
  end;
end;

)";

std::string read_of_table(const Model& m) {
  const std::string word = "words[table - first_frame][entry_slot(l, p)]";
  std::string text = m.wide_words()
                         ? fmt::format("    high := {0}.high;\n    low := {0}.low;\n", word)
                         : fmt::format("    high := 0;\n    low := {};\n", word);
  if (!m.p.mode->root_in_registers) return text;
  return fmt::format("    if l = levels then\n"
                     "      high := root_register[c][register_for(p)].high;\n"
                     "      low := root_register[c][register_for(p)].low;\n"
                     "    else\n{}    end;\n",
                     text);
}

// What one of the caches of that level remembers.
std::string fill_call(const Model& m) {
  std::string text;
  constexpr hw::Key keys[]{hw::Key::pde_cache, hw::Key::pdpte_cache, hw::Key::pml4e_cache};
  for (int l = 2; m.paging_caches() && l <= m.p.mode->levels; ++l)
    if (m.p.cpu.number(keys[l - 2]) > 0)
      text += fmt::format("    if l = {} then\n      fill_paging_cache(c, s, l, w, u, nx, "
                          "frame_in(l, high, low), ghost);\n    end;\n",
                          l);
  return text;
}

void put_in(std::string& text, const std::string& mark, std::string_view what) {
  text.replace(text.find(mark), mark.size(), what);
}

} // namespace

void write_walker(const Model& m, Text& out) {
  out.block(caches_head);
  if (m.paging_caches()) out.block(fill_tables_text);
  std::string reads = read_text;
  put_in(reads, "@low@", m.wide_words() ? ".low" : "");
  put_in(reads, "@cache@", fill_call(m));
  out.block(reads);
  if (m.p.mode->root_in_registers) root_registers(m, out);
  start_walk(m, out);
  std::string given = given_text;
  put_in(given, "@read@", read_of_table(m));
  out.block(given);
}

} // namespace ghostwalk::murphi
