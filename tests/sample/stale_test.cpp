// SPDX-License-Identifier: MIT
// Stale translations: exact numbers where every duration is known, and on shipped scenarios the same as
// looking at every TLB entry after every step.
#include "sim/drivers/sample/sampler.hpp"
#include "sim/machine/effects.hpp"
#include "tests/drivers/runs.hpp"
#include "tests/support/shipped.hpp"

namespace ghostwalk::test {
namespace {

Tally sampled(const std::string& scripts, int cpus = 1) {
  const Texts texts(plain(cpus, scripts));
  const Program program = texts.compile("k");
  const Machine machine(program);
  Tally tally(program);
  Sampler(machine, {.stale = true}).add(0, tally);
  return tally;
}

struct Counted {
  std::int64_t most;
  std::uint64_t cycles;
};
Counted stale(const std::string& scripts, int cpus = 1) {
  const Tally tally = sampled(scripts, cpus);
  EXPECT_EQ(tally.stale_most.count(), 1U);
  return {tally.stale_most.most(), tally.stale_cycles};
}

TEST(Stale, FromTheClearedPdeToTheFlush) {
  // The store is done at some T, the work lasts 100 cycles and INVLPG one.
  const auto [most, cycles] = stale(R"(
  on cpu 0 running(app)
    read 0x08048000
    app.pgd[32] = 0
    work 100
    invlpg 0x08048000
    work 1000
)");
  EXPECT_EQ(most, 1);
  EXPECT_EQ(cycles, 101U);
}

TEST(Stale, EachPageAndEachCpuCounts) {
  const Tally tally = sampled(R"(
  on cpu 0 running(app)
    read 0x08048000
    read 0x08049000
    work 3000
    app.pgd[32] = 0
    reach cleared
    work 100
    invlpg 0x08048000
    invlpg 0x08049000
  on cpu 1 running(app)
    read 0x08048000
    read 0x08049000
    work 10000
  sometimes event cleared
)",
                              2);
  EXPECT_EQ(tally.stale_most.most(), 4); // two pages on two CPUs
  // CPU 0 drops the one after 1 (reach) + 100 + 1 cycles and the other 1 later; CPU 1 keeps both to the trial's end.
  const std::uint64_t left = tally.cycles.sum() - tally.claims[0].when.sum();
  EXPECT_EQ(tally.stale_cycles, 102 + 103 + 2 * left);
}

// A right that was taken away makes an entry stale, one that was added does not. Bit 1 is W, bit 2 is U.
TEST(Stale, ByRights) {
  const std::string scripts = R"(
  on cpu 0 running(app)
    table = table_at_start(app, 0x08048000, 1)
    old = table[0x48]
    read 0x08048000
    table[0x48] = old {} 2
    work 100
    invlpg 0x08048000
)";
  const auto added = stale(fmt::format(fmt::runtime(scripts), "|"));
  EXPECT_EQ(added.most, 0);
  EXPECT_EQ(added.cycles, 0U);
  const auto taken = stale(fmt::format(fmt::runtime(scripts), "& ~4 |"));
  EXPECT_EQ(taken.most, 1);
  EXPECT_EQ(taken.cycles, 101U);
}

// The tables still say so, but the page is somebody else's.
TEST(Stale, WhenThePageIsFreed) {
  const auto [most, cycles] = stale(R"(
  on cpu 0 running(app)
    table = table_at_start(app, 0x08048000, 1)
    read 0x08048000
    free_page(frame(table[0x48]))
    work 100
    invlpg 0x08048000
)");
  EXPECT_EQ(most, 1);
  EXPECT_EQ(cycles, 101U);
}

// A store that waits in the buffer has changed nothing: INVLPG drains it, and drops the entry at once.
TEST(Stale, NotBeforeTheStoreIsOut) {
  const Texts texts(plain(1, R"(
  on cpu 0 running(app)
    read 0x08048000
    app.pgd[32] = 0
    fence
    work 100
    invlpg 0x08048000
)",
                          "tso"));
  const Program program = texts.compile("k", {}, {{"store_drain", "70"}});
  Tally tally(program);
  const Machine machine(program);
  Sampler(machine, {.stale = true}).add(0, tally);
  EXPECT_EQ(tally.stale_most.most(), 1);
  // Out when the fence begins; fence 1, work 100, INVLPG 1.
  EXPECT_EQ(tally.stale_cycles, 102U);
}

