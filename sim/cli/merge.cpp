// SPDX-License-Identifier: MIT
// ghostwalk merge: the stores of shards into one.
#include <fmt/format.h>

#include "sim/cli/command.hpp"
#include "sim/report/units.hpp"
#include "sim/sweep/merge.hpp"

namespace ghostwalk::cli {
namespace {

const char* const text =
    "Puts the stores of a study's shards, or of its merged shards, into a new one. Any order and\n"
    "grouping gives the same results. What two of them hold is taken once. Stores of different\n"
    "studies, seeds, texts or builds are refused, and so is a sum in which parts are missing.\n\n"
    "  ghostwalk merge all.results walk_latency.*-of-8.results\n";

} // namespace

int merge_command(Context& context, const Arguments& arguments) {
  po::options_description options;
  auto add = options.add_options();
  add("allow-missing", "merge what there is");
  add("force", "mix builds; replace OUT if it exists");
  po::variables_map values;
  if (!read_options(context, {"merge", "OUT IN... [options]", text}, options, arguments, values))
    return as_expected;
  const Arguments files = words(values);
  if (files.size() < 2)
    throw InputError("merge takes the name of the new store and those of the stores to merge",
                     "see ghostwalk merge --help");
  const auto done = sweep::merge(files.front(), {files.begin() + 1, files.end()},
                                 {values.count("allow-missing") != 0, values.count("force") != 0});
  const auto number = [](std::uint64_t n) { return report::grouped(static_cast<std::int64_t>(n)); };
  context.out.write(fmt::format(
      "{}: {} batches of {}, {} trials{}{}\n", report::safe(files.front()), number(done.batches),
      report::plural(static_cast<std::int64_t>(files.size() - 1), "store"), number(done.trials),
      done.twice == 0 ? "" : fmt::format("; {} met twice", number(done.twice)),
      done.missing == 0 ? "" : fmt::format("; {} trials missing", number(done.missing))));
  return as_expected;
}

} // namespace ghostwalk::cli
