// SPDX-License-Identifier: MIT
// Expectations on paper: TAP 14, JUnit's XML, golden counts.
#include <sstream>

#include <fmt/format.h>

#include "sim/cli/expectations.hpp"
#include "sim/lang/parse/read_file.hpp"
#include "sim/report/explored.hpp"

namespace ghostwalk::cli {
namespace {

// TAP: `#` and `\` have a meaning in a description.
std::string tap_safe(const std::string& text) {
  std::string out;
  for (const char c : report::safe(text)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string yaml_block(const Check& check) {
  std::string out = "  ---\n";
  out += fmt::format("  message: \"{}\"\n", [&] {
    std::string quoted;
    for (const char c : report::safe(check.problem))
      quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return quoted;
  }());
  if (!check.detail.empty()) {
    out += "  detail: |\n";
    std::istringstream lines(check.detail);
    for (std::string line; std::getline(lines, line);) out += "    " + report::safe(line) + '\n';
  }
  return out + "  ...\n";
}

std::string xml(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    case '\n': out += '\n'; break;
    default: out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return out;
}

std::string seconds(std::uint64_t ms) { return fmt::format("{}.{:03}", ms / 1000, ms % 1000); }

constexpr const char* golden_head = "# SPDX-License-Identifier: MIT\n"
                                    "# Verdict, states, states without reduction, and whose: "
                                    "`ghostwalk test PATHS --golden FILE` compares,\n"
                                    "# and with --promote writes. Counts change with the model and "
                                    "with the reductions: say why in the commit.\n";

} // namespace

std::string tap_line(std::size_t number, const Check& check) {
  const bool ok = check.status == as_expected;
  std::string out =
      fmt::format("{} {} - {} {}", ok ? "ok" : "not ok", number, tap_safe(check.name()),
                  check.expectation.found ? "found" : "absent");
  out += '\n';
  return ok ? out : out + yaml_block(check);
}

std::string junit_text(const std::vector<Check>& checks) {
  std::size_t failures = 0, errors = 0, skipped = 0;
  std::uint64_t ms = 0;
  std::string cases;
  for (const Check& c : checks) {
    ms += c.milliseconds;
    cases += fmt::format(R"(  <testcase classname="{}" name="{} {}" time="{}")",
                         xml(c.file + " " + c.scenario), xml(c.kernel),
                         c.expectation.found ? "found" : "absent", seconds(c.milliseconds));
    if (c.status == as_expected && c.done) {
      cases += "/>\n";
      continue;
    }
    if (!c.done || c.status == interrupted) {
      ++skipped;
      cases += "><skipped message=\"interrupted\"/></testcase>\n";
      continue;
    }
    const char* kind = c.status == not_as_expected ? "failure" : "error";
    (c.status == not_as_expected ? failures : errors) += 1;
    cases += fmt::format(">\n    <{0} message=\"{1}\">{2}</{0}>\n  </testcase>\n", kind,
                         xml(c.problem), xml(c.detail));
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"ghostwalk\" tests=\"{}\" "
      "failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{}\">\n{}</testsuite>\n",
      checks.size(), failures, errors, skipped, seconds(ms), cases);
}

GoldenCounts read_golden(const std::string& path) {
  GoldenCounts counts;
  std::istringstream lines(lang::read_text(path, path, {}));
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    std::istringstream fields(line);
    Golden golden;
    std::string name;
    if (!(fields >> golden.verdict >> golden.states >> golden.plain_states >> std::ws) ||
        !std::getline(fields, name))
      throw InputError(
          fmt::format("{}:{}: expected a verdict, two numbers and a name", path, number),
          "--promote writes the file anew");
    counts[name] = golden;
  }
  return counts;
}

std::string golden_text(const std::vector<Check>& checks) {
  std::string out = golden_head;
  for (const Check& c : checks)
    out += fmt::format("{:<6} {:>9} {:>9}  {}\n", report::name(c.verdict), c.states, c.plain_states,
                       c.name());
  return out;
}

std::string golden_problem(const GoldenCounts& golden, const Check& c) {
  const auto known = golden.find(c.name());
  if (known == golden.end()) return "the golden counts do not have it";
  const Golden& g = known->second;
  if (g == Golden{std::string(report::name(c.verdict)), c.states, c.plain_states}) return {};
  return fmt::format(
      "golden counts: {} with {} states, {} without reduction; now {} with {}, {} without",
      g.verdict, g.states, g.plain_states, report::name(c.verdict), c.states, c.plain_states);
}

} // namespace ghostwalk::cli
