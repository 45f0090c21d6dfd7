// SPDX-License-Identifier: MIT
// What programs read. The files beside this one are what sim/sweep/schema.md describes: a change to
// them that could break a reader needs a new number there.
#include "tests/sweep/support.hpp"

#include <nlohmann/json.hpp>

#include "sim/sweep/where.hpp"

namespace ghostwalk::sweep {
namespace {

const Build one{"1.0", "abc", "GNU 12", false};

// Two points of ten trials.
struct Exported : Folder {
  Exported() : file(*this / "store") {
    const std::string text = replaced(replaced(small_text(), "4, 20, 40", "4"), "3_500", "10");
    SmallStudy(*this, text).run(file, {}, false, one);
    const Store store(file, Store::Use::look);
    csv = csv_header(store.plan());
    ndjson = ndjson_header(store);
    each_row(store, [&](const ResultRow& row) {
      csv += csv_line(store.plan(), row);
      ndjson += ndjson_line(store.plan(), row);
    });
  }
  fs::path file;
  std::string csv, ndjson;
};

// GHOSTWALK_PROMOTE=1 writes the files anew.
void compare(const std::string& text, const char* name) {
  const fs::path golden = fs::path(GHOSTWALK_SOURCE_DIR "/tests/sweep") / name;
  if (std::getenv("GHOSTWALK_PROMOTE") != nullptr) std::ofstream(golden, std::ios::binary) << text;
  EXPECT_EQ(text, file_text(golden));
}

TEST(Rows, OfCsv) { compare(Exported().csv, "golden.csv"); }
TEST(Rows, OfNdjson) { compare(Exported().ndjson, "golden.ndjson"); }

// Every column and key of the golden files is explained.
TEST(Rows, AreExplained) {
  const std::string schema = file_text(GHOSTWALK_SOURCE_DIR "/sim/sweep/schema.md");
  const auto explained = [&](const std::string& name) {
    const bool found = schema.find('`' + name + '`') != std::string::npos ||
                       schema.find('`' + name + "[]`") != std::string::npos;
    EXPECT_TRUE(found) << name;
  };
  const Exported rows;
  std::istringstream header(rows.csv.substr(0, rows.csv.find('\n')));
  for (std::string name; std::getline(header, name, ',');)
    if (name != "load") explained(name); // What varies has its own name.
  std::istringstream lines(rows.ndjson);
  for (std::string line; std::getline(lines, line);) {
    const auto row = nlohmann::json::parse(line);
    for (const auto& [key, value] : row.items()) explained(key);
  }
}

TEST(Rows, APointWithoutTrialsHasEmptyCells) {
  const Folder folder;
  const Plan plan = SmallStudy(folder).plan;
  const std::string line = csv_line(plan, {point(plan, 0), {}});
  EXPECT_NE(line.find(",0,0,,0,1,,0,0,,,,"), std::string::npos) << line;
}

TEST(Rows, QuoteWhatHasCommas) {
  const Folder folder;
  Plan plan = SmallStudy(folder).plan;
  plan.kernels[0].options = {{"a", "b"}, {"c", "\"d\""}};
  EXPECT_EQ(
      csv_line(plan, {point(plan, 0), {}}).find("small,coin,\"tiny with a = b, c = \"\"d\"\"\",4,"),
      0U);
}

TEST(Where, ChoosesPoints) {
  const Folder folder;
  const Plan plan = SmallStudy(folder).plan;
  const auto chosen = [&](const Pairs& wanted) {
    std::vector<std::uint64_t> all;
    const Where where(plan, wanted);
    for (std::uint64_t i = 0; i < plan.points(); ++i)
      if (where.has(point(plan, i))) all.push_back(i);
    return all;
  };
  using Points = std::vector<std::uint64_t>;
  EXPECT_EQ(chosen({}).size(), 6U);
  EXPECT_EQ(chosen({{"kernel", "tiny"}}), (Points{0, 2, 4}));
  EXPECT_EQ(chosen({{"load", "20"}}), (Points{2, 3}));
  EXPECT_EQ(chosen({{"load", "20"}, {"load", "4"}, {"kernel", "tiny"}}), (Points{0, 2}));
  EXPECT_EQ(error_of([&] {
              chosen({{"store", "4"}});
            }),
            "'store' does not vary in this study; there are scenario, kernel, load");
  EXPECT_EQ(error_of([&] { chosen({{"load", "5"}}); }), "load is never '5'; there are 4, 20, 40");
}

} // namespace
} // namespace ghostwalk::sweep
