// SPDX-License-Identifier: MIT
// Masks of more than 64 CPUs: what they cannot be, and that smaller machines have nothing of them. What they do: tests/drivers.
#include <fmt/format.h>

#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

const Pairs cpus_65{{"cpus", "65"}};

std::string error_of_65(const std::string& script) {
  return error_of(scenario_text(script), {}, cpus_65);
}

TEST(Masks, AreNoNumbers) {
  EXPECT_EQ(error_of_65("x = app.mask + 1"),
            R"(30:18: error: this is a mask of 65 CPUs, and a number is wanted
    x = app.mask + 1
                 ^
  masks of more than 64 CPUs go with | & ^ ~ == !=, count, fls, send and for)");
  EXPECT_EQ(error_of(scenario_text("x = app.mask + 1"), {}, {{"cpus", "64"}}), "none");
}

TEST(Masks, HaveNoPlaceInANumbersName) {
  EXPECT_EQ(error_of_65("x = 1\nx = app.mask"),
            R"(31:5: error: 'x' was a number, and now gets a mask of CPUs
    x = app.mask
    ^
  give the mask a name of its own; a bit of a number is 1 << n)");
  EXPECT_EQ(error_of_65("x = app.mask\nx = 1"), "none");
}

TEST(Masks, AreNotAddedTo) {
  EXPECT_EQ(error_of_65("atomic app.mask += 1"),
            R"(30:5: error: a mask of CPUs is no number to add to
    atomic app.mask += 1
    ^)");
}

TEST(Masks, HaveABitForEveryCpuOfTheirWords) {
  EXPECT_EQ(error_of_65("app.mask = bit(127)"), "none");
  EXPECT_EQ(error_of_65("app.mask = bit(128)"),
            R"(30:16: error: bit(128) is 0: there are 128 bits
    app.mask = bit(128)
               ^)");
}

// A number takes the lowest 64 bits, and a bit of a number that is known stays one.
TEST(Masks, LeaveNumbersAlone) {
  EXPECT_EQ(error_of_65("n = bit(3) | 1\nx = bit(4) + (n & ~2)"), "none");
}

// One place up to 64 CPUs, as before; one for each 64 more, behind it and with a name that says which.
TEST(Masks, HaveAPlaceForEach64Cpus) {
  const auto masks = [](const std::string& cpus) {
    std::vector<std::string> names;
    for (const Place& place : compiled(scenario_text("x = 1"), {}, {{"cpus", cpus}}).places)
      if (place.type == Place::Type::cpumask)
        names.push_back(fmt::format("{} {:x}", place.name, place.highest));
    return names;
  };
  EXPECT_EQ(masks("2"), (std::vector<std::string>{"mm.mask 3", "all 3"}));
  EXPECT_EQ(masks("64"),
            (std::vector<std::string>{"mm.mask ffffffffffffffff", "all ffffffffffffffff"}));
  EXPECT_EQ(masks("66"),
            (std::vector<std::string>{"mm.mask ffffffffffffffff", "mm.mask from cpu 64 3",
                                      "all ffffffffffffffff", "all from cpu 64 3"}));
  EXPECT_EQ(masks("256").back(), "all from cpu 192 ffffffffffffffff");
}

} // namespace
} // namespace ghostwalk::test
