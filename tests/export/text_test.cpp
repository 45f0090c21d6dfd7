// SPDX-License-Identifier: MIT
// What can be said of the exported text without Rumur.
#include "sim/export/murphi.hpp"
#include "tests/support/compiled.hpp"

namespace ghostwalk::test {
namespace {

const std::string scenario = R"(
kernel k
  paging i386
  record mm for processes
    fixed pgd: frame
scenario small
  cpu pentium4 * 2
  var n: 0 .. 3
  on cpu 0
    n = 1
  never n == 2
)";

TEST(Murphi, IsTheSameEachTime) {
  const Program program = Texts(scenario).compile("k");
  EXPECT_EQ(to_murphi(program), to_murphi(program));
}

TEST(Murphi, ClaimsOnlyWhenAsked) {
  const Program program = Texts(scenario).compile("k");
  EXPECT_NE(to_murphi(program).find("invariant \"never n == 2\""), std::string::npos);
  EXPECT_EQ(to_murphi(program, {.claims = false}).find("invariant"), std::string::npos);
}

TEST(Murphi, RefusesWhatItsNumbersCannotHold) {
  Program program = Texts(scenario).compile("k");
  program.initial.clear();
  EXPECT_THROW(to_murphi(program), InputError);
}

} // namespace
} // namespace ghostwalk::test
