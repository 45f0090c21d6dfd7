// SPDX-License-Identifier: MIT
// Ablation of a kernel small enough to know every answer.
#include "tests/ablate/matrix.hpp"
#include "tests/support/compiled.hpp"

namespace ghostwalk::test {
namespace {

// Lines 1 to 15 of the text: the line numbers below are these.
const std::string kernel = R"(kernel k
  paging i386
  option order = flush_first | free_first
  record mm for processes
    fixed pgd: frame
  proc running(mm)
    cr3 = mm.pgd
  proc flush(va)
    invlpg va
  proc unmap(mm, va)
    table = frame(mm.pgd[index(va, 2)])
    old = table[index(va, 1)]
    table[index(va, 1)] = 0
    if order == flush_first
      flush(va)
    free_page(frame(old))
    if order == free_first
      flush(va)
  proc never_called()
    cr3 = cr3
)";

const std::string scenario = R"(scenario s
  cpu pentium4 * 1
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
    read 0x08048000
    unmap(app, 0x08048000)
    read 0x08048000
    on fault
      reach unmapped
  never use after free
  sometimes event unmapped
)";

class Ablated {
public:
  explicit Ablated(const std::string& text, const Pairs& options = {}, unsigned threads = 1,
                   std::uint64_t max_states = 0)
      : texts_(text) {
    lang::Selection selection;
    selection.scenario = texts_.library().scenario_order.front();
    selection.kernel = "k";
    selection.options = options;
    ablate::Settings settings;
    settings.threads = threads;
    settings.max_states = max_states;
    ablation = ablate::ablate(texts_.library(), selection, settings);
  }
  ablate::Ablation ablation;

private:
  Texts texts_;
};

// Without the flush: the first read begins a walk (1), which reads PDE (2) and PTE (3), and is done (4);
// unmap loads the PDE (5) and the PTE (6), stores (7), the store leaves its buffer (8), since free_page (9)
// waits for that; the second read (10) is the access after the free.
TEST(Ablate, MatrixOfATinyKernel) {
  const Ablated a(kernel + scenario);
  ASSERT_EQ(a.ablation.baseline.verdict, Verdict::absent);
  EXPECT_EQ(matrix(a.ablation), "15 without: use after free 10\n"
                                "15 later: redundant\n"
                                "16 earlier: redundant\n"
                                "16 first: makes no sense: 'old' is used before it is assigned\n");
}

TEST(Ablate, AKernelThatIsNotSafeHasNoMatrix) {
  const Ablated a(kernel + R"(scenario s
  cpu pentium4 * 2
  process app
    maps 0x08048000 read
  on cpu 0 running(app)
    unmap(app, 0x08048000)
  on cpu 1 running(app)
    read 0x08048000
    read 0x08048000
    on fault
      stop
  never use after free
)",
                  {{"order", "free_first"}});
  EXPECT_EQ(a.ablation.baseline.verdict, Verdict::found);
  EXPECT_TRUE(a.ablation.rows.empty());
}

TEST(Ablate, GivesUpAtTheBound) {
  EXPECT_EQ(Ablated(kernel + scenario, {}, 1, 3).ablation.baseline.verdict, Verdict::gave_up);
}

TEST(Ablate, IsTheSameWithMoreThreads) {
  const Ablated one(kernel + scenario), four(kernel + scenario, {}, 4);
  EXPECT_EQ(matrix(one.ablation), matrix(four.ablation));
}

// Locks, locked instructions, interrupts and waits.
const std::string counter = R"(kernel k
  paging i386
  record mm for processes
    fixed pgd: frame
  var guard: lock
  var count: 0 .. 3
  var locked_count: 0 .. 3
  var done: cpumask
  proc running(mm)
    cr3 = mm.pgd
  proc add()
    lock guard
    count += 1
    unlock guard
    atomic locked_count += 1
    atomic done |= bit(self)
scenario s
  cpu pentium4 * 2
  process app
  on cpu 0 running(app)
    add()
  on cpu 1 running(app)
    add()
  never done == 3 and locked_count != 2
  never done == 3 and count != 2
)";

TEST(Ablate, LocksAndLockedInstructions) {
  const Ablated a(counter);
  ASSERT_EQ(a.ablation.baseline.verdict, Verdict::absent);
  std::map<std::string, std::string> by_trial;
  for (const ablate::Row& row : a.ablation.rows)
    for (const ablate::Trial& trial : row.trials)
      by_trial[fmt::format("{} {}", row.step.at.line, ablate::word(trial.edit.change))] =
          trial.result == ablate::Trial::Result::found ? trial.what : outcome(trial);
  const std::map<std::string, std::string> expected{
      {"12 without", "done == 3 and count != 2"},
      {"12 later", "done == 3 and count != 2"},
      {"15 without", "done == 3 and locked_count != 2"},
      {"15 later", "done == 3 and locked_count != 2"},
      {"16 without", "redundant"}};
  for (const auto& [trial, what] : by_trial) SCOPED_TRACE(trial + ": " + what);
  EXPECT_EQ(by_trial, expected);
}

} // namespace
} // namespace ghostwalk::test
