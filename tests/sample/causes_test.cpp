// SPDX-License-Identifier: MIT
// Costs by cause: whose procedure flushed, sent and waited, also where another CPU did it for him.
#include <numeric>

#include "sim/drivers/sample/sampler.hpp"
#include "tests/drivers/runs.hpp"
#include "tests/support/shipped.hpp"

namespace ghostwalk::test {
namespace {

constexpr Cycles limit{100'000};

// One trial of a shipped scenario under a kernel that it names.
class Trial {
public:
  Trial(const std::string& file, const std::string& kernel,
        const std::vector<std::pair<std::string, std::string>>& options = {})
      : program_(compiled(file, kernel, options)), causes_(program_), tally_(program_) {
    const Machine machine(program_);
    Sampler(machine, {.causes = true}).add(0, tally_);
  }

  std::uint64_t on(CpuId cpu, Counter what) const { return tally_.cpus[cpu][what]; }
  std::uint64_t all(Counter what) const { return tally_.all_cpus()[what]; }

  // Of the procedure, what it calls, and what other CPUs do in handlers of interrupts that it sent.
  std::uint64_t in(const std::string& procedure, Counter what, int only_cpu = -1) const {
    std::uint64_t sum = 0;
    for (CauseId id = 0; id < causes_.size(); ++id) {
      const std::vector<std::string> path = causes_.procedures(id);
      if (std::find(path.begin(), path.end(), procedure) == path.end()) continue;
      for (CpuId cpu = 0; cpu < program_.cpus; ++cpu)
        if (only_cpu < 0 || cpu == only_cpu) sum += tally_.by_cause.get(id, cpu)[what];
    }
    return sum;
  }

private:
  static Program compiled(const std::string& file, const std::string& kernel,
                          const std::vector<std::pair<std::string, std::string>>& options) {
    lang::Library library;
    lang::read_library(library, GHOSTWALK_SOURCE_DIR,
                       {GHOSTWALK_SOURCE_DIR "/scenarios/linux-4.19/" + file});
    return lang::compile(library, {library.scenario_order.front(), kernel, options, {}});
  }

  Program program_;
  Causes causes_;
  Tally tally_;
};

// tlb_single_page_flush_ceiling = 33 (K419): 33 pages are 33 INVLPG on each CPU. cpu 0 asks: one IPI
// to each other CPU, one round.
TEST(CausesOf, APurgeOf33Pages) {
  const Trial t("purge_33_pages.race", "linux-4.19");
  const std::string purge = "__purge_vmap_area_lazy", flush = "flush_tlb_kernel_range";
  for (CpuId cpu = 0; cpu < 2; ++cpu) {
    EXPECT_EQ(t.on(cpu, Counter::flushes_single), 33U);
    EXPECT_EQ(t.on(cpu, Counter::flush_ranges), 1U);
    EXPECT_EQ(t.on(cpu, Counter::flushes_global), 0U);
    EXPECT_EQ(t.in(flush, Counter::flushes_single, cpu), 33U);
  }
  EXPECT_EQ(t.in(purge, Counter::flushes_single), 2U * 33U);
  EXPECT_EQ(t.in(purge, Counter::flush_ranges), 2U);
  EXPECT_EQ(t.in(purge, Counter::ipis_sent), 2U - 1U);
  EXPECT_EQ(t.in(purge, Counter::ipi_waits), 1U);
  EXPECT_EQ(t.in("call_function_interrupt", Counter::flushes_single), 33U);
  EXPECT_EQ(t.in(flush, Counter::handler_cycles, 1), t.on(1, Counter::handler_cycles));
  EXPECT_GT(t.on(1, Counter::handler_cycles), 0U);
  EXPECT_EQ(t.in("vmalloc", Counter::flushes_single), 0U);
}

// One page more: everything, by two writes of CR4 on each CPU (X419 __native_flush_tlb_global).
TEST(CausesOf, APurgeOf34Pages) {
  const Trial t("purge_34_pages.race", "linux-4.19");
  for (CpuId cpu = 0; cpu < 2; ++cpu) {
    EXPECT_EQ(t.on(cpu, Counter::flushes_single), 0U);
    EXPECT_EQ(t.on(cpu, Counter::flushes_global), 2U);
    EXPECT_EQ(t.in("flush_tlb_kernel_range", Counter::flushes_global, cpu), 2U);
  }
  EXPECT_EQ(t.in("__purge_vmap_area_lazy", Counter::ipis_sent), 2U - 1U);
}

// text_poke_bp writes three times: int3, the other bytes, the first byte. Each sets and clears one
// fixmap slot with an INVLPG each (the second page is not mapped), rewrites CR3, and is followed by
// one round of IPIs. Only the poking CPU flushes.
TEST(CausesOf, AJumpLabel) {
  const Trial t("jump_label.race", "linux-4.19");
  const std::uint64_t pokes = 3, slots = 1, others = 2 - 1;
  EXPECT_EQ(t.in("set_fixmap", Counter::flushes_single), pokes * slots);
  EXPECT_EQ(t.in("clear_fixmap", Counter::flushes_single), pokes * slots);
  EXPECT_EQ(t.in("text_poke", Counter::flushes_single), 2 * pokes * slots);
  EXPECT_EQ(t.in("text_poke", Counter::flushes_full), pokes);
  EXPECT_EQ(t.in("text_poke", Counter::ipis_sent), 0U);
  EXPECT_EQ(t.in("sync_all_cores", Counter::ipis_sent), pokes * others);
  EXPECT_EQ(t.in("sync_all_cores", Counter::ipi_waits), pokes);
  EXPECT_EQ(t.in("sync_all_cores", Counter::ipis_taken, 1), pokes * others);
  EXPECT_EQ(t.in("sync_all_cores", Counter::flushes_single), 0U);
  EXPECT_EQ(t.in("static_key_enable", Counter::flushes_single), t.all(Counter::flushes_single));
  EXPECT_EQ(t.on(1, Counter::flushes_single), 0U);
}

// ── Handlers that send ──

// cpu 0 sends ping to cpu 1, whose handler sends pong back; cpu 0's handler sends ping again, until
// that has happened three times: 3 pings, 3 pongs. What is sent in a handler is on the account of
// who sent there; a ping within a ping's pong begins nothing new.
TEST(CausesOf, HandlersThatSendToHandlers) {
  std::string text = plain(2, R"(
  on cpu 0 running(app)
    send ping to 2
    wait until flag == 3
  on cpu 1 running(app)
    wait until flag == 3
)");
  const std::string before = "  interrupt ping\n    flag = 1\n";
  ASSERT_NE(text.find(before), std::string::npos);
  text.replace(text.find(before), before.size(), R"(
  interrupt ping
    send pong to 1
  interrupt pong
    flag += 1
    if flag < 3
      send ping to 2
)");
  const Texts texts(text);
  const Program program = texts.compile("k");
  const Causes causes(program);
  Tally tally(program);
  const Machine machine(program);
  Sampler(machine, {.causes = true}).add(0, tally);
  EXPECT_EQ(tally.cpus[0][Counter::ipis_sent], 3U); // the script's, and two of the handler's
  EXPECT_EQ(tally.cpus[1][Counter::ipis_sent], 3U);
  const auto on = [&](CpuId cpu, const std::vector<std::string>& path, Counter what) {
    std::uint64_t sum = 0;
    for (CauseId id = 0; id < causes.size(); ++id)
      if (causes.procedures(id) == path) sum += tally.by_cause.get(id, cpu)[what];
    return sum;
  };
  EXPECT_EQ(on(0, {}, Counter::ipis_sent), 1U); // the script's
  EXPECT_EQ(on(1, {"ping"}, Counter::ipis_taken), 3U);
  EXPECT_EQ(on(1, {"ping"}, Counter::ipis_sent), 3U);
  EXPECT_EQ(on(0, {"ping", "pong"}, Counter::ipis_taken), 3U);
  EXPECT_EQ(on(0, {"ping", "pong"}, Counter::ipis_sent), 2U);
}

// ── All shipped scenarios ──

class CountingRun final : public Onlooker {
public:
  explicit CountingRun(const Program& program) : causes_(program), meter(program, &causes_) {}
  void begins(const View& state) override { meter.begin(state); }
  void saw(const Taken& step) override { meter.see(step); }

private:
  const Causes causes_;

public:
  CounterMeter meter;
};

RunSettings numbered(std::uint64_t trial) {
  RunSettings settings;
  settings.seed = 3;
  settings.trial = trial;
  settings.limit = limit;
  return settings;
}

// With a record or without, on SimGrid or on the bare queue, with the counts of earlier trials in the
// meter or fresh: one trial, one count.
TEST(CausesOf, EveryDriverCountsTheSame) {
  for (const ShippedCase& c : shipped_cases()) {
    SCOPED_TRACE(c.name);
    const Machine machine(c.program);
    Sampler sampler(machine, {.seed = 3, .limit = limit, .causes = true});
    for (std::uint64_t n = 0; n < 10; ++n) {
      Tally tally(c.program);
      sampler.add(n, tally);
      CountingRun bare(c.program);
      run_bare(machine, numbered(n), &bare);
      ASSERT_EQ(bare.meter.result(), tally.cpus) << "trial " << n;
      ASSERT_EQ(bare.meter.by_cause(), tally.by_cause) << "trial " << n;
      if (n > 2) continue;
      CountingRun timed(c.program);
      run_timed(machine, numbered(n), &timed);
      ASSERT_EQ(timed.meter.result(), tally.cpus) << "trial " << n;
      ASSERT_EQ(timed.meter.by_cause(), tally.by_cause) << "trial " << n;
    }
  }
}

// Nothing is lost and nothing counted twice.
TEST(CausesOf, CausesAddUpToWhatEachCpuDid) {
  for (const ShippedCase& c : shipped_cases()) {
    SCOPED_TRACE(c.name);
    const Machine machine(c.program);
    Sampler sampler(machine, {.seed = 4, .limit = limit, .causes = true});
    Tally tally(c.program);
    for (std::uint64_t n = 0; n < 20; ++n) sampler.add(n, tally);
    std::vector<CounterBlock> sums(c.program.cpus);
    for (CauseId id = 0; id < tally.by_cause.causes(); ++id)
      for (CpuId cpu = 0; cpu < c.program.cpus; ++cpu) sums[cpu].merge(tally.by_cause.get(id, cpu));
    EXPECT_EQ(sums, tally.cpus);
    const CounterBlock all = tally.all_cpus();
    using C = Counter;
    EXPECT_EQ(all[C::flushes_full] + all[C::flushes_global] + all[C::flushes_single],
              all[C::flushes_cr3] + all[C::flushes_pge] + all[C::flushes_invlpg] +
                  all[C::flushes_invpcid]);
    EXPECT_LE(all[C::walks_after_flush], all[C::walks_demand] + all[C::walks_speculative]);
    EXPECT_LE(all[C::refills_after_flush], all[C::walks_after_flush]);
    EXPECT_LE(2 * all[C::flush_ranges], all[C::flushes_single]);
  }
}

} // namespace
} // namespace ghostwalk::test
