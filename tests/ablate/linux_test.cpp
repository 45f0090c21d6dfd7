// SPDX-License-Identifier: MIT
// 2.4.19's maintenance steps, one by one: what scenarios/README.md says of the parts of its fix, step for step.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/ablate/matrix.hpp"

namespace ghostwalk::test {
namespace {

using ablate::MaintenanceStep;

class Ablated {
public:
  explicit Ablated(const std::string& name, const std::string& kernel = "linux-2.4.19") {
    lang::read_library(library_, GHOSTWALK_SOURCE_DIR,
                       {std::filesystem::path(GHOSTWALK_SOURCE_DIR) / "scenarios" / "linux-2.4" /
                        (name + ".race")});
    lang::Selection selection;
    selection.scenario = library_.scenario_order.front();
    selection.kernel = kernel;
    ablation = ablate::ablate(library_, selection, {});
  }

  // What appears without the step: "poisoned", "redundant", "idle"; "not reached" when there is none.
  std::string without(const std::string& procedure, const std::string& statement) const {
    return trial(procedure, statement, ablate::Change::without);
  }
  std::string later(const std::string& procedure, const std::string& statement) const {
    return trial(procedure, statement, ablate::Change::later);
  }

  ablate::Ablation ablation;

private:
  std::string trial(const std::string& procedure, const std::string& statement,
                    ablate::Change change) const {
    for (const ablate::Row& row : ablation.rows) {
      if (row.step.procedure != procedure ||
          library_.sources.line(row.step.at).find(statement) == std::string_view::npos)
        continue;
      for (const ablate::Trial& t : row.trials) {
        if (t.edit.change != change) continue;
        if (t.result == ablate::Trial::Result::found) return t.what;
        return t.idle.empty() ? outcome(t) : "idle";
      }
      return "not tried";
    }
    return "not reached";
  }
  lang::Library library_;
};

TEST(Linux, MunmapNeedsTheFlushInClearPageTables) {
  for (const auto& [name, appears] :
       {std::pair<std::string, std::string>{"munmap_same_cpu", "poisoned"},
        {"munmap_three_cpus", "use after free"}}) {
    const Ablated a(name);
    ASSERT_EQ(a.ablation.baseline.verdict, Verdict::absent);
    EXPECT_EQ(a.without("clear_page_tables", "flush_tlb_pgtables(mm)"), appears) << name;
    EXPECT_EQ(a.later("clear_page_tables", "flush_tlb_pgtables(mm)"), appears) << name;
    EXPECT_EQ(a.without("leave_mm", "cr3 = init_mm.pgd"), "not reached") << name;
  }
}

TEST(Linux, LazyAndExitNeedTheLoadInLeaveMm) {
  for (const char* name : {"lazy_cpu", "kernel_thread_btb", "exit_mmap"}) {
    const Ablated a(name);
    ASSERT_EQ(a.ablation.baseline.verdict, Verdict::absent);
    EXPECT_EQ(a.without("leave_mm", "cr3 = init_mm.pgd"), "poisoned") << name;
    EXPECT_EQ(a.without("clear_page_tables", "flush_tlb_pgtables(mm)"), "redundant") << name;
    EXPECT_EQ(a.later("clear_page_tables", "flush_tlb_pgtables(mm)"), "redundant") << name;
  }
}

TEST(Linux, DataPagesNeedTheFlushBeforeTheFree) {
  const Ablated a("data_pages_first");
  EXPECT_EQ(a.without("flush_and_free", "flush_tlb_range(mm)"), "use after free");
  EXPECT_EQ(a.later("flush_and_free", "flush_tlb_range(mm)"), "use after free");
  EXPECT_EQ(a.without("flush_tlb_others", "wait until"), "use after free");
  EXPECT_EQ(a.without("flush_tlb_others", "send invalidate"), "deadlock");
}

TEST(Linux, TheBugHasNoMatrix) {
  const Ablated a("munmap_same_cpu", "linux-2.4.18");
  EXPECT_EQ(a.ablation.baseline.verdict, Verdict::found);
  EXPECT_TRUE(a.ablation.rows.empty());
}

// Every finding's schedule is one of the changed kernel's.
TEST(Linux, EveryFindingHasAScheduleThatBreaksTheClaim) {
  const Ablated a("lazy_cpu");
  int findings = 0;
  for (const ablate::Row& row : a.ablation.rows)
    for (const ablate::Trial& trial : row.trials) {
      if (trial.result != ablate::Trial::Result::found) continue;
      ++findings;
      EXPECT_FALSE(trial.schedule.empty());
      EXPECT_GT(trial.witness.size(), 10U);
    }
  EXPECT_GT(findings, 4);
}

} // namespace
} // namespace ghostwalk::test
