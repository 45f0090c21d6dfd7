// SPDX-License-Identifier: MIT
// Every row of lang::limits(): a text that asks for just as much compiles, and one that asks for one more is an error at a
// line (or, where no line is to blame, at none), which says what to do. A limit without a text here fails.
#include <functional>

#include <fmt/format.h>

#include "sim/lang/limits.hpp"
#include "sim/lang/study.hpp"
#include "tests/compile/texts.hpp"

namespace ghostwalk::test {
namespace {

using Count = std::uint64_t;

std::string each(Count from, Count to, const std::function<std::string(Count)>& part) {
  std::string all;
  for (Count i = from; i < to; ++i) all += part(i);
  return all;
}

std::string repeated(std::string_view part, Count times) {
  return each(0, times, [&](Count) { return std::string(part); });
}

const std::string cpu = "cpu c\n  walkers = 1\n";
const std::string kernel =
    "kernel k\n  paging i386\n  record mm for processes\n    fixed pgd: frame\n";

// One CPU; `items` of the kernel, `lines` of the scenario, and the script.
std::string machine(const std::string& items, const std::string& lines = "",
                    const std::string& script = "stop") {
  return cpu + kernel + indented(items, 2) + "scenario s\n  cpu c\n" + indented(lines, 2) +
         "  on cpu 0\n" + indented(script, 4);
}

std::string constant(const std::string& value) { return machine("const x = " + value); }

std::string parts(Count n) { // n / 2 numbers and n / 2 operators, or one number more.
  return constant((n % 2 == 0 ? "-" : "") + repeated("1 + ", (n - 1) / 2) + "1");
}

std::string chain(Count n) {
  return machine(each(0, n,
                      [n](Count i) {
                        return fmt::format("proc p{}()\n  {}\n", i,
                                           i + 1 < n ? fmt::format("p{}()", i + 1) : "work 1");
                      }),
                 "", "p0()");
}

// A store each, and the two stops: of the script, and of a CPU without one.
std::string code(Count n) {
  const Count stores = n - 2, turns = 4000;
  return machine(
      "var n: bool", "",
      fmt::format("for i in 1 .. {}\n  for j in 1 .. {}\n    n = 1\nfor j in 1 .. {}\n  n = 1",
                  stores / turns, turns, stores % turns));
}

// The loop, and for each turn of it the turn, the inner loop, and its turns with a statement each.
std::string statements(Count n) {
  const Count inner = 4000, outer_turn = 1 + 1 + 2 * inner;
  const Count outer = (n - 1) / outer_turn, rest = n - 1 - outer * outer_turn;
  return machine("", "",
                 fmt::format("for i in 1 .. {}\n  for j in 1 .. {}\n    if 1 == 2\n      stop\n",
                             outer, inner) +
                     repeated("if 1 == 2\n  stop\n", rest));
}

// In round i, word i turns out to be written; the last round finds nothing new.
std::string rounds(Count n) {
  return machine("var f: frame", "", "f[100] = 1\n" + each(0, n - 2, [](Count i) {
                                       return fmt::format("if f[{}] == 1\n  f[{}] = 1\n", 100 + i,
                                                          101 + i);
                                     }));
}

// Arrays of 32 KiB, then smaller ones, on top of a state without any.
std::string state(Count n) {
  Count left = n - compiled(machine("")).layout.bytes;
  std::string items;
  for (Count i = 0; left > 0; ++i) {
    const Count width = left >= 8 * lang::max_elements ? 8 : 1;
    const Count size = std::min<Count>(left / width, lang::max_elements);
    items += fmt::format("var a{}[{}]: 0 .. {}\n", i, size, width == 8 ? ~0ULL : 1);
    left -= size * width;
  }
  return machine(items);
}

std::string study(Count first, Count second, Count trials) {
  return machine("") +
         fmt::format("study t\n  scenario s\n  kernel k\n  vary walk_hit = 1 .. {} step 1\n"
                     "  vary load = 1 .. {} step 1\n  trials {}\n",
                     first, second, trials);
}

std::string nested(Count n, const std::string& innermost) {
  return repeated("(", n) + innermost + repeated(")", n);
}

std::string alternatives(Count n) {
  return "either\n" + each(0, n, [](Count i) {
           return fmt::format("{}  work {}\n", i == 0 ? "" : "or\n", i + 1);
         });
}

std::string numbers(Count n) {
  return each(0, n, [](Count i) { return (i == 0 ? "" : ", ") + std::to_string(i); });
}

// A text that asks for n. Those that need files or a plan are tested beside these.
const std::map<std::string_view, std::function<std::string(Count)>> texts{
    {"file", [](Count n) { return machine("") + std::string(n - machine("").size(), '\n'); }},
    {"word", [](Count n) { return machine("const " + std::string(n, 'x') + " = 1"); }},
    {"nesting", [](Count n) { return constant(nested(n, "1")); }},
    {"parts", parts},
    {"variables",
     [](Count n) {
       return machine(each(1, n, [](Count i) { return fmt::format("var v{}: bool\n", i); }));
     }},
    {"elements", [](Count n) { return machine(fmt::format("var a[{}]: bool", n)); }},
    {"instances", [](Count n) { return machine(fmt::format("record r {}\n  x: bool", n)); }},
    {"processes",
     [](Count n) {
       return machine(each(0, n, [](Count i) { return fmt::format("process p{}\n", i); }));
     }},
    {"constants",
     [](Count n) {
       return machine(each(0, n, [n](Count i) {
         return fmt::format("const c{} = {}\n", i, i + 1 < n ? fmt::format("c{}", i + 1) : "1");
       }));
     }},
    {"interrupts",
     [](Count n) {
       return machine(
           each(0, n, [](Count i) { return fmt::format("interrupt v{}\n  work 1\n", i); }));
     }},
    {"events",
     [](Count n) {
       return machine("", "", each(0, n, [](Count i) { return fmt::format("reach e{}\n", i); }));
     }},
    {"choices", [](Count n) { return machine("var n: 0 .. 999", "", "n = any of " + numbers(n)); }},
    {"alternatives", [](Count n) { return machine("", "", alternatives(n)); }},
    {"cpus", [](Count n) { return cpu + kernel + fmt::format("scenario s\n  cpu c * {}\n", n); }},
    {"frames", [](Count n) { return machine("", fmt::format("frames {}", n)); }},
    {"pages",
     [](Count n) {
       return machine("", fmt::format("process app\n  maps 0x40000000 .. {} direct",
                                      0x40000000 + n * 4096 - 1));
     }},
    {"outside", [](Count n) { return machine("", "outside reads any of " + numbers(n)); }},
    {"weight",
     [](Count n) {
       return "cpu d = c with walk_hit = 1 * 5, " + std::to_string(n) + " * 6\n" + machine("");
     }},
    {"state", state},
    {"code", code},
    {"statements", statements},
    {"rounds", rounds},
    {"calls", chain},
    {"depth",
     [](Count n) {
       return machine("var n: bool",
                      "never 1 == " + repeated("(n + ", n - 1) + "n" + repeated(")", n - 1));
     }},
    {"setup",
     [](Count n) {
       std::string text =
           machine(fmt::format("var n: bool\nproc p()\n  for i in 1 .. {}\n    n = 1", n));
       return text.replace(text.find("on cpu 0"), 8, "on cpu 0 p");
     }},
    {"work", [](Count n) { return machine("", "", fmt::format("work {}", n)); }},
    {"run", [](Count n) { return machine("", fmt::format("for {} cycles", n)); }},
    {"points",
     [](Count n) {
       return n == 1'000'000 ? study(1000, 1000, 1) : study(101, 9901, 1);
     }}, // 1,000,001
    {"trials", [](Count n) { return study(1, 1, n); }},
};

const std::set<std::string_view> elsewhere{
    "include", // tests/lang/library_test.cpp
    "batches", // tests/sweep/plan_test.cpp
};

// The error in all the ways that a text can be looked at; empty: none.
std::optional<InputError> refusal(const std::string& text) {
  try {
    const auto library = library_of(text);
    lang::validate(*library);
    lang::compile(*library, {library->scenario_order.at(0), "k", {}, {}});
    for (const lang::Declaration& d : library->files[0]->declarations)
      if (d.kind == lang::Declaration::Kind::study) lang::resolve_study(*library, d);
    return std::nullopt;
  } catch (const InputError& error) {
    return error;
  }
}

std::string message(const std::optional<InputError>& error) { return error ? error->what() : ""; }

TEST(Bounds, EachHoldsJustAsMuchAsItSays) {
  for (const lang::Limit& limit : lang::limits()) {
    if (elsewhere.contains(limit.name)) continue;
    SCOPED_TRACE(limit.name);
    ASSERT_TRUE(texts.contains(limit.name)) << "a limit without a test";
    EXPECT_EQ(message(refusal(texts.at(limit.name)(limit.most))), "");
  }
}

TEST(Bounds, OneMoreIsAnErrorThatSaysWhatToDo) {
  for (const lang::Limit& limit : lang::limits()) {
    if (elsewhere.contains(limit.name)) continue;
    SCOPED_TRACE(limit.name);
    const auto error = refusal(texts.at(limit.name)(limit.most + 1));
    ASSERT_TRUE(error.has_value());
    const std::string said = std::string(error->what()) + " " + error->hint;
    const bool counts = said.find(std::to_string(limit.most)) != std::string::npos ||
                        said.find(std::to_string(limit.most >> 10U)) != std::string::npos || // KiB
                        said.find(std::to_string(limit.most >> 20U)) != std::string::npos || // MiB
                        limit.name == "depth"; // of which a user has no count
    EXPECT_TRUE(counts) << said;
    EXPECT_TRUE(error->at.line != 0 || limit.name == "state" || limit.name == "file") << said;
    EXPECT_TRUE(!error->hint.empty() || said.find(" .. ") != std::string::npos)
        << said; // Or the range it has to be in.
  }
}

TEST(Bounds, NoTextIsForALimitThatIsGone) {
  std::set<std::string_view> names;
  for (const lang::Limit& limit : lang::limits())
    EXPECT_TRUE(names.insert(limit.name).second) << limit.name;
  for (const auto& [name, text] : texts) EXPECT_TRUE(names.contains(name)) << name;
  for (const auto name : elsewhere) EXPECT_TRUE(names.contains(name)) << name;
}

} // namespace
} // namespace ghostwalk::test
