// SPDX-License-Identifier: MIT
// ghostwalk test: every `expect` of every scenario, many at a time; TAP on standard output, in order.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "sim/cli/expectations.hpp"
#include "sim/cli/pictures.hpp"

namespace ghostwalk::cli {
namespace {

const char* const text =
    "Explores every `expect` of every scenario of the files, and of the *.race files below "
    "folders. An absence\n"
    "whose `sometimes` never happens fails. Prints TAP version 14.\n\n"
    "  ghostwalk test scenarios\n"
    "  ghostwalk test scenarios --set pde_cache=4 --set walkers=2 --junit result.xml\n"
    "  ghostwalk test scenarios --golden tests/scenarios/states.golden [--promote]\n\n"
    "Exit status: 0 all as expected, 1 one is not, 2 something is wrong with a file, 3 gave up at "
    "a bound,\n"
    "130 interrupted.\n";

struct Wanted {
  RunRequest request;
  Limits limits;
  unsigned at_a_time = 1;
  std::string only, junit, golden;
  bool list = false, promote = false, times = false;
};

class Tester {
public:
  Tester(Context& context, const Wanted& wanted) : context_(context), wanted_(wanted) {}

  int run() {
    read_checks(files_, context_, wanted_.request);
    if (!wanted_.only.empty()) keep_only(files_, wanted_.only);
    if (wanted_.list) return list();
    if (!wanted_.golden.empty() && !wanted_.promote) golden_ = read_golden(wanted_.golden);
    context_.out.write(fmt::format("TAP version 14\n1..{}\n", files_.checks.size()));
    std::vector<std::thread> workers;
    const auto join = [&] {
      for (std::thread& worker : workers) worker.join();
    };
    for (unsigned i = 0; i < wanted_.at_a_time; ++i) workers.emplace_back([this] { work(); });
    try {
      report();
    } catch (...) { // The output's disk is full: nobody would see the rest.
      abandoned_ = true;
      join();
      throw;
    }
    join();
    return finish();
  }

private:
  int list() {
    for (const Check& check : files_.checks) context_.out.write(check.expectation_name() + "\n");
    return as_expected;
  }

  bool stopped() const { return abandoned_ || StopOnSignal::asked(); }

  void work() {
    for (;;) {
      const std::size_t mine = next_.fetch_add(1);
      if (mine >= files_.checks.size()) return;
      Check check = files_.checks[mine];
      if (!stopped())
        search_expectation(check, wanted_.request, wanted_.limits, !wanted_.golden.empty());
      const std::lock_guard<std::mutex> lock(mutex_);
      files_.checks[mine] = std::move(check);
      reached_.insert(mine);
      news_.notify_one();
    }
  }

  // In order, each as soon as all before it are there.
  void report() {
    for (std::size_t i = 0; i < files_.checks.size(); ++i) {
      std::unique_lock<std::mutex> lock(mutex_);
      news_.wait(lock, [&] { return reached_.contains(i); });
      Check& check = files_.checks[i];
      lock.unlock();
      if (!check.done || check.status == interrupted)
        continue; // The plan's missing numbers say so.
      if (!golden_.empty() && check.status == as_expected) compare(check);
      status_ = worse(status_, check.status);
      context_.out.write(tap_line(i + 1, check));
      context_.out.flush();
    }
  }

  void compare(Check& check) const {
    check.problem = golden_problem(golden_, check);
    if (check.problem.empty()) return;
    check.status = not_as_expected;
    check.detail = "if that is meant: --promote";
  }

  int finish() {
    if (!wanted_.request.pictures.report.empty())
      write_gallery(wanted_.request, files_.checks, wanted_.times);
    if (!wanted_.junit.empty()) write_whole(wanted_.junit, junit_text(files_.checks));
    if (StopOnSignal::asked()) {
      context_.out.write("Bail out! interrupted\n");
      return worse(status_, interrupted);
    }
    if (!wanted_.golden.empty() && !wanted_.promote) report_leftovers();
    if (wanted_.promote) promote();
    return status_;
  }

  void promote() {
    for (const Check& check : files_.checks)
      if (check.status != as_expected) throw InputError("not promoted: not all is as expected");
    write_whole(wanted_.golden, golden_text(files_.checks));
  }

  // Golden counts that nobody asked for any more are as wrong as others.
  void report_leftovers() {
    std::set<std::string> names;
    for (const Check& check : files_.checks) names.insert(check.name());
    for (const auto& [name, counts] : golden_) {
      if (names.contains(name)) continue;
      context_.out.write(fmt::format("# golden counts of something that is not there: {}\n", name));
      status_ = worse(status_, not_as_expected);
    }
  }

  Context& context_;
  const Wanted& wanted_;
  Files files_;
  GoldenCounts golden_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> abandoned_{false};
  std::mutex mutex_;
  std::condition_variable news_;
  std::set<std::size_t> reached_;
  int status_ = as_expected;
};

} // namespace

int test_command(Context& context, const Arguments& arguments) {
  const auto one = [] { return po::value<std::string>(); };
  po::options_description options;
  auto add = options.add_options();
  add("scenario", one()->value_name("NAME"), "only this scenario of the files");
  add("list", "only print what is expected, SCENARIO: KERNEL, a line for each `expect`");
  add("only", one()->value_name("EXPECTATION"), "only this one, as --list prints it");
  add("set", po::value<Arguments>()->composing()->value_name("KEY=VALUE"),
      "another processor or machine; the same is expected of it");
  add("junit", one()->value_name("FILE"), "write the results as JUnit's XML");
  add("golden", one()->value_name("FILE"),
      "compare the numbers of states, reduced and plain, with this file's");
  add("promote", "write the file of --golden instead");
  add("report", one()->value_name("FOLDER"),
      "write pages: a table of all, and each witness beside its fix");
  add("times", "with how long each took in the table of --report");
  add_limits(options, false);
  po::variables_map values;
  if (!read_options(context, {"test", "PATHS... [options]", text}, options, arguments, values))
    return as_expected;
  Wanted wanted;
  wanted.request = read_selection("test", values);
  wanted.limits = read_limits(values);
  wanted.at_a_time = std::exchange(wanted.limits.threads, 1U);
  wanted.limits.max_bytes /= wanted.at_a_time;
  wanted.list = values.count("list") != 0;
  if (values.count("only") != 0) wanted.only = values["only"].as<std::string>();
  if (values.count("junit") != 0) wanted.junit = values["junit"].as<std::string>();
  if (values.count("golden") != 0) wanted.golden = values["golden"].as<std::string>();
  wanted.promote = values.count("promote") != 0;
  if (values.count("report") != 0)
    wanted.request.pictures.report = values["report"].as<std::string>();
  wanted.times = values.count("times") != 0;
  if (wanted.promote && wanted.golden.empty())
    throw InputError("--promote writes golden counts: to which --golden FILE?");
  if (!wanted.golden.empty() && !wanted.only.empty())
    throw InputError("golden counts are those of all expectations", "leave out --only");
  if (!wanted.golden.empty() && (!wanted.request.settings.empty() || !wanted.limits.reduce))
    throw InputError("golden counts are those of the scenarios as they are",
                     "leave out --set and --plain");
  const StopOnSignal stop;
  return Tester(context, wanted).run();
}

} // namespace ghostwalk::cli
