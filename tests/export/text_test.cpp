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

// 2,000 calls with 5 values each are 20,001 instructions and at least 10,000 locals, more than 20,000,000 together.
TEST(Murphi, RefusesWhatWouldTakeForEver) {
  const auto calls = [](int count) {
    return "kernel k\n  paging i386\n  var n: bool\n  proc p(a, b, c, d, e)\n    n = a\nscenario "
           "s\n  cpu pentium4\n  on cpu 0\n"
           "    for i in 1 .. " +
           std::to_string(count) + "\n      p(n, n, n, n, n)\n";
  };
  EXPECT_NO_THROW(to_murphi(Texts(calls(20)).compile("k")));
  EXPECT_THROW(to_murphi(Texts(calls(4000)).compile("k")), InputError);
}

// What the written model does not have: a word that a fetch gives, the direct map, large pages in pieces, two claims.
TEST(Murphi, RefusesWhatItDoesNotKnow) {
  const auto text = [](const std::string& maps, const std::string& line, const std::string& claim) {
    return "kernel k\n  paging i386\n  record mm for processes\n    fixed pgd: frame\n"
           "  process init_mm\n    maps 0xc1000000 kernel" +
           maps + "\nscenario s\n  cpu pentium4 * 1\n  var n: word\n  on cpu 0\n    " + line +
           "\n  never " + claim + "\n";
  };
  const std::string plain = "n = 1", fetch = "n = execute 0xc1000000";
  EXPECT_NO_THROW(to_murphi(Texts(text("", plain, "n == 2")).compile("k")));
  EXPECT_THROW(to_murphi(Texts(text("", fetch, "n == 2")).compile("k")), InputError);
  EXPECT_THROW(to_murphi(Texts(text(" direct", plain, "n == 2")).compile("k")), InputError);
  EXPECT_THROW(to_murphi(Texts(text("", plain, "memory type conflict")).compile("k")), InputError);
  EXPECT_THROW(to_murphi(Texts(text("", plain, "translation left")).compile("k")), InputError);
  EXPECT_THROW(
      to_murphi(Texts(text("", plain, "n == 2")).compile("k", {}, {{"fragments_large", "1"}})),
      InputError);
}

} // namespace
} // namespace ghostwalk::test
