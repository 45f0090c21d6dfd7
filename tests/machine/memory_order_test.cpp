// SPDX-License-Identifier: MIT
// x86-TSO (Sewell, Sarkar, Owens, Zappa Nardelli, Myreen, CACM 53(7), 2010) as it shows in the
// machine. The shipped litmus tests hold the verdicts of the paper; here is what they leave open: that
// it is the store buffer that makes the difference, and which instructions drain it.
#include "tests/machine/stepped.hpp"

namespace ghostwalk::test {
namespace {

// SB with something between the store and the load of both CPUs.
std::string sb(const std::string& between) {
  std::string text = R"(
kernel k
  paging i386
  record mm for processes
    fixed pgd: frame
  var l: lock
  var m: lock
  proc running(mm)
    cr3 = mm.pgd
  interrupt nothing
    work 1
scenario sb
  cpu pentium4 * 2
  frames 8
  process app
    maps 0x08048000 write
  var x: 0 .. 1
  var y: 0 .. 1
  var z: 0 .. 3
  var read0: 0 .. 2 = 2
  var read1: 0 .. 2 = 2
  on cpu 0 running app
    x = 1
@    read0 = y
  on cpu 1 running app
    y = 1
@    read1 = x
  never read0 == 0 and read1 == 0
)";
  for (auto at = text.find('@'); at != std::string::npos; at = text.find('@'))
    text.replace(at, 1, between);
  return text;
}

// Nothing, a load, a plain store or a choice leave the store where it is.
TEST(StoreBuffer, HidesAStoreFromTheOtherCpu) {
  for (const char* between :
       {"", "    a = z\n", "    z = 1\n", "    a = any of 1, 2\n", "    interrupts off\n"}) {
    const std::string text = sb(between);
    EXPECT_EQ(explored(text).verdict, Verdict::found) << between;
    EXPECT_EQ(explored(text, {}, {{"memory", "sc"}}).verdict, Verdict::absent) << between;
  }
}

// Locked and serialising instructions, the allocator's locks, an IPI (SDM vol. 3A 8.2.5, 8.3).
TEST(StoreBuffer, IsDrainedBefore) {
  for (const char* between :
       {"    fence\n", "    atomic z |= 1\n", "    a = atomic exchange(z, 1)\n",
        "    invlpg 0x08048000\n", "    cr3 = app.pgd\n", "    cr4.pge = 0\n",
        "    page = alloc_page(kernel)\n", "    send nothing to cpu self\n",
        "    atomic app.pgd[3] |= 1\n"})
    EXPECT_EQ(explored(sb(between)).verdict, Verdict::absent) << between;
}

// Giving a page back takes the allocator's lock as well; the pages are taken before the stores.
TEST(StoreBuffer, IsDrainedBeforeAPageIsFreed) {
  std::string text = sb("    free_page(page)\n");
  for (const char* const store : {"    x = 1", "    y = 1"})
    text.insert(text.find(store), "    page = alloc_page(kernel)\n");
  EXPECT_EQ(explored(text).verdict, Verdict::absent);
}

TEST(StoreBuffer, IsDrainedBeforeInvpcid) {
  const Pairs has{{"has_invpcid", "1"}};
  EXPECT_EQ(explored(sb("    invpcid all\n"), {}, has).verdict, Verdict::absent);
}

// A handler's stores have drained when it returns; a store waits for room; a lock that is given back is free when that
// store has drained.
std::string one_cpu(const std::string& script, const std::string& other = "") {
  return R"(
kernel k
  paging i386
  record mm for processes
    fixed pgd: frame
  var l: lock
  var x: 0 .. 9
  proc running(mm)
    cr3 = mm.pgd
  interrupt storer
    x = 1
scenario s
  cpu pentium4 * 2
  process app
    maps 0x08048000 write
  on cpu 0 running(app)
)" + script +
         "  on cpu 1 running(app)\n" + (other.empty() ? "    fence\n" : other);
}
const Pairs tso{{"memory", "tso"}};
constexpr Step drains{0, StepKind::drain, 0, 0};

