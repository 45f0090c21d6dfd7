// SPDX-License-Identifier: MIT
// Words of frames as instructions see them, store buffers (x86-TSO), and the page allocator.
#include "sim/export/model.hpp"

namespace ghostwalk::murphi {
namespace {

// For claims: memory, and 0 for what is not there.
void looks(const Model& m, Text& out) {
  for (const char* half : {"low", "high"}) {
    if (*half == 'h' && !m.wide_words()) continue;
    out.open("function look_{}(f: pfn; k: some_slot): u32;", half);
    out.between("begin");
    out.line("if !in_pool(f) || (k = 0) then return 0; end;");
    out.line("return words[f - first_frame][k - 1]{};",
             m.wide_words() ? fmt::format(".{}", half) : "");
    out.close();
    out.line("");
  }
}

constexpr const char* buffer_text =
    R"(-- The newest store of the CPU to that cell: its number plus 1, or 0.
function newest_store(c: cpu; cell: u32): 0 .. buffered_stores;
var n: 0 .. buffered_stores;
begin
  n := buffer_used[c];
  while n > 0 do
    if buffer[c][n - 1].cell = cell then return n; end;
    n := n - 1;
  end;
  return 0;
end;

)";

void push(const Model& m, Text& out) {
  out.open("procedure push_store(c: cpu; cell: u32; high: u32; low: u32);");
  out.between("begin");
  out.line("buffer[c][buffer_used[c]].cell := cell;");
  if (Variable{"", m.highest_stored()}.wide()) {
    out.line("buffer[c][buffer_used[c]].value.high := high;");
    out.line("buffer[c][buffer_used[c]].value.low := low;");
  } else {
    out.line("buffer[c][buffer_used[c]].value := low;");
  }
  out.line("buffer_used[c] := buffer_used[c] + 1;");
  out.close();
  out.line("");
}

void load_half(const Model& m, Text& out, const char* half) {
  const bool high = *half == 'h';
  const Word outside = m.p.outside_reads.front();
  out.line("-- A load from a frame that is not there gives all ones, or what the scenario says.");
  out.open("function load_{}(c: cpu; f: pfn; k: some_slot): u32;", half);
  out.between("begin");
  out.line("if !in_pool(f) then return {}; end;", high ? outside >> 32 : outside & u32_max);
  out.line("if k = 0 then return 0; end;");
  const Variable stored{
      "buffer[c][newest_store(c, (f - first_frame) * tracked_words + k - 1) - 1].value",
      m.highest_stored()};
  if (m.buffers()) {
    out.open("if newest_store(c, (f - first_frame) * tracked_words + k - 1) != 0 then");
    out.line("return {}{};", stored.text, stored.wide() ? fmt::format(".{}", half) : "");
    out.close();
  }
  out.line("return words[f - first_frame][k - 1]{};",
           m.wide_words() ? fmt::format(".{}", half) : "");
  out.close();
  out.line("");
}

void store(const Model& m, Text& out) {
  out.line(
      "-- A word that no step can write is always 0 and no variable: it can only be made 0 again.");
  out.open(
      "procedure store_word(c: cpu; f: pfn; k: some_slot; high: u32; low: u32; locked: boolean);");
  out.between("begin");
  out.line("if !in_pool(f) then return; end;");
  out.open("if k = 0 then");
  out.line("if (high | low) != 0 then error \"a store to a word that is not tracked\"; end;");
  out.line("return;");
  out.close();
  if (m.buffers()) {
    out.open("if !locked then");
    out.line("push_store(c, (f - first_frame) * tracked_words + k - 1, high, low);");
    out.line("return;");
    out.close();
  }
  if (m.wide_words()) {
    out.line("words[f - first_frame][k - 1].high := high;");
    out.line("words[f - first_frame][k - 1].low := low;");
  } else {
    out.line("words[f - first_frame][k - 1] := low;");
  }
  out.close();
  out.line("");
}

void table_empty(const Model& m, Text& out) {
  out.open("function table_empty(c: cpu; f: pfn): boolean;");
  out.between("begin");
  out.line("if !in_pool(f) then return true; end;");
  for (std::size_t k = 1; k <= m.p.words.size(); ++k)
    out.line("if (load_low(c, f, {}) & 1) != 0 then return false; end;", k);
  out.line("return true;");
  out.close();
  out.line("");
}

// To the variable of that cell, whichever it is.
void to_cell(const Model& m, Text& out) {
  out.open("procedure store_to_cell(cell: u32; high: u32; low: u32);");
  out.between("begin");
  std::size_t base = std::size_t{m.p.frames} * m.p.words.size();
  out.open("if cell < {} then", base);
  out.line("store_word(0, first_frame + cell / {0}, cell % {0} + 1, high, low, true);",
           std::max<std::size_t>(1, m.p.words.size()));
  for (std::uint16_t i = 0; i < m.p.places.size(); ++i) {
    const Place& at = m.p.places[i];
    const bool per_cpu = at.scope == Place::Scope::per_cpu;
    const std::size_t count = per_cpu ? m.p.cpus : at.count;
    const std::size_t first = per_cpu ? 0 : at.first;
    const Variable v = m.place(i, fmt::format("cell - {} + {}", base, first));
    base += count;
    out.between(fmt::format("elsif cell < {} then", base));
    if (v.wide()) {
      out.line("{}.high := high;", v.text);
      out.line("{}.low := low;", v.text);
    } else {
      out.line("{} := low;", v.text);
    }
  }
  out.close();
  out.close();
  out.line("");
}

// ── The allocator: a shared list, oldest first, and one of each CPU's own in front of it. ──

constexpr const char* list_text = R"(procedure put_shared(f: frame);
var i: list_count;
begin
  i := free_count;
@any@  free_list[i] := f;
  free_count := free_count + 1;
end;

function take_shared(n: list_count): frame;
var i: list_count; f: frame;
begin
  f := free_list[n];
  i := n;
  while i + 1 < free_count do
    free_list[i] := free_list[i + 1];
    i := i + 1;
  end;
  free_count := free_count - 1;
  free_list[free_count] := 0;
  return f;
end;

)";

