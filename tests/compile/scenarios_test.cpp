// SPDX-License-Identifier: MIT
// Errors about the machine, processes, setups and claims of a scenario.
#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

TEST(Scenarios, NoCpu) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  on cpu 0
    n = 1
)"),
            R"(25:10: error: scenario 's' does not say which CPU it runs on
scenario s
         ^
  add a line such as `cpu pentium4 * 2`)");
}

TEST(Scenarios, UnknownCpu) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu d
)"),
            R"(26:7: error: there is no CPU 'd'; there is only c
  cpu d
      ^)");
}

TEST(Scenarios, TooManyCpus) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 257
)"),
            R"(26:11: error: the number of CPUs is 257, which is not in 1 .. 256
  cpu c * 257
          ^)");
}

TEST(Scenarios, SecondCpuLine) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  cpu c * 2
)"),
            R"(27:3: error: a second `cpu` line
  cpu c * 2
  ^
  the first is in line 26)");
}

TEST(Scenarios, CpuThatIsNotThere) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  on cpu 2
    n = 1
)"),
            R"(27:10: error: there is no CPU 2: the machine has 2, from 0 to 1
  on cpu 2
         ^)");
}

TEST(Scenarios, EmptyCpuRange) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  on cpu 1 .. 0
    n = 1
)"),
            R"(27:10: error: 1 .. 0 is empty: the lower number comes first
  on cpu 1 .. 0
         ^)");
}

TEST(Scenarios, SecondScript) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  on cpu 0 .. 1
    n = 1
  on cpu 1
    n = 2
)"),
            R"(29:10: error: a second script for CPU 1
  on cpu 1
         ^
  line 27 has the first)");
}

TEST(Scenarios, TooManyFrames) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  frames 4097
)"),
            R"(27:10: error: the number of frames is 4097, which is not in 1 .. 4096
  frames 4097
         ^)");
}

TEST(Scenarios, TooFewFrames) {
  EXPECT_EQ(
      error_of(kernel_text + R"(scenario s
  cpu c * 2
  frames 3
  process app
    maps 0x1000 .. 0x2fff
)"),
      R"(27:10: error: the start needs 5 frames (2 root tables, 1 page table, 2 pages); `frames` says 3
  frames 3
         ^)");
}

TEST(Scenarios, UnknownOption) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  option wya = slow
)"),
            R"(27:10: error: kernel 'k' has no option 'wya'; did you mean 'way'?
  option wya = slow
         ^)");
}

TEST(Scenarios, UnknownOptionValue) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  option way = slo
)"),
            R"(27:10: error: option 'way' has no value 'slo'; did you mean 'slow'?
  option way = slo
         ^)");
}

TEST(Scenarios, OptionOutOfRange) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  option level = 10
)"),
            R"(27:10: error: option 'level' is 10, which is not in 0 .. 9
  option level = 10
         ^)");
}

TEST(Scenarios, OptionThatIsANumber) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  option level = fast
)"),
            R"(27:10: error: option 'level' is a number, not 'fast'
  option level = fast
         ^)");
}

TEST(Scenarios, LengthOfARun) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  for 0 cycles
)"),
            R"(27:7: error: the length of a run is 0, which is not in 1 .. 1000000000000
  for 0 cycles
      ^)");
}

TEST(Scenarios, UnalignedPage) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  process app
    maps 0x1001
)"),
            R"(28:10: error: 0x00001001 is not the start of a page of 4 KiB
    maps 0x1001
         ^
  the page starts at 0x00001000)");
}

TEST(Scenarios, UnalignedEnd) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  process app
    maps 0x1000 .. 0x2ffe
)"),
            R"(28:10: error: 0x00002ffe is not the last byte of a page of 4 KiB
    maps 0x1000 .. 0x2ffe
         ^
  the page ends at 0x00002fff)");
}

TEST(Scenarios, EmptyMapping) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  process app
    maps 0x2000 .. 0x1fff
)"),
            R"(28:10: error: the range is empty: the lower address comes first
    maps 0x2000 .. 0x1fff
         ^)");
}

TEST(Scenarios, OverlappingMappings) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  process app
    maps 0x1000 .. 0x3fff
    maps 0x3000
)"),
            R"(29:10: error: 0x00003000 is mapped already
    maps 0x3000
         ^
  line 28 maps it)");
}

TEST(Scenarios, OverlapWithALargePage) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  process app
    maps 0x400000 large
    maps 0x7ff000
)"),
            R"(29:10: error: 0x007ff000 is mapped already
    maps 0x7ff000
         ^
  line 28 maps it)");
}

TEST(Scenarios, UnalignedLargePage) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  process app
    maps 0x401000 large
)"),
            R"(28:10: error: 0x00401000 is not the start of a page of 4096 KiB
    maps 0x401000 large
         ^
  the page starts at 0x00400000)");
}

TEST(Scenarios, SharedKernelHalf) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  process app
    maps 0xc0001000
)"),
            R"(28:10: error: 0xc0001000 lies in a part that all processes share
    maps 0xc0001000
         ^
  map it in 'init', which the others copy)");
}

TEST(Scenarios, AddressBeyondThePagingMode) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  process app
    maps 0x100000000
)"),
            R"(28:10: error: 0x100000000 is no address in i386 paging: they have 32 bits
    maps 0x100000000
         ^)");
}

TEST(Scenarios, NoexecIni386) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  process app
    maps 0x1000 noexec
)"),
            R"(28:17: error: there is no noexec in i386 paging
    maps 0x1000 noexec
                ^)");
}

TEST(Scenarios, TooManyPages) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  process app
    maps 0x0 .. 0xbfffffff
)"),
            R"(28:10: error: more than 4096 linear pages
    maps 0x0 .. 0xbfffffff
         ^
  map fewer, or large ones)");
}

TEST(Scenarios, SecondProcess) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  process app
  process app
)"),
            R"(28:11: error: a second 'app'
  process app
          ^
  it is declared in line 27 already)");
}

} // namespace
} // namespace ghostwalk::test
