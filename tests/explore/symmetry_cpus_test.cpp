// SPDX-License-Identifier: MIT
// Interchangeable CPUs: which they are, how many states they save, and that nothing goes differently when they are renamed,
// alone and together with frames.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "sim/core/random.hpp"
#include "sim/drivers/explore/symmetry/symmetry.hpp"
#include "tests/agreement/generate.hpp"
#include "tests/explore/equivariance.hpp"
#include "tests/explore/tiny.hpp"

namespace ghostwalk::test {
namespace {

using symmetry::CpuTable;
using Orbits = std::vector<std::vector<CpuId>>;

Orbits orbits(const std::string& text, const Pairs& settings = one_order) {
  return symmetry::find_cpus(Texts(text).compile("k", {}, settings)).orbits;
}

// Frames and CPUs renamed at once.
Checked check(const Program& program, CpuTable table, std::size_t most = 2000) {
  const Symmetry symmetry(program, symmetry::find_frames(program), std::move(table));
  auto scratch = symmetry.scratch();
  Group group;
  group.canonicalise = [&](std::byte* state) { return symmetry.canonicalise(state, scratch); };
  group.rename = [&](std::byte* state, std::uint64_t element) {
    Random random(3, 0, element);
    const auto& all = symmetry.cpus().group();
    if (const auto n = random.below(all.size()); n > 0)
      symmetry.cpus().rename(state, all[n], scratch.blocks);
    auto to = scratch.frames.to;
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<std::uint16_t>(i);
    const auto& loose = symmetry.frames().loose();
    for (std::size_t i = loose.size(); i > 1; --i)
      std::swap(to[loose[i - 1]], to[loose[random.below(i)]]);
    symmetry.frames().rename(state, to, scratch.frames);
  };
  return check_symmetry(Machine(program), group, most);
}
Checked check(const Program& program) { return check(program, symmetry::find_cpus(program)); }

std::string three(const std::string& vars, const std::string& script,
                  const std::string& more = "") {
  std::string text;
  for (int cpu = 0; cpu < 3; ++cpu) text += "  on cpu " + std::to_string(cpu) + "\n" + script;
  return tiny(vars, text + more, 3);
}

// ── Counts ──

// Three CPUs with two stores each to one variable, always the same value: where each is, 3 * 3 * 3, and whether the first
// store was made. Without names, multisets of 3 out of 3 places: 10.
TEST(Cpus, WithTheSameScriptAreCountedOnce) {
  const Program p =
      Texts(three("  var a: 0 .. 1\n", "    a = 1\n    a = 1\n")).compile("k", {}, one_order);
  const Checked c = check(p);
  EXPECT_EQ(c.wrong, "");
  EXPECT_EQ(c.states, 27U);
  EXPECT_EQ(c.quotient, 10U);
  EXPECT_EQ(explored(p).states, 10U) << "explore() uses it";
}

// A lock around a step, for two: nobody in, one of two in, one of two done ..., who holds it is part of what is renamed.
//   where they are: 4 places each (before, in, done with the step, out), not both inside: 16 - 4
TEST(Cpus, HoldLocksUnderTheirNewNames) {
  const std::string script = "    lock l\n    a = 1\n    unlock l\n";
  const Program p = Texts(tiny("  var l: lock\n  var a: 0 .. 1\n",
                               "  on cpu 0\n" + script + "  on cpu 1\n" + script))
                        .compile("k", {}, one_order);
  const Checked c = check(p);
  EXPECT_EQ(c.wrong, "");
  EXPECT_EQ(c.states, 16U - 4);
  // Pairs without order: (before, any of 4), (out, in or done or out): 4 + 3.
  EXPECT_EQ(c.quotient, 7U);
}

// ── Which are interchangeable ──

TEST(Cpus, ThatDoDifferentThingsAreNotInterchangeable) {
  const std::string vars = "  var a: 0 .. 2\n  var b: 0 .. 2\n";
  const auto two = [&](const std::string& x, const std::string& y) {
    return tiny(vars, "  on cpu 0\n    " + x + "\n  on cpu 1\n    " + y + "\n");
  };
  EXPECT_EQ(orbits(two("a = 1", "a = 1")), (Orbits{{0, 1}}));
  EXPECT_EQ(orbits(two("a = 1", "a = 2")), Orbits{});
  EXPECT_EQ(orbits(two("a = 1", "b = 1")), Orbits{});
  EXPECT_EQ(orbits(two("a = 1", "a = 1\n    a = 1")), Orbits{});
  EXPECT_EQ(orbits(three(vars, "    a = 1\n")), (Orbits{{0, 1, 2}}));
}

TEST(Cpus, ThatATextTellsApartAreNotInterchangeable) {
  const std::string vars = "  var m: cpumask\n  percpu mine: 0 .. 2\n";
  EXPECT_EQ(orbits(three(vars, "    atomic m |= bit(self)\n")), (Orbits{{0, 1, 2}}));
  EXPECT_EQ(orbits(three(vars, "    atomic m |= 6\n")), (Orbits{{1, 2}}))
      << "CPUs 1 and 2 are in the mask";
  EXPECT_EQ(orbits(three(vars, "    mine = 1\n")), (Orbits{{0, 1, 2}}));
  EXPECT_EQ(orbits(three(vars, "    x = mine[0]\n    mine = x\n")), (Orbits{{1, 2}}));
  EXPECT_EQ(orbits(three(vars, "    mine = 1\n", "  never mine[2] == 1\n")), (Orbits{{0, 1}}));
  EXPECT_EQ(orbits(three(vars, "    mine = 1\n", "  never empty(0x1001)\n")), Orbits{})
      << "which it is to CPU 0, with what that has in its store buffer";
  EXPECT_EQ(orbits(three(vars, "    mine = self\n")), Orbits{})
      << "a number, as far as anybody can tell";
}

// ── Renaming and going on ──

// Shootdowns by all of three CPUs: masks, locks, IPIs, a variable of each CPU, buffered stores, frames that come and go.
const std::string shootdowns = R"(
kernel k
  paging i386
  record mm for processes
    fixed pgd: frame
  var guard: lock
  var waiting: cpumask
  percpu table: frame
  percpu turn: 0 .. 3
  proc running(mm)
    cr3 = mm.pgd
  interrupt flush
    cr3 = cr3
    atomic waiting &= ~bit(self)
scenario s
  cpu pentium4 * 3
  frames 4 reuse any
  process app
@  never poisoned
)";
const std::string script = R"(    forever
      page = alloc_page(table)
      table = page
      lock guard
      others = (bit(cpus) - 1) & ~bit(self)
      waiting = others
      turn = 1
      fence
      send flush to others
      wait until waiting == 0
      unlock guard
      free_page(page)
)";