// With `any` the list is a set: ascending.
constexpr const char* any_text = R"(  while (i > 0) && (free_list[i > 0 ? i - 1 : 0] > f) do
    free_list[i] := free_list[i - 1];
    i := i - 1;
  end;
)";

constexpr const char* own_text = R"(function take_own(c: cpu; n: list_count): frame;
var i: list_count; f: frame;
begin
  f := own_list[c][n];
  i := n;
  while i + 1 < own_count[c] do
    own_list[c][i] := own_list[c][i + 1];
    i := i + 1;
  end;
  own_count[c] := own_count[c] - 1;
  own_list[c][own_count[c]] := 0;
  return f;
end;

-- A full list gives its older half to the others.
procedure put_own(c: cpu; f: frame);
var n: list_count;
begin
  if own_count[c] = own_frames then
    n := (own_frames + 1) / 2;
    while n > 0 do
      put_shared(take_own(c, 0));
      n := n - 1;
    end;
  end;
  own_list[c][own_count[c]] := f;
  own_count[c] := own_count[c] + 1;
end;

)";

void lists(const Model& m, Text& out) {
  const bool any = m.p.reuse == hw::Reuse::any, own = m.p.per_cpu_frames > 0;
  std::string text = list_text;
  text.replace(text.find("@any@"), 5, any ? any_text : "");
  out.block(text);
  if (own) out.block(own_text);
  out.open("function free_to(c: cpu): list_count; -- how many this CPU can choose from");
  out.between("begin");
  if (own) out.line("if own_count[c] > 0 then return {}; end;", any ? "own_count[c]" : "1");
  out.line(any ? "return free_count;" : "return (free_count > 0 ? 1 : 0);");
  out.close();
  out.line("");
  // lifo takes from the end, fifo from the start.
  const bool lifo = m.p.reuse == hw::Reuse::lifo;
  out.open("function take_frame(c: cpu; n: list_count): frame;");
  out.between("begin");
  if (own)
    out.line("if own_count[c] > 0 then return take_own(c, {}); end;",
             lifo ? "own_count[c] - 1" : "n");
  out.line("return take_shared({});", lifo ? "free_count - 1" : "n");
  out.close();
  out.line("");
  out.open("procedure put_frame(c: cpu; f: frame);");
  out.between("begin");
  out.line(own && !any ? "put_own(c, f);" : "put_shared(f);");
  out.close();
  out.line("");
}

} // namespace

void write_memory(const Model& m, Text& out) {
  looks(m, out);
  if (m.buffers()) {
    out.block(buffer_text);
    push(m, out);
  }
  load_half(m, out, "low");
  if (m.wide_words()) load_half(m, out, "high");
  store(m, out);
  table_empty(m, out);
  if (m.buffers()) to_cell(m, out);
  lists(m, out);
}

} // namespace ghostwalk::murphi
