// SPDX-License-Identifier: MIT
// ghostwalk results: what a store holds, for people and for programs.
#include <fmt/format.h>

#include "sim/cli/results_table.hpp"
#include "sim/cli/studies.hpp"
#include "sim/cli/study_page.hpp"
#include "sim/core/whole_file.hpp"
#include "sim/sweep/merge.hpp"

namespace ghostwalk::cli {
namespace {

po::options_description results_options() {
  const auto one = [](const char* name) { return po::value<std::string>()->value_name(name); };
  po::options_description options;
  auto add = options.add_options();
  add("csv", one("FILE"), "a row per point; - for standard output");
  add("ndjson", one("FILE"),
      "likewise, an object per line: schema ghostwalk-results/1, see "
      "sim/sweep/schema.md");
  add("measure", po::value<Arguments>()->composing()->value_name("NAME"),
      "a column of the table, in place of what the study measures; may be repeated");
  add("where", po::value<Arguments>()->composing()->value_name("KEY=VALUE"),
      "only points with that value; KEY may be kernel or scenario");
  add("report", one("FILE"), "write a page: curves, the table behind them, what they come from");
  add("replay", "under each row of the table, the command that shows its first hit");
  add("missing", "the shards that are not whole, one per line; exit status 1 if there are any");
  return options;
}

std::string help_text() {
  std::string names;
  for (const std::string& name : sweep::measure_names())
    names += (names.empty() ? "" : ", ") + name;
  std::string text =
      "Prints what a store holds: for each point how often a `never` was broken, the exact\n"
      "(Clopper-Pearson) 95 % interval of its probability, and the widest window of a trial.\n\n"
      "  ghostwalk results walk_latency.results --where kernel=linux-2.4.18 --replay\n"
      "  ghostwalk results walk_latency.results --csv - --ndjson rows.ndjson\n\n"
      "What can be measured:\n";
  for (const std::string& line : report::wrapped(names + ", event NAME", report::page_width - 2))
    text += "  " + line + "\n";
  return text;
}

// A file, or standard output for "-".
class Sink {
public:
  Sink(Context& context, const std::string& name) : context_(context) {
    if (name != "-") file_.emplace(name);
  }
  void write(const std::string& text) {
    if (!file_) return context_.out.write(text);
    if (HoldSignals::waiting()) throw InputError("interrupted");
    file_->write(text);
  }
  void close() {
    if (file_) file_->commit();
  }

private:
  Context& context_;
  std::optional<WholeFile> file_;
};

void write_rows(Context& context, const sweep::Store& store, const sweep::Where& where,
                const std::string& file, bool csv) {
  const sweep::Plan& plan = store.plan();
  Sink sink(context, file);
  sink.write(csv ? sweep::csv_header(plan) : sweep::ndjson_header(store));
  sweep::each_row(store, [&](const sweep::ResultRow& row) {
    if (where.has(row.point))
      sink.write(csv ? sweep::csv_line(plan, row) : sweep::ndjson_line(plan, row));
  });
  sink.close();
}

int print_missing(Context& context, const sweep::Store& store) {
  const sweep::Missing missing = sweep::missing(store);
  for (const auto& part : missing.parts)
    context.out.write(fmt::format("{}\t{} batches\t{} trials\n", sweep::text_of(part.shard),
                                  part.batches, part.trials));
  return missing.trials == 0 ? as_expected : not_as_expected;
}

} // namespace

sweep::Pairs where_of(const po::variables_map& values) {
  sweep::Pairs wanted;
  for (const std::string& text : several(values, "where"))
    wanted.push_back(setting("--where", text));
  return wanted;
}

std::string only_store(const std::string& command, const po::variables_map& values) {
  const Arguments files = words(values);
  if (files.size() == 1) return files.front();
  throw InputError(command + " takes one store", fmt::format("see ghostwalk {} --help", command));
}

const sweep::Plan& plan_in(const sweep::Store& store) {
  if (!store.empty()) return store.plan();
  throw InputError(fmt::format("'{}' holds no study yet", store.name()),
                   "its sweep was ended before it began; run it again");
}

int results_command(Context& context, const Arguments& arguments) {
  po::variables_map values;
  if (!read_options(context, {"results", "STORE [options]", help_text()}, results_options(),
                    arguments, values))
    return as_expected;
  const sweep::Store store(only_store("results", values), sweep::Store::Use::look);
  const sweep::Plan& plan = plan_in(store);
  const sweep::Where where(plan, where_of(values));
  if (values.count("missing") != 0) return print_missing(context, store);
  if (values.count("report") != 0)
    write_study_page(store, where, values["report"].as<std::string>());
  for (const char* form : {"csv", "ndjson"})
    if (values.count(form) != 0)
      write_rows(context, store, where, values[form].as<std::string>(), form == std::string("csv"));
  if (values.count("csv") + values.count("ndjson") + values.count("report") != 0)
    return as_expected;
  Measures measures;
  const auto names = values.count("measure") != 0 ? several(values, "measure") : plan.measures;
  for (const std::string& name : names) measures.push_back(sweep::measured(name));
  ResultsTable(context, store, where, std::move(measures), values.count("replay") != 0).print();
  return as_expected;
}

} // namespace ghostwalk::cli