TEST(StoreBuffer, IsDrainedBeforeIret) {
  Stepped s(one_cpu("    send storer to cpu self\n    fence\n"), tso);
  s.instruction();
  s.interrupt(0);
  s.instruction();
  EXPECT_FALSE(s.may_go_on());
  s.apply(drains);
  EXPECT_TRUE(s.may_go_on());
}

TEST(StoreBuffer, HasRoomForSoManyStores) {
  for (const bool one : {true, false}) {
    Stepped s(one_cpu("    x = 1\n    x = 2\n    fence\n"),
              {{"memory", "tso"}, {"store_buffer", one ? "1" : "2"}});
    s.instruction();
    EXPECT_EQ(s.may_go_on(), !one);
    s.apply(drains);
    EXPECT_TRUE(s.may_go_on());
  }
}

TEST(StoreBuffer, HoldsTheReleaseOfALock) {
  Stepped s(one_cpu("    lock l\n    unlock l\n", "    lock l\n"), tso);
  s.instructions(2);
  EXPECT_FALSE(s.may_go_on(1));
  s.apply(drains);
  EXPECT_TRUE(s.may_go_on(1));
}

// A word of a frame as well as a variable.
TEST(StoreBuffer, IsReadByItsOwnCpuForWordsToo) {
  Stepped s(one_cpu("    app.pgd[3] = 5\n    a = app.pgd[3]\n    assert a == 5\n    fence\n"), tso);
  EXPECT_FALSE(has(s.instructions(2), Oracle::assertion));
}

// A lock is taken by a locked instruction and given back by a plain store: taking drains, giving back
// does not. Each CPU has a lock of its own, so that neither waits for the other.
TEST(StoreBuffer, IsDrainedByLockAndNotByUnlock) {
  std::string text = sb("    lock l\n");
  text.replace(text.rfind("lock l"), 6, "lock m");
  EXPECT_EQ(explored(text).verdict, Verdict::absent);

  std::string held = sb("    unlock l\n");
  held.replace(held.rfind("unlock l"), 8, "unlock m");
  held.insert(held.find("    x = 1"), "    lock l\n");
  held.insert(held.find("    y = 1"), "    lock m\n");
  EXPECT_EQ(explored(held).verdict, Verdict::found);
}

// A claim looks at memory: a table is not empty before the store that clears its last entry has
// drained. Two steps, the store and the drain, not one.
TEST(StoreBuffer, HidesAStoreFromAClaim) {
  std::string text = sb("");
  text.replace(text.find("    x = 1"), 9, "    app.pgd[32] = 0");
  text.replace(text.find("never read0"), std::string::npos, "never empty(app.pgd)\n");
  EXPECT_EQ(explored(text).witness.size(), 2U);
  EXPECT_EQ(explored(text, {}, {{"memory", "sc"}}).witness.size(), 1U);
}

// A CPU sees its own stores at once, and in order.
TEST(StoreBuffer, IsReadByItsOwnCpu) {
  const std::string text = R"(
kernel k
  paging i386
scenario own
  cpu pentium4 * 1
  var x: 0 .. 2
  on cpu 0
    x = 1
    x = 2
    a = x
    assert a == 2
    reach end
  sometimes event end
)";
  const auto e = explored(Texts(text).compile("k"), 1, false);
  EXPECT_EQ(e.verdict, Verdict::absent);
  // Program counter and stores that have reached memory, x=1 then x=2:
  //   before any store 1; after the first: none, one drained 2; after the second: 0, 1, 2 drained 3;
  //   after the load, with its local dead and the event passed: 3.
  EXPECT_EQ(e.states, 1U + 2U + 3U + 3U);
}

} // namespace
} // namespace ghostwalk::test
