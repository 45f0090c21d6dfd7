// SPDX-License-Identifier: MIT
// Which kernel, which options, which machine: who wins, and what is wrong with a choice.
#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

const std::string scenario =
    "kernel k2 = k with way = slow\nkernel k3 = k2 with level = 5\nscenario s\n  cpu c\n";
std::string text(const std::string& rest = {}) { return kernel_text + scenario + rest; }

TEST(Selection, LaterOptionsWin) {
  EXPECT_EQ(compiled(text()).options, (Pairs{{"way", "fast"}, {"level", "3"}}));
  const Program derived = compiled(text(), {}, {}, "k3");
  EXPECT_EQ(derived.options, (Pairs{{"way", "slow"}, {"level", "5"}}));
  EXPECT_EQ(derived.kernel, "k3");
  EXPECT_EQ(compiled(text("  option level = 6\n"), {}, {}, "k3").options,
            (Pairs{{"way", "slow"}, {"level", "6"}}));
  EXPECT_EQ(compiled(text("  option level = 6\n"), {{"level", "0x7"}}, {}, "k3").options,
            (Pairs{{"way", "slow"}, {"level", "7"}}));
}

TEST(Selection, UnknownKernelOrOption) {
  EXPECT_EQ(error_of(text(), {}, {}, "k4"), "error: there is no kernel 'k4'; did you mean 'k'?");
  EXPECT_EQ(error_of(text(), {{"wya", "slow"}}),
            "error: kernel 'k' has no option 'wya'; did you mean 'way'?");
  EXPECT_EQ(error_of(text(), {{"way", "slwo"}}),
            "error: option 'way' has no value 'slwo'; did you mean 'slow'?");
  EXPECT_EQ(error_of(text(), {{"level", "10"}}),
            "error: option 'level' is 10, which is not in 0 .. 9");
  EXPECT_EQ(error_of(text(), {{"level", "-1"}}), "error: option 'level' is a number, not '-1'");
}

TEST(Selection, KernelThatDerivesFromItself) {
  EXPECT_EQ(
      error_of(
          kernel_text +
              "kernel x = y with level = 1\nkernel y = x with level = 2\nscenario s\n  cpu c\n",
          {}, {}, "x"),
      "25:12: error: kernel 'x' derives from itself\nkernel x = y with level = 1\n           ^");
}

TEST(Selection, Settings) {
  const Program p = compiled(text(), {},
                             {{"cpus", "3"},
                              {"frames", "9"},
                              {"reuse", "fifo"},
                              {"per_cpu_frames", "2"},
                              {"paging", "x86-64"},
                              {"walk_memory", "60 * 400 .. 900, 40 * 2000"},
                              {"walkers", "4"}});
  EXPECT_EQ(p.cpus, 3);
  EXPECT_EQ(p.frames, 9);
  EXPECT_EQ(p.reuse, hw::Reuse::fifo);
  EXPECT_EQ(p.per_cpu_frames, 2);
  EXPECT_EQ(p.mode->id, hw::PagingModeId::x86_64);
  EXPECT_EQ(p.cpu.of(hw::Key::walk_memory).parts,
            (std::vector<hw::Distribution::Part>{{60, 400, 900}, {40, 2000, 2000}}));
  EXPECT_EQ(p.layout.walk_slots, 4);
}

