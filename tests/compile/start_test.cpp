// SPDX-License-Identifier: MIT
// The state that the scripts start in: tables, owners, free frames, variables, registers, setups.
#include "tests/compile/texts.hpp"

#include "sim/machine/machine.hpp"
#include "sim/machine/view.hpp"

namespace ghostwalk::test {
namespace {

struct Start {
  explicit Start(const std::string& text, const Pairs& settings = {})
      : program(compiled(text, {}, settings)), state(program.initial) {}
  View view() { return {program, state.data()}; }
  Word word(int frame, std::uint16_t index) { return view().word(frame, program.word_slot[index]); }
  std::uint64_t variable(const std::string& name, std::uint64_t index = 0) {
    for (const Place& place : program.places)
      if (place.name == name) return load(view().place_at(place, index), place.width);
    throw std::runtime_error("no variable " + name);
  }
  std::vector<Owner> owners() {
    std::vector<Owner> all;
    for (int i = 0; i < program.frames; ++i) all.push_back(view().owner(i));
    return all;
  }
  std::vector<int> free() {
    std::vector<int> all;
    const hw::FreeList list(state.data() + program.layout.free_list, program.frames);
    for (std::uint16_t i = 0; i < list.size(); ++i) all.push_back(list.at(i));
    return all;
  }
  Program program;
  std::vector<std::byte> state;
};

// Frame 0 is init's root; 1 app's, 2 its page table, 3 its page. Four more are free.
TEST(Start, Tables) {
  Start s(scenario_text("n = 1"));
  using enum Owner;
  EXPECT_EQ(s.owners(), (std::vector<Owner>{table2, table2, table1, Owner::user, Owner::free,
                                            Owner::free, Owner::free, Owner::free}));
  EXPECT_EQ(s.word(0, 0x300), 0x400001a1U); // large, global, accessed; beyond the pool
  EXPECT_EQ(s.word(1, 0x300), 0x400001a1U); // a copy
  EXPECT_EQ(s.word(1, 1), 0x01002027U);     // present, writable, user, accessed
  EXPECT_EQ(s.word(2, 1), 0x01003067U);     // and dirty
  EXPECT_EQ(s.word(2, 0), 0U);
  EXPECT_EQ(s.program.records, (std::vector<std::string>{"none", "init", "app"}));
}

TEST(Start, FreeFramesComeBackLowestFirst) {
  EXPECT_EQ(Start(scenario_text("n = 1")).free(),
            (std::vector<int>{7, 6, 5, 4})); // lifo: the last comes first
  EXPECT_EQ(Start(scenario_text("n = 1"), {{"reuse", "fifo"}}).free(),
            (std::vector<int>{4, 5, 6, 7}));
  EXPECT_EQ(Start(scenario_text("n = 1"), {{"reuse", "any"}, {"frames", "5"}}).free(),
            (std::vector<int>{4}));
  EXPECT_EQ(Start(scenario_text("n = 1"), {{"frames", "4"}}).free(), (std::vector<int>{}));
}

TEST(Start, VariablesAndFields) {
  Start s(scenario_text("n = 1", "var k: 2 .. 5\nvar o: 0 .. 9 = LIMIT\nvar m: mm = init"));
  EXPECT_EQ(s.variable("k"), 2U);
  EXPECT_EQ(s.variable("o"), 4U);
  EXPECT_EQ(s.variable("m"), 1U);
  EXPECT_EQ(s.variable("mm.pgd", 1), 0x1000U);
  EXPECT_EQ(s.variable("mm.pgd", 2), 0x1001U);
  EXPECT_EQ(s.variable("mm.users", 2), 1U);
}

TEST(Start, Registers) {
  Start s(scenario_text("n = 1"));
  for (const CpuId cpu : {CpuId{0}, CpuId{1}}) {
    EXPECT_EQ(s.view().cr3(cpu), 0x1000U);
    EXPECT_TRUE(s.view().flag(cpu, cpu_flag::interrupts));
    EXPECT_TRUE(s.view().flag(cpu, cpu_flag::pge));
    EXPECT_EQ(s.view().active(cpu), 0);
  }
  EXPECT_EQ(s.view().pc(0), s.program.scripts[0].entry);
  EXPECT_EQ(s.program.code[s.view().pc(1)].op, Op::stop);
}

TEST(Start, SetupsRunInOrderOfCpus) {
  const std::string code = "proc setup(m)\n  cr3 = m.pgd\n  state = state[0] + 1\n  cur = m\n  "
                           "page = alloc_page(kernel)\n  top = page\n";
  Start s(kernel_text + indented(code, 2) +
          "scenario s\n  cpu c * 2\n  process app\n  on cpu 1 setup app\n    n = 2\n  on cpu 0 "
          "setup init\n    x = 3\n    a[x] = 1\n");
  EXPECT_EQ(s.variable("state", 0), 1U);
  EXPECT_EQ(s.variable("state", 1), 2U);
  EXPECT_EQ(s.variable("cur"), 2U);
  EXPECT_EQ(s.view().cr3(1), 0x1001U);
  EXPECT_EQ(s.variable("top"), 0x1003U);
  EXPECT_EQ(s.view().owner(3), Owner::kernel);
  EXPECT_EQ(s.variable("n"), 0U); // The script has not begun.
  EXPECT_EQ(disassemble(s.program).find("cpu 0: "), 0U);
  EXPECT_TRUE(is_visible(s.program.code[s.view().pc(0)].op));
}

TEST(Start, LocalInstructionsAtTheStartAreDone) {
  Start s(scenario_text("x = interrupts_on\nflag = x"));
  EXPECT_EQ(s.program.code[s.view().pc(0)].op, Op::store_var);
  EXPECT_EQ(s.view().local(0, 0), 1U);
}

TEST(Start, PaeRootsHoldPresentAloneAndAreLoaded) {
  Start s(scenario_text("n = 1"), {{"paging", "pae"}});
  EXPECT_EQ(s.word(0, 3), 0x01001001U);
  EXPECT_EQ(s.view().root_register(0, 1), 0x01001001U); // init's: register of index 3
  EXPECT_EQ(s.view().root_register(0, 0), 0U);
}

TEST(Start, LayoutHasNoOverlap) {
  const Program p = compiled(scenario_text("x = n\nn = x", "interrupt ring\n  state = 1"), {},
                             {{"pde_cache", "4"}, {"per_cpu_frames", "2"}});
  const CpuLayout& c = p.layout.cpu;
  EXPECT_EQ(c.resume, 4U); // two contexts
  EXPECT_EQ(c.active, 5U);
  EXPECT_EQ(p.layout.tlb_slots, 8); // 2 pages, 2 regions of 4 MiB; each global or not
  EXPECT_EQ(p.layout.paging_cache_slots, 2);
  EXPECT_EQ(c.paging_cache, c.tlb + 64);
  EXPECT_EQ(c.store_buffer, c.paging_cache + 16);
  EXPECT_EQ(c.own_frames, c.store_buffer + 16U * p.layout.store_buffer_slots);
  EXPECT_EQ(c.locals, c.own_frames + 6 + 1); // `state` lies in front
  EXPECT_EQ(c.bytes, c.locals + 8);
  EXPECT_EQ(p.layout.owners, p.layout.words + 8 * 3 * 4);
  EXPECT_EQ(p.layout.free_list, p.layout.owners + 8);
  EXPECT_EQ(p.layout.bytes, p.layout.free_list + 2 + 16);
  EXPECT_EQ(p.initial.size(), p.layout.bytes);
}

} // namespace
} // namespace ghostwalk::test
