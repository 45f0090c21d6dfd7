// SPDX-License-Identifier: MIT
// Does the model take as long as processors were measured to take? scenarios/measured is run many times; the means have to
// lie within what the sources say, and to be those of the table in models/README.md, line by line.
//
//   HANSEN  D. Hansen, linux-kernel, 1 July 2014 (commit a5102476a24b): an i5-3320M (Ivy Bridge), means over a kernel's compilation
//   MOLNAR  I. Molnar, linux-kernel, June 2015: warm, and nothing else going on
//   PTI     Documentation/x86/pti.txt, Linux 4.19
//
// The refill has 1,500 accesses, so 50 runs are enough and quick.
// A range of n pages lies between MOLNAR's __flush_tlb_range, 404 cycles, with n - 1 more INVLPGs at the 100 cycles that HANSEN takes
// them to cost at least, and what HANSEN measured: 1,276 cycles for one page, his tracing included (335 at least).
#include "tests/drivers/runs.hpp"

namespace ghostwalk::test {
namespace {

struct Span {
  std::string from, to; // events
};
struct Row {
  std::string what, source;
  std::int64_t lowest, highest;
  std::string scenario;
  Span timed;
  Span less{}; // what the same takes without
  int trials = 1000;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"dTLB miss",
       "HANSEN: 45; Sandy Bridge 13.4 ns, iTLB 34",
       34,
       45,
       "refill",
       {"before_miss", "after_miss"},
       {"before_hit", "after_hit"},
       50},
      // 512 misses of 34 to 45 cycles: 17,408 to 23,040
      {"refill of 512 TLB entries",
       "HANSEN: 22,000; 512 misses of 34 .. 45",
       17408,
       23040,
       "refill",
       {"flushed", "refilled"},
       {"warm", "all_hit"},
       50},
      {"INVLPG",
       "HANSEN: near 100; MOLNAR: 260",
       100,
       260,
       "flush",
       {"before_invlpg", "after_invlpg"}},
      {"write to CR3",
       "MOLNAR: 96; PTI: of the order of a hundred",
       96,
       300,
       "flush",
       {"after_invlpg", "after_cr3"}},
      {"flush_tlb_mm_range, 1 page",
       "MOLNAR: 404; HANSEN: 1,276",
       404,
       1276,
       "flush",
       {"before_1", "after_1"}},
      {"flush_tlb_mm_range, 2 pages",
       "404 + 100; HANSEN: 1,505",
       504,
       1505,
       "flush",
       {"before_2", "after_2"}},
      {"flush_tlb_mm_range, 4 pages",
       "404 + 3 * 100; HANSEN: 2,447",
       704,
       2447,
       "flush",
       {"before_4", "after_4"}},
      {"flush_tlb_mm_range, 8 pages",
       "404 + 7 * 100; HANSEN: 3,542",
       1104,
       3542,
       "flush",
       {"before_8", "after_8"}},
      {"flush_tlb_mm_range, 16 pages",
       "404 + 15 * 100; HANSEN: 5,041",
       1904,
       5041,
       "flush",
       {"before_16", "after_16"}},
      {"flush_tlb_mm_range, 33 pages",
       "404 + 32 * 100; HANSEN: 8,534",
       3604,
       8534,
       "flush",
       {"before_33", "after_33"}},
      {"flush_tlb_mm_range, 34 pages: all",
       "MOLNAR: 96, the CR3 write alone; HANSEN: 2,283",
       96,
       2283,
       "flush",
       {"before_34", "after_34"}},
  };
  return all;
}

std::int64_t date(const Program& program, const Run& run, const std::string& event) {
  const auto found = std::find(program.events.begin(), program.events.end(), event);
  EXPECT_NE(found, program.events.end()) << event;
  const auto bit = static_cast<std::size_t>(Oracle::count_) +
                   static_cast<std::size_t>(found - program.events.begin());
  EXPECT_GE(count(run.first.at(bit)), 0) << event;
  return count(run.first.at(bit));
}

std::int64_t length(const Program& program, const Run& run, const Span& span) {
  if (span.from.empty()) return 0;
  return date(program, run, span.to) - date(program, run, span.from);
}

// To the nearest cycle.
std::int64_t mean(const Program& program, const Row& row) {
  const Machine machine(program);
  std::int64_t sum = 0;
  for (int trial = 0; trial < row.trials; ++trial) {
    RunSettings settings;
    settings.trial = static_cast<std::uint64_t>(trial);
    settings.record = false;
    const auto run = run_bare(machine, settings);
    sum += length(program, run, row.timed) - length(program, run, row.less);
  }
  return (2 * sum + row.trials) / (2 * row.trials);
}

std::string table() {
  std::ifstream file(GHOSTWALK_SOURCE_DIR "/models/README.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

void PrintTo(const Row& row, std::ostream* out) { *out << row.what; }

class Measured : public testing::TestWithParam<Row> {};

TEST_P(Measured, LiesWithinItsSources) {
  const Row& row = GetParam();
  lang::Library library;
  lang::read_library(library, GHOSTWALK_SOURCE_DIR,
                     {GHOSTWALK_SOURCE_DIR "/scenarios/measured/" + row.scenario + ".race"});
  lang::Selection selection;
  selection.scenario = library.scenario_order.front();
  selection.kernel = "linux-4.19";
  const std::int64_t model = mean(lang::compile(library, selection), row);
  EXPECT_GE(model, row.lowest);
  EXPECT_LE(model, row.highest);
  const std::string line = fmt::format("| {} | {} | {} .. {} | {} |\n", row.what, row.source,
                                       row.lowest, row.highest, model);
  EXPECT_NE(table().find(line), std::string::npos) << "models/README.md has not:\n" << line;
}

INSTANTIATE_TEST_SUITE_P(Table, Measured, testing::ValuesIn(rows()), [](const auto& made) {
  std::string name;
  for (const char c : made.param.what)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
  return name;
});

} // namespace
} // namespace ghostwalk::test
