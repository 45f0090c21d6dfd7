// SPDX-License-Identifier: MIT
// What happens when: one run of the machine under time, as a discrete-event core that leaves the
// passing of time to a carrier. It decides *which* of the machine's possible steps happens; the
// machine alone decides what each step does.
//
//   core         an instruction has its effect when its duration is over; a core that waits sleeps
//                until it can go on; `work` passes between instructions
//   walk         each level's read takes effect when its line has arrived; an invalidation ends a
//                walk, an interrupt does not
//   interrupt    arrives after its delivery, is taken at the next end of an instruction with
//                interrupts on, or at once by a core that waits or whose script has ended
//   speculation  starts a walk when a kernel branch aliases with a BTB entry, when fetch runs on
//                past a page's end, and where the scenario says `speculate`; nothing happens when
//                the walker is busy or the TLB has the page
//
// Within one cycle: by CPU, then in the order of Errand::Kind, then of sending. Every duration is
// at least one cycle.
#pragma once

#include <array>
#include <optional>
#include <utility>

#include "models/hw/btb.hpp"
#include "sim/drivers/costs.hpp"
#include "sim/drivers/onlooker.hpp"
#include "sim/drivers/run.hpp"
#include "sim/drivers/waiters.hpp"

namespace ghostwalk {

// The initial state is past each script's first local instructions, which still take their time.
Passed passed_at_start(const Program& program, CpuId cpu);

class Clockwork {
public:
  explicit Clockwork(const Machine& machine); // Keeps a reference.
  Run run(const RunSettings& settings, Carrier& carrier);
  // The same, for whoever makes many: the run lies in here until the next begins, and after the
  // first few nothing is allocated any more.
  const Run& run_again(const RunSettings& settings, Carrier& carrier);
  void watch(Onlooker* onlooker) { onlooker_ = onlooker; } // Of all runs to come; null: nobody.

private:
  enum class Busy : std::uint8_t {
    work,        // between instructions: `work`, or on the way into a handler
    instruction, // no interrupt before its end
    waiting,     // for a lock, a condition, a page or a walk: its instruction is not possible
    nothing      // its script has ended
  };
  struct Core {
    explicit Core(hw::Btb known) : btb(std::move(known)) {}
    void restart(); // As new, with the memory that it has.
    Busy busy = Busy::nothing;
    bool endless = false;
    bool unfinished = false;                  // counted in unfinished_
    bool draining = false;                    // its oldest buffered store is on its way
    std::uint8_t on_the_way = 0, arrived = 0; // interrupts, a bit per vector
    // What rode on the step before: work, which interrupts may interrupt, then cycles more for the
    // instruction itself.
    std::int64_t work = 0, extra = 0;
    std::int64_t work_ends = 0;   // date, while Busy::work
    std::int64_t begun = 0;       // date of the instruction in hand
    std::uint32_t generation = 0; // of its errand: one whose work was interrupted is for nobody
    std::array<std::int64_t, 1 + hw::max_vectors> left{}; // work interrupted, per context
    Touch touch;                                          // of the instruction in hand
    hw::Btb btb;
  };
  struct Walker {
    std::uint64_t seen = 0; // packed walk, as last looked at; 0: free
    std::uint32_t generation = 0;
  };

  // clockwork.cpp: the run, and each step of it
  void restart(const RunSettings& settings);
  void forget_run();
  void take_over();
  RunEnd go_on();
  RunEnd stuck();
  void process(const Errand& done);
  void send(Errand errand, std::int64_t cycles);
  void apply(Step step, std::uint16_t insn = 0xffff);
  void show(const Step& step, std::uint16_t insn);
  void note(Happened happened);
  void check_states();
  void judge_claims();
  bool finished() const { return unfinished_ == 0 && open_ == 0 && !never_ends_; }

  // cores.cpp: instructions and interrupts
  void start_core(CpuId cpu);
  void begin(CpuId cpu);
  void begin_work(CpuId cpu);
  void begin_instruction(CpuId cpu);
  void core_done(const Errand& done);
  void complete(CpuId cpu);
  void execute(CpuId cpu, const Insn& insn, int choices);
  std::uint16_t pick(CpuId cpu, const Insn& insn, int choices);
  int hits(CpuId cpu, const Insn& insn);
  void go_on_after_step(CpuId cpu);
  void charge(CpuId cpu);
  void wait(CpuId cpu);
  void wake_waiting(const Errand& cause);
  // The CPUs first .. last - 1 that one `send` may reach.
  struct Targets {
    CpuId first, last;
  };
  Targets targets(CpuId cpu, const Insn& insn);
  void send_interrupts(CpuId from, Targets to);
  void interrupt_arrived(CpuId cpu, int vector);
  bool take_interrupt(CpuId cpu);
  void look_at_stores(CpuId cpu);
  void store_drained(CpuId cpu);
  void write_line(std::uint32_t line, CpuId cpu);

  // walks.cpp: walks, what they push out, and what starts them
  void look_at_walks(CpuId cpu);
  void read_arrived(const Errand& done);
  void keep_within_ways(CpuId cpu, PageId newest);
  void keep_within_paging_cache(CpuId cpu, PageId newest, int level);
  void learn_and_predict(CpuId cpu, std::optional<Address> fetch);
  void prefetch_behind(CpuId cpu, Address fetch);
  void speculate(CpuId cpu, Address va);
  void speculate_page(CpuId cpu, PageId page);
  void speculation_due(CpuId cpu, PageId page);

  View view() { return {p_, state_.data()}; }
  Walker& walker(CpuId cpu, int slot) {
    return walkers_[std::size_t{cpu} * p_.layout.walk_slots + static_cast<std::size_t>(slot)];
  }
  std::uint32_t number(hw::Key key) const { return static_cast<std::uint32_t>(p_.cpu.number(key)); }

  const Machine& machine_;
  const Program& p_;
  Costs costs_;
  std::vector<std::byte> state_;
  std::vector<Core> cores_;
  std::vector<Walker> walkers_;
  std::vector<Errand> due_;
  std::vector<std::uint16_t> victims_; // what may be evicted
  Trace scratch_;          // the last step's, when the run keeps none and someone wants it
  Trace* trace_ = nullptr; // of the next step
  // Of the last step:
  std::size_t first_event_ = 0;
  Passed passed_;
  Happened happened_ = 0;

  Carrier* carrier_ = nullptr;
  Onlooker* onlooker_ = nullptr;
  RunSettings settings_;
  Run run_;
  Cycles now_{}, limit_{};
  std::uint64_t sequence_ = 0, steps_ = 0;
  Waiters waiters_;
  Waiters::Stir stir_; // of the errand in hand
  int unfinished_ = 0; // scripts that can end and have not
  int open_ = 0; // walks, interrupts on their way, and of CPUs that can end speculation and stores
  bool never_ends_ = false;               // Every script is endless: only the limit ends the run.
  std::vector<Passed> at_start_;          // what each script passes before its first step
  std::vector<std::size_t> state_claims_; // indices of the properties over the state
};

} // namespace ghostwalk