TEST(Stale, IsNotCountedUnasked) {
  const Texts texts(plain(1, "  on cpu 0 running(app)\n    read 0x08048000\n"));
  const Program program = texts.compile("k");
  Tally tally(program);
  const Machine machine(program);
  Sampler(machine).add(0, tally);
  EXPECT_EQ(tally.stale_most.count(), 0U);
}

// ── every entry after every step, against the meter that counts what changes ──

class EveryEntry final : public Onlooker {
public:
  explicit EveryEntry(const Program& program) : meter(program), p_(program) {}
  StaleMeter meter;
  StaleMeter::Result expected;

  void begins(const View& state) override {
    meter.begin(state);
    expected = {};
    count_ = 0;
    since_ = 0;
    roots_.assign(p_.cpus, {});
    for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) roots_[cpu].fill(state.cr3(cpu));
    look(state, 0);
  }
  void saw(const Taken& step) override {
    meter.see(step);
    look(step.state, ghostwalk::count(step.at));
  }
  void finish(Cycles end) { pass(ghostwalk::count(end)); }

private:
  void pass(std::int64_t now) {
    expected.entry_cycles += static_cast<std::uint64_t>(count_ * (now - since_));
    since_ = now;
  }
  void look(const View& state, std::int64_t now) {
    pass(now);
    count_ = 0;
    for (CpuId cpu = 0; cpu < p_.cpus; ++cpu) {
      roots_[cpu][state.pcid(cpu)] = state.cr3(cpu);
      const hw::Tlb tlb = state.tlb(cpu);
      for (std::uint16_t i = 0; i < tlb.used(); ++i) count_ += is_stale(state, cpu, tlb.at(i));
    }
    expected.most = std::max(expected.most, count_);
  }
  int is_stale(const View& state, CpuId cpu, const hw::TlbEntry& entry) const {
    if (entry.dangling) return 1;
    for (PageId page = 0; page < p_.pages.size(); ++page) {
      if (p_.cover[entry.size][page] != entry.page) continue;
      hw::TlbEntry now;
      const Pfn root = entry.global ? state.cr3(cpu) : roots_[cpu][entry.pcid];
      if (!translate_from(p_, state, cpu, root, page, now)) return 1;
      if (physical(now, page) != physical(entry, page) || now.memory_type != entry.memory_type ||
          now.writable < entry.writable || now.user < entry.user ||
          now.no_execute > entry.no_execute)
        return 1;
    }
    return 0;
  }
  Address physical(const hw::TlbEntry& entry, PageId page) const {
    const Address size = Address{1} << hw::page_shift(*p_.mode, entry.size);
    return (entry.frame << 12) + (p_.pages[page].va & (size - 1));
  }

  const Program& p_;
  std::vector<std::array<Pfn, 16>> roots_;
  std::int64_t count_ = 0, since_ = 0;
};

TEST(Stale, IsWhatALookAtEveryEntryFinds) {
  std::size_t with_some = 0;
  for (const ShippedCase& c : shipped_cases()) {
    SCOPED_TRACE(c.name);
    const Machine machine(c.program);
    EveryEntry looker(c.program);
    Clockwork clockwork(machine);
    clockwork.watch(&looker);
    BareQueue queue;
    for (std::uint64_t n = 0; n < 8; ++n) {
      RunSettings settings;
      settings.seed = n;
      settings.limit = Cycles{100'000};
      settings.record = false;
      queue.clear();
      const Cycles end = clockwork.run_again(settings, queue).ended_at;
      looker.finish(end);
      const StaleMeter::Result result = looker.meter.result(end);
      ASSERT_EQ(result.most, looker.expected.most) << n;
      ASSERT_EQ(result.entry_cycles, looker.expected.entry_cycles) << n;
      with_some += result.entry_cycles > 0 ? 1 : 0;
    }
  }
  EXPECT_GT(with_some, 200U); // so that it was about something
}

} // namespace
} // namespace ghostwalk::test
