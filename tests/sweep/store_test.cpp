// SPDX-License-Identifier: MIT
// What may go into one store, and what may not.
#include "tests/sweep/support.hpp"

namespace ghostwalk::sweep {
namespace {

std::string begin_error(const fs::path& file, const Plan& plan, const Build& build,
                        bool force = false) {
  return error_of([&] { Store(file, Store::Use::write).begin(plan, build, {}, force); });
}

const Build one{"1.0", "abc", "GNU 12", false};

// A store with all of the small study, made by that build.
struct Swept : Folder {
  explicit Swept(const std::string& text = small_text())
      : study(*this, text), file(*this / "store") {
    study.run(file, {}, false, one);
  }
  SmallStudy study;
  fs::path file;
};

TEST(Store, IsOneFileWhenASweepIsOver) {
  const Swept swept;
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(swept.file.parent_path()))
    files += entry.path().filename().string().starts_with("store") ? 1 : 0;
  EXPECT_EQ(files, 1U);
}

TEST(Store, RefusesAnotherBuild) {
  const Swept swept;
  for (const Build& other :
       {Build{"1.1", "abc", "GNU 12", false}, Build{"1.0", "abd", "GNU 12", false},
        Build{"1.0", "abc", "Clang 14", false}, Build{"1.0", "abc", "GNU 12", true}})
    EXPECT_EQ(begin_error(swept.file, swept.study.plan, other),
              "'" + swept.file.string() +
                  "' was made by another build: 1.0 (abc, GNU 12); this is " + describe(other));
  EXPECT_EQ(begin_error(swept.file, swept.study.plan, {"1.1", "abc", "GNU 12", true}, true),
            "no error");
  EXPECT_EQ(Store(swept.file, Store::Use::look).builds().size(), 2U);
}

TEST(Store, RefusesAnotherSeedAndStudyEvenByForce) {
  const Swept swept;
  Plan plan = swept.study.plan;
  plan.seed = 2;
  EXPECT_EQ(begin_error(swept.file, plan, one, true),
            "'" + swept.file.string() + "' was begun with seed 1, not 2");
  plan = swept.study.plan;
  plan.study = "other";
  EXPECT_EQ(begin_error(swept.file, plan, one, true),
            "'" + swept.file.string() + "' holds the study small, not other");
}

TEST(Store, RefusesATextThatHasChanged) {
  const Swept swept;
  for (const auto& [what, by, name] :
       {std::tuple{"work 100 .. 300", "work 100 .. 301", "scenario coin"},
        std::tuple{"paging i386", "paging pae", "kernel tiny"}}) {
    const SmallStudy changed(swept, replaced(small_text(), what, by));
    EXPECT_EQ(begin_error(swept.file, changed.plan, one),
              std::string(name) + " has changed since '" + swept.file.string() + "' was begun");
  }
}

// By force the points of the new text are run, and only they are shown.
TEST(Store, AChangedTextIsRunAnewByForce) {
  const Swept swept;
  const SmallStudy changed(swept, replaced(small_text(), "work 100 .. 300", "work 300 .. 301"));
  EXPECT_EQ(changed.run(swept.file, {}, true, one).trials_run, 21'000U);
  changed.run(swept / "fresh", {}, false, one);
  EXPECT_EQ(exported(swept.file), exported(swept / "fresh"));
}

TEST(Store, IsWrittenByOneAtATime) {
  const Swept swept;
  const Store first(swept.file, Store::Use::write);
  EXPECT_EQ(error_of([&] { Store(swept.file, Store::Use::write); }),
            "'" + swept.file.string() + "' is being written by another sweep");
  EXPECT_EQ(error_of([&] { Store(swept.file, Store::Use::look); }), "no error");
}

TEST(Store, KeepsABatchThatComesTwice) {
  const Swept swept;
  Store store(swept.file, Store::Use::write);
  store.begin(swept.study.plan, one, {}, false);
  std::vector<Batch> all;
  store.each_batch([&](const Batch& batch) { all.push_back(batch); });
  ASSERT_EQ(all.size(), 24U);
  store.add({all[3]});
  all[3].tally = all[4].tally;
  EXPECT_NE(error_of([&] { store.add({all[3]}); }), "no error");
}

// Ids, hashes and cuts are what stores hold: a change of any of these needs a new schema.
TEST(Store, PointsKeepTheirNames) {
  const Folder folder;
  const Plan plan = SmallStudy(folder).plan;
  EXPECT_EQ(hex(hash_of("ghostwalk")), "fdaabd03b7b2c4676fc9bb843c85917d");
  EXPECT_EQ(plan.texts.at(1).kind, "kernel");
  EXPECT_EQ(hex(plan.texts.at(1).code), "64d55fea5c1fb07c786f41afb7d67251");
}

} // namespace
} // namespace ghostwalk::sweep
