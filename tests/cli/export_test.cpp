// SPDX-License-Identifier: MIT
// ghostwalk export, as typed. What the model says is tests/export's business.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/program.hpp"

namespace ghostwalk::cli::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string late = "scenarios/basics/late_flush.race";

TEST(Export, WritesAModelToAFileOrToStandardOutput) {
  const Folder folder;
  const std::string file = folder.path() + "/model.m";
  EXPECT_EQ(ghostwalk({"export", late, "--murphi", file}).status, 0);
  const Outcome o = ghostwalk({"export", late, "--murphi", "-"});
  EXPECT_EQ(o.status, 0);
  EXPECT_EQ(o.out, contents(file));
  EXPECT_THAT(o.out, HasSubstr("startstate"));
  EXPECT_THAT(o.out, HasSubstr("invariant"));
}

TEST(Export, LeavesClaimsOutWhenAsked) {
  const Words words{"export", late, "--murphi", "-", "--no-claims"};
  EXPECT_THAT(ghostwalk(words).out, Not(HasSubstr("invariant")));
}

// Another kernel, another option, other hardware: another model.
TEST(Export, ExportsWhatItIsAskedFor) {
  const auto model = [&](const Words& more) {
    Words words{"export", late, "--murphi", "-"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome o = ghostwalk(words);
    EXPECT_EQ(o.status, 0) << o.err;
    return o.out;
  };
  const std::string plain = model({});
  EXPECT_NE(model({"--option", "order=flush_first"}), plain);
  EXPECT_NE(model({"--set", "tlb_entries=1", "--set", "tlb_ways=1"}), plain);
  EXPECT_EQ(model({"--scenario", "late_flush"}), plain);
}

TEST(Export, RefusesWhatItCannotWrite) {
  for (const Words& words : {Words{"export", late}, Words{"export", "--murphi", "-"},
                             Words{"export", late, late, "--murphi", "-"},
                             Words{"export", late, "--murphi", "/nowhere/model.m"},
                             Words{"export", late, "--murphi", "/dev/full"},
                             Words{"export", late, "--murphi", "-", "--scenario", "late_flash"},
                             Words{"export", "nowhere.race", "--murphi", "-"}}) {
    const Outcome o = ghostwalk(words);
    EXPECT_EQ(o.status, 2) << words.back();
    EXPECT_THAT(o.err, HasSubstr("error: "));
  }
  EXPECT_EQ(ghostwalk({"export", late, "--murphi", "-"}, {}, "/dev/full").status, 2);
}

} // namespace
} // namespace ghostwalk::cli::test
