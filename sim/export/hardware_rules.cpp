// SPDX-License-Identifier: MIT
// What the hardware does on its own: interrupts, walks, evictions, stores that reach memory.
#include "sim/export/model.hpp"

namespace ghostwalk::murphi {
namespace {

constexpr const char* handler_text = R"(-- Does the handler run, or wait below another one?
function handles(c: cpu; v: vector): boolean;
var x: context;
begin
  x := active[c];
  while x != 0 do
    if x = v + 1 then return true; end;
    x := resume[c][x - 1];
  end;
  return false;
end;

function interruptible(c: cpu; v: vector): boolean;
begin
  return interrupts_on[c] && pending[c][v] && !handles(c, v);
end;

)";

constexpr const char* walk_functions = R"(function in_flight(c: cpu; p: page): boolean;
begin
  return exists s: walk_slot do walks[c][s].busy && (walks[c][s].of_page = p) end;
end;

-- May speculation start a walk for the page?
function startable(c: cpu; p: page): boolean;
begin
  return reach[c][p] && (free_walk(c) != 0) && !in_flight(c, p) && !translated(c, p) && rooted(c, p);
end;

)";

constexpr const char* cached_text = R"(function cached(c: cpu; p: page; l: level): boolean;
begin
  return paging_cache[c][region(l, p)][l][pcid[c]].valid;
end;

)";

constexpr const char* walk_rules = R"(ruleset c: cpu; p: page do
  rule "walk starts"
    startable(c, p)
  ==>
  begin
    start_walk(c, p, executing, false, 0);
  end;
end;

ruleset c: cpu; s: walk_slot do
  rule "walk reads"
    walks[c][s].busy && !walks[c][s].faulted && in_pool(walks[c][s].table)
  ==>
  var at: word;
  begin
    at := words[walks[c][s].table - first_frame][entry_slot(walks[c][s].at, walks[c][s].of_page)];
    walk_reads(c, s, @halves@, true);
  end;
end;

ruleset c: cpu; p: page; s: size; id: process_id; g: boolean do
  rule "TLB evicts"
    tlb[c][p][s][id][g].valid
  ==>
  begin
    clear tlb[c][p][s][id][g];
  end;
end;

)";

constexpr const char* cache_rules = R"(ruleset c: cpu; p: page; l: level do
  rule "walk starts from the paging cache"
    startable(c, p) && cached(c, p, l)
  ==>
  begin
    start_walk(c, p, executing, false, l);
  end;
end;

ruleset c: cpu; p: page; l: level; id: process_id do
  rule "paging cache evicts"
    paging_cache[c][p][l][id].valid
  ==>
  begin
    clear paging_cache[c][p][l][id];
  end;
end;

)";

constexpr const char* drain_rule = R"(ruleset c: cpu do
  rule "store reaches memory"
    buffer_used[c] > 0
  ==>
  var n: u32;
  begin
    store_to_cell(buffer[c][0].cell, @halves@);
    n := 1;
    while n < buffer_used[c] do
      buffer[c][n - 1] := buffer[c][n];
      n := n + 1;
    end;
    clear buffer[c][buffer_used[c] - 1];
    buffer_used[c] := buffer_used[c] - 1;
  end;
end;

)";

void put_in(std::string& text, const std::string& mark, std::string_view what) {
  text.replace(text.find(mark), mark.size(), what);
}

void interrupt(const Model& m, Text& out, std::size_t vector) {
  const std::uint16_t entry = m.p.vectors[vector].entry;
  out.open("ruleset c: cpu do");
  out.open("rule \"interrupt {}\"", vector);
  out.line("interruptible(c, {})", vector);
  out.between("==>");
  out.between("begin");
  out.open("for s: walk_slot do");
  out.line("if walks[c][s].faulted then clear walks[c][s]; end;");
  out.close();
  out.line("pending[c][{}] := false;", vector);
  out.line("resume[c][{}] := active[c];", vector);
  out.line("active[c] := {};", vector + 1);
  out.line("interrupts_on[c] := false;");
  go_on(m, out, entry, entry);
  out.close();
  out.close();
  out.line("");
}

// A read of a frame that no memory answers gives one of what the scenario says.
void outside_reads(const Model& m, Text& out) {
  for (const Word outside : m.p.outside_reads) {
    const std::uint64_t word = m.wide_words() ? outside : outside & u32_max;
    out.open("ruleset c: cpu; s: walk_slot do");
    out.open("rule \"walk reads {} where no memory is\"", word);
    out.line("walks[c][s].busy && !walks[c][s].faulted && !in_pool(walks[c][s].table)");
    out.between("==>");
    out.between("begin");
    out.line("walk_reads(c, s, {}, {}, false);", word >> 32, word & u32_max);
    out.close();
    out.close();
    out.line("");
  }
}

} // namespace

void write_hardware_functions(const Model& m, Text& out) {
  out.block(handler_text);
  out.block(walk_functions);
  if (m.paging_caches()) out.block(cached_text);
}

void write_hardware_rules(const Model& m, Text& out) {
  for (std::size_t vector = 0; vector < m.p.vectors.size(); ++vector) interrupt(m, out, vector);
  std::string walks = walk_rules;
  put_in(walks, "@halves@", m.wide_words() ? "at.high, at.low" : "0, at");
  out.block(walks);
  outside_reads(m, out);
  if (m.paging_caches()) out.block(cache_rules);
  if (!m.buffers()) return;
  std::string drain = drain_rule;
  put_in(drain, "@halves@",
         Variable{"", m.highest_stored()}.wide() ? "buffer[c][0].value.high, buffer[c][0].value.low"
                                                 : "0, buffer[c][0].value");
  out.block(drain);
}

} // namespace ghostwalk::murphi
