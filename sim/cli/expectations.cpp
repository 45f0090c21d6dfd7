// SPDX-License-Identifier: MIT
#include "sim/cli/expectations.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/cli/scenario_info.hpp"
#include "sim/drivers/schedule.hpp"
#include "sim/lang/parse/read_file.hpp"
#include "sim/report/explored.hpp"

namespace ghostwalk::cli {
namespace fs = std::filesystem;

std::vector<std::string> race_files_below(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (auto entry = fs::recursive_directory_iterator(path, error);
       !error && entry != fs::end(entry); entry.increment(error))
    if (entry->path().extension() == ".race") files.push_back(entry->path().string());
  if (error) throw InputError(fmt::format("cannot read '{}': {}", path, error.message()));
  std::sort(files.begin(), files.end());
  return files;
}

namespace {

std::string shown(const Context& context, const std::string& file) {
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(file, error),
                 data = fs::weakly_canonical(context.data, error);
  const fs::path relative = whole.lexically_relative(data);
  return error || relative.empty() || *relative.begin() == ".." ? file : relative.generic_string();
}

void add_checks(Files& files, const Context& context, const RunRequest& request,
                const std::string& file) {
  files.libraries.push_back(std::make_unique<lang::Library>());
  lang::Library& library = *files.libraries.back();
  try {
    lang::read_library(library, context.data, {file});
    for (const lang::Declaration* scenario : library.scenario_order) {
      if (request.scenario && *request.scenario != scenario->name) continue;
      for (lang::Expectation& e : lang::expectations(library, *scenario)) {
        const Case c{e.kernel, e.options, report::Expected::nothing};
        Check check;
        check.file = shown(context, file);
        check.scenario = scenario->name;
        check.kernel = case_name(c);
        check.library = &library;
        check.declaration = scenario;
        check.replay = replay_line(request, file, library, *scenario, c);
        check.expectation = std::move(e);
        files.checks.push_back(std::move(check));
      }
    }
  } catch (const InputError& error) { // The name of the file is in `render`'s first line.
    throw InputError(render(error, library.sources));
  }
}

void fail(Check& check, int status, std::string problem, std::string detail = {}) {
  check.problem = std::move(problem);
  check.detail = std::move(detail);
  check.status = status;
}

void judge(Check& check, const Program& program, const Exploration& e) {
  const Verdict expected = check.expectation.found ? Verdict::found : Verdict::absent;
  if (e.verdict == Verdict::gave_up)
    return fail(check, StopOnSignal::asked() ? interrupted : gave_up,
                fmt::format("gave up at {}", e.gave_up_because));
  if (e.verdict != expected)
    return fail(check, not_as_expected,
                fmt::format("expected {}, but {}", report::name(expected), report::name(e.verdict)),
                e.verdict == Verdict::found ? fmt::format("{} --schedule \"{}\"", check.replay,
                                                          schedule_of(Machine(program), e.witness))
                                            : std::string());
  if (expected == Verdict::found) return;
  for (const std::string& claim : report::idle_claims(program, e))
    fail(check, not_as_expected,
         fmt::format("absent, but idle: `sometimes {}` never happens", claim));
}

// What a page shows of it: the witness, its story, the point of no return.
void keep(Check& check, const Program& program, const Exploration& e) {
  report::Asked asked;
  asked.file = check.file;
  asked.scenario = check.scenario;
  asked.kernel = check.kernel;
  asked.replay = check.replay;
  asked.expected = check.expectation.found ? report::Expected::found : report::Expected::absent;
  DoomSettings doom;
  doom.give_up = StopOnSignal::asked;
  check.explored = std::make_shared<report::Explored>(report::conclude(
      std::make_unique<report::Report>(std::move(asked), program, check.library->sources), e,
      doom));
}

void search_both(Check& check, const Program& program, Limits limits, bool both, bool page) {
  const Exploration e = search(program, limits);
  check.verdict = e.verdict;
  check.states = e.states;
  judge(check, program, e);
  if (page) keep(check, program, e);
  if (!both || e.verdict == Verdict::gave_up) return;
  limits.reduce = false;
  const Exploration plain = search(program, limits);
  check.plain_states = plain.states;
  if (plain.verdict == Verdict::gave_up)
    fail(check, StopOnSignal::asked() ? interrupted : gave_up,
         fmt::format("the plain search gave up at {}", plain.gave_up_because));
  else if (plain.verdict != e.verdict)
    fail(check, not_as_expected,
         fmt::format("{} with reduction, {} without: a defect of ghostwalk",
                     report::name(e.verdict), report::name(plain.verdict)));
}

} // namespace

void read_checks(Files& files, const Context& context, const RunRequest& request) {
  for (const std::string& path : request.files)
    for (const std::string& file : race_files_below(lang::place_of(path, context.data).string()))
      add_checks(files, context, request, file);
  if (files.checks.empty())
    throw InputError("no scenario there expects anything", "see `expect` in a scenario");
}

void keep_only(Files& files, const std::string& expectation_name) {
  std::vector<std::string> names;
  for (const Check& check : files.checks) names.push_back(check.expectation_name());
  std::erase_if(files.checks,
                [&](const Check& check) { return check.expectation_name() != expectation_name; });
  if (files.checks.empty())
    throw InputError(
        fmt::format("nothing expects '{}'{}", expectation_name, suggest(expectation_name, names)),
        "--list prints what does");
}

void search_expectation(Check& check, const RunRequest& request, const Limits& limits, bool both) {
  const auto start = std::chrono::steady_clock::now();
  try {
    const Program program =
        lang::compile(*check.library, {check.declaration, check.expectation.kernel,
                                       check.expectation.options, request.settings});
    search_both(check, program, limits, both, !request.pictures.report.empty());
  } catch (const InputError& error) {
    fail(check, wrong_input, "it does not compile", render(error, check.library->sources));
  } catch (const std::exception& error) {
    fail(check, wrong_input, error.what());
  }
  const auto took = std::chrono::steady_clock::now() - start;
  check.milliseconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
  check.done = true;
}

} // namespace ghostwalk::cli