TEST(Selection, WrongSettings) {
  const auto error = [](const std::string& key, const std::string& value) {
    return error_of(text(), {}, {{key, value}});
  };
  EXPECT_EQ(error("cpsu", "1"), "error: there is no setting 'cpsu'; did you mean 'cpus'?");
  EXPECT_EQ(error("cpus", "0"), "error: the number of CPUs is 0, which is not in 1 .. 256");
  EXPECT_EQ(error("cpus", "two"), "error: 'two' is no number for cpus");
  EXPECT_EQ(error("frames", "4097"),
            "error: the number of frames is 4097, which is not in 1 .. 4096");
  EXPECT_EQ(error("reuse", "lofi"),
            "error: there is no reuse policy 'lofi'; there are lifo, fifo, any");
  EXPECT_EQ(error("paging", "pea"), "error: there is no paging mode 'pea'; did you mean 'pae'?");
  EXPECT_EQ(error("walkers", "9"), "error: walkers is 9, which is not in 1 .. 8");
  EXPECT_EQ(error("walkers", "1 .. 2"), "error: walkers takes one number, not a range");
  EXPECT_EQ(error("btb_sets", "3"), "error: btb_sets is 3, which is no power of two");
  EXPECT_EQ(error("walk_memory", "4 .. 3"), "error: 4 .. 3 is empty: the lower number comes first");
  EXPECT_EQ(error("walk_memory", "x"),
            "error: 'x' is no value for walk_memory\n  write a number, A .. B, or a weighted list "
            "such as 60 * 400 .. 900, 40 * 2000");
}

TEST(Selection, Expectations) {
  const auto library = library_of(text("  expect k3 with level = 9 found\n  expect k absent\n"));
  const auto all = lang::expectations(*library, *library->scenario_order[0]);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].kernel, "k3");
  EXPECT_EQ(all[0].options, (Pairs{{"level", "9"}}));
  EXPECT_TRUE(all[0].found);
  EXPECT_FALSE(all[1].found);
  EXPECT_NO_THROW(lang::validate(*library));
}

std::string validation(const std::string& source) {
  const auto library = library_of(source);
  try {
    lang::validate(*library);
    return "none";
  } catch (const InputError& e) {
    return render(e, library->sources);
  }
}

TEST(Selection, ExpectationsOfWhatIsNotThere) {
  EXPECT_EQ(validation(text("  expect k5 found\n")),
            "test.race:29:10: error: there is no kernel 'k5'; did you mean 'k'?\n  expect k5 "
            "found\n         ^");
  EXPECT_EQ(validation(text("  expect k with wya = slow found\n")),
            "test.race:29:17: error: kernel 'k' has no option 'wya'; did you mean 'way'?\n  expect "
            "k with wya = slow found\n                ^");
}

TEST(Selection, ValidationLooksAtKernelsAlone) {
  EXPECT_EQ(validation(kernel_text + "  proc unused()\n    x = nothing_there\n"),
            "test.race:26:9: error: unknown name 'nothing_there'; there are x, LIMIT, a, all, cur, "
            "flag, init, level, n, state, top, way, ...\n    x = nothing_there\n        ^");
}

TEST(Selection, Claims) {
  const Program p = compiled(text("  never poisoned\n  sometimes event e\n  never n == 1 and "
                                  "state[0] == 2\n  on cpu 0\n    reach e\n"));
  ASSERT_EQ(p.properties.size(), 5U);
  EXPECT_EQ(p.properties[1].kind, Property::Kind::event);
  EXPECT_FALSE(p.properties[1].never);
  EXPECT_EQ(p.properties[2].text, "n == 1 and state[0] == 2");
  EXPECT_EQ(disassemble(p, p.properties[2].condition), "(n[0] == 1) and (state[0] == 2)");
  EXPECT_EQ(p.properties[3].text, "deadlock");
  EXPECT_EQ(p.properties[4].text, "failed assertion");
  EXPECT_EQ(p.events, (std::vector<std::string>{"e"}));
}

TEST(Selection, DeadlockMayBeWanted) {
  const Program p = compiled(text("  sometimes deadlock\n"));
  ASSERT_EQ(p.properties.size(), 2U);
  EXPECT_FALSE(p.properties[0].never);
  EXPECT_EQ(p.properties[1].text, "failed assertion");
}

TEST(Selection, EndlessScripts) {
  const auto endless = [](const std::string& body) {
    return compiled(scenario_text(body)).scripts[0].endless;
  };
  EXPECT_FALSE(endless("n = 1"));
  EXPECT_TRUE(endless("forever\n  n = 1"));
  EXPECT_TRUE(endless("forever\n  read 0x00401000")); // Only a fault ends it.
  EXPECT_FALSE(endless("forever\n  if flag\n    stop"));
}

} // namespace
} // namespace ghostwalk::test
