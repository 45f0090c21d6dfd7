// SPDX-License-Identifier: MIT
#include "tests/report/hand_made.hpp"

#include "sim/machine/view.hpp"

namespace ghostwalk::report::test {
namespace {

void lay_out(Program& p) {
  p.layout.cpu.bytes = 8; // CR3, then a byte of reach
  p.layout.cpu.reach = 4;
  p.layout.cpus = 0;
  p.layout.words = 8U * p.cpus;
  p.layout.owners = p.layout.words + 4U * p.frames * static_cast<std::uint32_t>(p.words.size());
  p.layout.bytes = p.layout.owners + p.frames;
  p.initial.resize(p.layout.bytes);
}

void fill_memory(Program& p) {
  const View v(p, p.initial.data());
  v.set_word(1, 0, pde);
  v.set_word(2, 1, pte);
  v.set_owner(0, Owner::table2);
  v.set_owner(1, Owner::table2);
  v.set_owner(2, Owner::table1);
  v.set_owner(3, Owner::user);
  v.set_cr3(0, app_root);
  v.set_cr3(1, init_root);
  v.add_reach(0, 0);
  v.add_reach(1, 0);
}

void add_code(Program& p) {
  const auto line = [&](Op op, std::uint32_t file, std::uint32_t number,
                        std::vector<std::string> procedures) {
    Insn insn;
    insn.op = op;
    insn.origin = static_cast<std::uint32_t>(p.origins.size());
    p.origins.push_back({{file, number, 3}, std::move(procedures)});
    p.code.push_back(insn);
  };
  line(Op::branch_user, 2, 3, {});
  line(Op::store_word, 1, 10, {"do_munmap", "clear_page_tables"});
  line(Op::free, 1, 11, {"do_munmap", "clear_page_tables"});
  line(Op::branch_kernel, 1, 5, {"do_munmap"});
  line(Op::mov_cr3, 1, 20, {"switch_mm"});
  line(Op::alloc, 2, 7, {});
  line(Op::store_word, 2, 8, {});
  line(Op::access, 2, 5, {});
}

} // namespace

Program small_program() {
  Program p;
  p.mode = &hw::paging_mode(hw::PagingModeId::i386);
  p.cpus = 2;
  p.frames = 6;
  p.pages = {{0x08048000, true}};
  for (auto& cover : p.cover) cover = {0};
  p.next_page = {0};
  p.words = {pde_index, pte_index};
  p.scenario = "story";
  p.kernel = "test-kernel";
  p.records = {"none", "init_mm", "app"};
  Property never;
  never.index = static_cast<std::uint8_t>(Oracle::poisoned);
  never.text = "poisoned";
  Property sometimes = never;
  sometimes.never = false;
  sometimes.index = static_cast<std::uint8_t>(Oracle::table_freed_in_flight);
  sometimes.text = "table freed in flight";
  p.properties = {never, sometimes};
  p.cpu.values[static_cast<std::size_t>(hw::Key::clock_mhz)].parts = {{1, 2400, 2400}};
  lay_out(p);
  fill_memory(p);
  add_code(p);
  return p;
}

Sources small_sources() {
  Sources sources;
  sources.add("models/kernels/kernel.race", "");
  sources.add("scenarios/story.race", "");
  return sources;
}

Recorder& Recorder::step(std::int64_t at, std::vector<Event> events) {
  TimedStep step;
  step.at = Cycles{at};
  step.first_event = static_cast<std::uint32_t>(run_.events.size());
  step.events = static_cast<std::uint32_t>(events.size());
  run_.steps.push_back(step);
  for (const Event& e : events) {
    run_.events.push_back(e);
    if (e.kind != EventKind::oracle) continue;
    if (run_.first.empty()) run_.first.assign(64, Cycles{-1});
    run_.seen |= happened(static_cast<Oracle>(e.what));
    if (auto& first = run_.first[e.what]; count(first) < 0) first = Cycles{at};
  }
  return *this;
}

Run Recorder::finish(std::int64_t at) {
  if (run_.first.empty()) run_.first.assign(64, Cycles{-1});
  run_.ended_at = Cycles{at};
  return std::move(run_);
}

Event of(EventKind kind, CpuId cpu, std::uint16_t insn) {
  Event e;
  e.kind = kind;
  e.cpu = cpu;
  e.insn = insn;
  return e;
}

Event branch(CpuId cpu, Address from, Address to) {
  Event e = of(EventKind::branched, cpu, user_branch);
  e.before = from;
  e.after = to;
  return e;
}

Event kernel_branch_at(CpuId cpu, Address from) {
  Event e = of(EventKind::branched, cpu, kernel_branch);
  e.before = from;
  return e;
}

Event walk_start(CpuId cpu, Pfn root, bool demand) {
  Event e = of(EventKind::walk_started, cpu);
  e.page = 0;
  e.level = 2;
  e.frame = root;
  e.what = demand ? 1 : 0;
  return e;
}

Event walk_read(CpuId cpu, int level, Pfn frame, std::uint32_t index, Word word) {
  Event e = of(EventKind::walk_read, cpu);
  e.page = 0;
  e.level = static_cast<std::uint8_t>(level);
  e.frame = frame;
  e.index = index;
  e.before = e.after = word;
  return e;
}

Event walk_end(CpuId cpu, WalkEnd end) {
  Event e = of(EventKind::walk_ended, cpu);
  e.page = 0;
  e.what = static_cast<std::uint8_t>(end);
  return e;
}

Event fill(CpuId cpu, Pfn frame, bool global) {
  hw::TlbEntry entry;
  entry.frame = frame;
  entry.user = !global;
  entry.global = global;
  Event e = of(EventKind::tlb_filled, cpu);
  e.page = 0;
  e.after = hw::pack(entry);
  return e;
}

Event drop(CpuId cpu, Pfn frame, bool global) {
  Event e = fill(cpu, frame, global);
  e.kind = EventKind::tlb_dropped;
  return e;
}

Event write_word(CpuId cpu, std::uint16_t line, Pfn frame, std::uint32_t index, Word before,
                 Word after) {
  Event e = of(EventKind::write_word, cpu, line);
  e.frame = frame;
  e.index = index;
  e.before = before;
  e.after = after;
  return e;
}

Event freed(CpuId cpu, Pfn frame, Owner before) {
  Event e = of(EventKind::freed, cpu, free_line);
  e.frame = frame;
  e.before = static_cast<std::uint64_t>(before);
  return e;
}

Event allocated(CpuId cpu, Pfn frame, Owner after) {
  Event e = of(EventKind::allocated, cpu, alloc_line);
  e.frame = frame;
  e.after = static_cast<std::uint64_t>(after);
  return e;
}

Event marked(CpuId cpu, Pfn frame, Owner after) {
  Event e = allocated(cpu, frame, after);
  e.kind = EventKind::marked;
  e.insn = free_line;
  return e;
}

Event flush(CpuId cpu, FlushKind kind, std::uint64_t dropped) {
  Event e = of(EventKind::flush, cpu, flush_line);
  e.what = static_cast<std::uint8_t>(kind);
  e.before = dropped;
  return e;
}

Event touch(CpuId cpu, Pfn frame, hw::Access access) {
  Event e = of(EventKind::accessed, cpu, touch_line);
  e.page = 0;
  e.frame = frame;
  e.what = static_cast<std::uint8_t>(access);
  return e;
}

Event says(CpuId cpu, Oracle oracle, Pfn frame) {
  Event e = of(EventKind::oracle, cpu);
  e.what = static_cast<std::uint8_t>(oracle);
  e.page = 0;
  e.frame = frame;
  return e;
}

Run poisoned_run(std::int64_t flushed) {
  Recorder r;
  r.step(100, {branch(0, 0x08048010, 0x08048800)})
      .step(900, {kernel_branch_at(0, 0xc0048010)})
      .step(1000, {walk_start(0, app_root)})
      .step(1050, {walk_read(0, 2, app_root, pde_index, pde)})
      .step(1200, {write_word(0, unlink_line, app_root, pde_index, pde, 0)})
      .step(1300, {says(0, Oracle::table_freed_in_flight, page_table),
                   freed(0, page_table, Owner::table1)})
      .step(1500, {allocated(1, page_table, Owner::kernel)})
      .step(1600, {write_word(1, write_line, page_table, pte_index, pte, bogus)})
      .step(2000, {says(0, Oracle::ghost_walk, page_table),
                   walk_read(0, 1, page_table, pte_index, bogus), fill(0, 0xbadc, true),
                   says(0, Oracle::poisoned, 0xbadc), walk_end(0, WalkEnd::installed)});
  if (flushed > 0) r.step(flushed, {flush(0, FlushKind::cr3)});
  return r.finish(9000);
}

Run fixed_run() {
  return Recorder()
      .step(1000, {walk_start(0, app_root)})
      .step(1050, {walk_read(0, 2, app_root, pde_index, pde)})
      .step(1200, {write_word(0, unlink_line, app_root, pde_index, pde, 0)})
      .step(1250, {marked(0, page_table, Owner::quicklist)})
      .step(1300, {flush(0, FlushKind::cr3), walk_end(0, WalkEnd::invalidated)})
      .step(1400, {freed(0, page_table, Owner::quicklist)})
      .finish(9000);
}

} // namespace ghostwalk::report::test
