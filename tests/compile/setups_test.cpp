// SPDX-License-Identifier: MIT
// Errors about setups and claims of a scenario.
#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

TEST(Setups, UnknownSetup) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  proc go()
    n = 1
  on cpu 0 goo
)"),
            R"(29:12: error: there is no setup procedure 'goo'; did you mean 'go'?
  on cpu 0 goo
           ^)");
}

TEST(Setups, SetupArguments) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  proc go()
    n = 1
  on cpu 0 go 1
)"),
            R"(29:12: error: 'go' takes 0 arguments, and 1 is given
  on cpu 0 go 1
           ^)");
}

TEST(Setups, SetupWaits) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  proc go()
    wait until n == 1
  on cpu 0 go
)"),
            R"(28:5: error: a setup procedure waits here, and nothing else runs yet
    wait until n == 1
    ^
  let the script do it)");
}

TEST(Setups, SetupChooses) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  proc go()
    n = any of 1, 2
  on cpu 0 go
)"),
            R"(28:5: error: a setup procedure cannot choose
    n = any of 1, 2
    ^
  let the script do it)");
}

TEST(Setups, SetupNeverEnds) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  proc go()
    forever
      n = 1
  on cpu 0 go
)"),
            R"(29:7: error: a setup procedure takes more than 100000 steps
      n = 1
      ^
  shorten its loops, or let the script do it)");
}

TEST(Setups, SetupStops) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  proc go()
    stop
  on cpu 0 go
)"),
            R"(28:5: error: `stop` in a setup procedure, which has to run to its end
    stop
    ^)");
}

TEST(Setups, SetupFailsAnAssertion) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  proc go()
    assert n == 1
    n = 1
  on cpu 0 go
)"),
            R"(28:5: error: an assertion fails in a setup procedure, in or behind this line
    assert n == 1
    ^)");
}

TEST(Setups, SetupDoesWhatHasNoMeaning) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  proc go()
    n = 200 - n
  on cpu 0 go
)"),
            R"(28:5: error: in a setup procedure: 200 does not fit in 'n', which holds 0 .. 100
    n = 200 - n
    ^)");
}

TEST(Setups, LocalLoopAtTheStart) {
  EXPECT_EQ(
      error_of(kernel_text + R"(scenario s
  cpu c * 2
  on cpu 0
    i = 0
    while i < 10
      i = i * 1
)"),
      R"(30:7: error: an endless loop: 10000 local operations without one that another CPU could see
      i = i * 1
      ^)");
}

TEST(Setups, UnknownEvent) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  on cpu 0
    reach there
  never event their
)"),
            R"(29:15: error: no `reach` names the event 'their'; there is only there
  never event their
              ^)");
}

TEST(Setups, ClaimOnEachCpu) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  never n == 1 and state == 1
)"),
            R"(27:20: error: 'state' is there once for each CPU: write state[0]
  never n == 1 and state == 1
                   ^)");
}

TEST(Setups, ClaimOnACpuThatIsNotThere) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  never state[2] == 1
)"),
            R"(27:15: error: 'state' of CPU 2: the machine has 2
  never state[2] == 1
              ^)");
}

TEST(Setups, ClaimOnSelf) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  never self == 1
)"),
            R"(27:9: error: 'self' has no meaning here: no CPU is running
  never self == 1
        ^)");
}

TEST(Setups, ClaimThatCalls) {
  EXPECT_EQ(error_of(kernel_text + R"(scenario s
  cpu c * 2
  proc go()
    return 1
  never go()
)"),
            R"(29:9: error: a procedure cannot be called here
  never go()
        ^)");
}

} // namespace
} // namespace ghostwalk::test
