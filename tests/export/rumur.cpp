// SPDX-License-Identifier: MIT
#include "tests/export/rumur.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace ghostwalk::test {
namespace {

namespace fs = std::filesystem;

// A folder of the test's own, gone with the object.
class Folder {
public:
  Folder() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string("murphi.") + info->test_suite_name() + "." + info->name();
    for (char& c : name)
      if (c == '/') c = '.';
    path_ = fs::path(testing::TempDir()) / name;
    fs::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  fs::path operator/(const char* name) const { return path_ / name; }

private:
  fs::path path_;
};

std::string contents(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

void run(const std::string& command, const fs::path& messages) {
  if (std::system((command + " 2>'" + messages.string() + "'").c_str()) != 0)
    throw std::runtime_error(command + "\n" + contents(messages));
}

std::string first_match(const std::string& text, const char* pattern) {
  std::smatch found;
  return std::regex_search(text, found, std::regex(pattern)) ? found[1].str() : std::string();
}

Opinion read_report(const std::string& xml) {
  Opinion opinion;
  opinion.states = std::stoull(first_match(xml, "<summary states=\"([0-9]+)\""));
  opinion.steps = std::stoull(first_match(xml, " rules_fired=\"([0-9]+)\" errors"));
  opinion.found = first_match(xml, " errors=\"([0-9]+)\"") != "0";
  opinion.first_error = first_match(xml, "<message>([^<]*)</message>");
  return opinion;
}

} // namespace

std::ostream& operator<<(std::ostream& out, const Opinion& o) {
  out << (o.found ? "found" : "absent") << ", " << o.states << " states, " << o.steps << " steps";
  return o.first_error.empty() ? out : out << ", " << o.first_error;
}

bool have_rumur() { return std::system("rumur --version >/dev/null 2>&1") == 0; }

Opinion rumurs(const Program& program, const MurphiSettings& settings) {
  const Folder folder;
  std::ofstream(folder / "model.m", std::ios::binary) << to_murphi(program, settings);
  const std::string at = "'" + (folder / "").string();
  // Room for a million states from the start: Rumur 2022.08.20 crashes when it makes room for more of
  // more than a thousand bytes each.
  run("rumur --quiet --deadlock-detection off --symmetry-reduction off --threads 1"
      " --set-capacity 67108864 --counterexample-trace off --output-format machine-readable "
      "--output " +
          at + "model.c' " + at + "model.m'",
      folder / "messages");
  run("cc -std=c11 -O1 -w -mcx16 -o " + at + "model' " + at + "model.c' -lpthread",
      folder / "messages");
  // Its status is 1 when it finds an error.
  run(at + "model' >" + at + "report.xml' || test $? -eq 1", folder / "messages");
  return read_report(contents(folder / "report.xml"));
}

Opinion ours(Program program, const MurphiSettings& settings) {
  if (!settings.claims) program.properties.clear();
  ExploreSettings explore_settings;
  explore_settings.reduce = false;
  const Exploration e = explore(Machine(program), explore_settings);
  return {e.verdict == Verdict::found, e.states, e.transitions, {}};
}

void expect_found(const Program& program) {
  const Opinion theirs = rumurs(program, {.claims = true}), mine = ours(program, {.claims = true});
  EXPECT_TRUE(mine.found) << mine;
  EXPECT_TRUE(theirs.found) << theirs;
}

void expect_absent(const Program& program) {
  const Opinion theirs = rumurs(program, {.claims = true}), mine = ours(program, {.claims = true});
  EXPECT_FALSE(mine.found) << mine;
  EXPECT_EQ(theirs, mine);
}

void expect_same_states(const Program& program) {
  EXPECT_EQ(rumurs(program, {.claims = false}), ours(program, {.claims = false}));
}

} // namespace ghostwalk::test
