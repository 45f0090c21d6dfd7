// SPDX-License-Identifier: MIT
// Are the documents whole, and is nothing in them taken for markup?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/report/page/page.hpp"
#include "sim/report/page/perfetto.hpp"
#include "tests/page/shipped.hpp"

namespace ghostwalk::report::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

const std::string evil = "</script><script>alert(1)</script>\xff&\"'<!--";

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

// The data of a page: between its script element's start and the first end tag.
Json data_of(const std::string& html) {
  const std::string start = "id=\"data\">";
  const std::size_t at = html.find(start) + start.size();
  return Json::parse(html.substr(at, html.find("</script>", at) - at));
}

TEST(Html, EscapesText) {
  EXPECT_EQ(html_text("<a href='x'>\"&"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
}

// The template has two scripts: the data and the program. What is evil adds none.
TEST(Html, NoTextEndsTheScript) {
  const std::string html =
      html_page(evil, Json({{"name", evil.substr(0, 20)}}).dump(), {"1;", "b{}"});
  EXPECT_EQ(count(html, "<script"), 2U);
  EXPECT_EQ(count(html, "</script>"), 2U);
  EXPECT_EQ(data_of(html)["name"], evil.substr(0, 20));
}

class PageOf : public ::testing::Test {
protected:
  Shipped shipped{"basics/late_flush.race"};
  std::unique_ptr<Report> witness = shipped.witness("late-flush");
};

// Bytes that are no UTF-8 are replaced; all else comes back as it was.
TEST_F(PageOf, ItsNamesMayHoldAnything) {
  witness->asked.file = evil;
  witness->asked.kernel = evil;
  Page page;
  page.add(std::vector<const Report*>{witness.get()}, {evil, {{"order", evil}}});
  const std::string html = page.html();
  EXPECT_EQ(count(html, "<script"), 2U);
  EXPECT_THAT(html, Not(HasSubstr("alert(1)</script>")));
  const Json scenario = data_of(html)["scenarios"][0];
  EXPECT_THAT(scenario["file"].get<std::string>(), HasSubstr("</script><script>alert(1)</script>"));
  EXPECT_THAT(scenario["option_notes"]["order"].get<std::string>(), HasSubstr("<!--"));
}

// Applying every step's changes to the first values gives the state of the last step: the frame is free then.
TEST_F(PageOf, ChangesAddUpToTheLastState) {
  Page page;
  page.add(std::vector<const Report*>{witness.get()}, {});
  const Json run = Json::parse(page.json())["scenarios"][0]["runs"][0];
  std::vector<int> state = run["first"];
  const std::vector<int> flat = run["steps"]["changes"];
  std::size_t at = 0, steps = 0;
  for (; at < flat.size(); ++steps) {
    const std::size_t end = at + 1 + 2 * static_cast<std::size_t>(flat[at]);
    for (++at; at < end; at += 2) state[static_cast<std::size_t>(flat[at])] = flat[at + 1];
  }
  EXPECT_EQ(steps, 8U);
  const std::string frame = run["story"]["table"].is_null() ? "0x1002" : run["story"]["table"];
  int freed = 0;
  for (std::size_t i = 0; i < run["cells"].size(); ++i)
    if (run["cells"][i][0] == "owner" && run["cells"][i][2] == frame) {
      const int text = run["values"][static_cast<std::size_t>(state[i])][0];
      freed += run["texts"][static_cast<std::size_t>(text)] == "free page";
    }
  EXPECT_EQ(freed, 1);
}

TEST_F(PageOf, SchemaIsNamed) {
  Page page;
  page.add(std::vector<const Report*>{witness.get()}, {});
  EXPECT_EQ(Json::parse(page.json())["schema"], "ghostwalk-page/1");
}

// ── Perfetto ──

class Trace : public PageOf {
protected:
  Json trace() const {
    PerfettoTrace all;
    all.add(*witness, "again");
    return Json::parse(all.json());
  }
};

// 2 CPUs, their 2 interrupt tracks, 2 walkers, and the frames of the pool.
TEST_F(Trace, HasATrackPerCpuWalkerAndFrame) {
  int tracks = 0;
  const Json document = trace();
  for (const Json& e : document["traceEvents"]) tracks += e["name"] == "thread_name";
  EXPECT_EQ(tracks, 2 + 2 + 2 + witness->program.frames);
}

TEST_F(Trace, TimesAreWholeAndSaidToBeSteps) {
  const Json document = trace();
  for (const Json& e : document["traceEvents"]) {
    if (e["ph"] == "M") continue;
    EXPECT_TRUE(e["ts"].is_number_integer()) << e;
    EXPECT_GE(e.value("dur", 0), 0) << e;
  }
  EXPECT_THAT(document["otherData"]["runs"][0]["unit"].get<std::string>(), HasSubstr("1 step"));
}

// Slices of one track nest or follow one another; Perfetto drops others.
TEST_F(Trace, SlicesOfATrackDoNotOverlap) {
  std::map<std::pair<int, int>, std::vector<std::pair<int, int>>> tracks;
  const Json document = trace();
  for (const Json& e : document["traceEvents"])
    if (e["ph"] == "X") {
      const int from = e["ts"], length = e["dur"];
      tracks[{e["pid"], e["tid"]}].emplace_back(from, from + length);
    }
  EXPECT_FALSE(tracks.empty());
  for (auto& [track, slices] : tracks) {
    std::sort(slices.begin(), slices.end());
    for (std::size_t i = 1; i < slices.size(); ++i)
      EXPECT_LE(slices[i - 1].second, slices[i].first) << track.first << "." << track.second;
  }
}

} // namespace
} // namespace ghostwalk::report::test