Program three_that_flush() {
  std::string text = shootdowns, scripts;
  for (const char* cpu : {"0", "1", "2"})
    scripts += std::string("  on cpu ") + cpu + " running app\n" + script;
  return Texts(text.replace(text.find('@'), 1, scripts)).compile("k");
}

TEST(Cpus, AllRunningOneProtocol) {
  const Program p = three_that_flush();
  EXPECT_EQ(symmetry::find_cpus(p).orbits, (Orbits{{0, 1, 2}}));
  const Checked c = check(p);
  EXPECT_EQ(c.wrong, "");
  const Exploration plain = explored_plainly(p), reduced = explored(p);
  EXPECT_EQ(plain.verdict, reduced.verdict);
  EXPECT_EQ(plain.seen, reduced.seen);
  // 3! orders of CPUs and of the three frames that come and go: few states have all of them alike.
  EXPECT_GT(plain.states, 20 * reduced.states) << plain.states << " " << reduced.states;
}

TEST(Cpus, CheckSeesAFieldThatIsLeftOut) {
  const Program p = three_that_flush();
  const CpuTable table = symmetry::find_cpus(p);
  CpuTable no_global = table;
  EXPECT_EQ(no_global.global.size(), 2U) << "guard and waiting";
  no_global.global.clear();
  EXPECT_NE(check(p, no_global).wrong, "");
  CpuTable too_many =
      symmetry::find_cpus(Texts(three("  var a: 0 .. 3\n", "    a = 1\n")).compile("k"));
  const Program apart = Texts(tiny("  var a: 0 .. 3\n",
                                   "  on cpu 0\n    a = 1\n  on cpu 1\n    a = 2\n"
                                   "  on cpu 2\n    a = 3\n",
                                   3))
                            .compile("k");
  too_many.live.resize(apart.code.size());
  EXPECT_NE(check(apart, too_many).wrong, "");
}

// The text with the script of CPU 0 on every CPU, and without claims about events, which may be gone.
std::string twins(const std::string& text) {
  std::istringstream lines(text);
  std::string result, body, line;
  int block = -1; // whose script the line is in
  while (std::getline(lines, line)) {
    const bool head = line.rfind("  on cpu ", 0) == 0;
    if (head)
      block = line[9] - '0';
    else if (line.rfind("    ", 0) != 0)
      block = -1;
    if (block == 0 && !head) body += line + '\n';
    const bool event = line.find(" event here") != std::string::npos;
    if ((block <= 0 || head) && !event) result += line + '\n';
    if (block > 0 && head) result += body;
  }
  return result;
}

RC_GTEST_PROP(Cpus, GoOnTheSameInRandomTexts, ()) {
  const auto tape =
      *rc::gen::container<std::vector<std::uint8_t>>(rc::gen::arbitrary<std::uint8_t>());
  const std::string text = twins(generated(tape));
  RC_LOG() << text;
  const Program p = Texts(text).compile("k");
  const Checked c = check(p, symmetry::find_cpus(p), 150);
  RC_LOG() << c.wrong << '\n';
  RC_ASSERT(c.wrong.empty());
}

} // namespace
} // namespace ghostwalk::test
