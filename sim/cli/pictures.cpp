// SPDX-License-Identifier: MIT
#include "sim/cli/pictures.hpp"

#include <fmt/format.h>

#include "sim/cli/expectations.hpp"
#include "sim/cli/scenario_info.hpp"
#include "sim/core/whole_file.hpp"
#include "sim/report/page/gallery.hpp"
#include "sim/report/page/happens_before.hpp"

namespace ghostwalk::cli {
namespace {

// "# 1. What pte_free does with ...", and the lines below it, as one text.
std::string comment_text(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (line.empty()) {
      text.clear(); // Of a paragraph before it.
      continue;
    }
    const std::size_t begin = line.find_first_not_of("# ");
    if (begin == std::string::npos) continue;
    text += (text.empty() ? "" : " ") + line.substr(begin);
  }
  return text;
}

} // namespace

report::Setting setting_of(const lang::Library& library, const lang::Declaration& scenario) {
  report::Setting setting;
  for (const auto& file : library.files)
    if (file->source == scenario.at.file) setting.summary = summary(*file, scenario);
  for (const auto& [name, kernel] : library.kernels)
    for (const lang::Item& item : kernel->items)
      if (const auto* option = std::get_if<lang::Option>(&item))
        if (std::string text = comment_text(option->comments.before); !text.empty())
          setting.option_notes.emplace_back(option->name, std::move(text));
  return setting;
}

void add_pictures(po::options_description& options) {
  const auto file = [] { return po::value<std::string>()->value_name("FILE"); };
  auto add = options.add_options();
  add("report", file(), "write a page that explains what happened: one HTML file");
  add("perfetto", file(), "write a Chrome trace, for Perfetto: one cycle as one unit");
  add("dot", file(), "write what had to come before what, as a graph for Graphviz");
}

PictureFiles read_pictures(const po::variables_map& values) {
  PictureFiles files;
  const auto read = [&](const char* option, std::string& file) {
    if (values.count(option) == 0) return;
    file = values[option].as<std::string>();
    if (file.empty()) throw InputError(fmt::format("--{} needs the name of a file", option));
  };
  read("report", files.report);
  read("perfetto", files.perfetto);
  read("dot", files.dot);
  return files;
}

void Pictures::add_trace(const report::Report& run, const std::string& replay) {
  if (!files_.perfetto.empty()) trace_.add(run, replay);
  if (!files_.dot.empty())
    clusters_.push_back(
        report::HappensBefore(run).cluster(fmt::format("run{}", clusters_.size() + 1)));
}

void Pictures::add(const lang::Library& library, const lang::Declaration& scenario,
                   const std::vector<const report::Report*>& runs) {
  empty_ = empty_ && runs.empty();
  if (!files_.report.empty()) page_.add(runs, setting_of(library, scenario));
  for (const report::Report* run : runs) add_trace(*run, run->asked.replay);
}

void Pictures::add(const lang::Library& library, const lang::Declaration& scenario,
                   const std::vector<const report::Explored*>& searches) {
  empty_ = empty_ && searches.empty();
  if (!files_.report.empty()) page_.add(searches, setting_of(library, scenario));
  for (const report::Explored* x : searches)
    if (x->report->history != nullptr)
      add_trace(*x->report,
                fmt::format("{} --schedule \"{}\"", x->report->asked.replay, x->schedule));
}

void Pictures::add(const lang::Library& library, const lang::Declaration& scenario,
                   const report::Report& run, report::Asked other, Program program) {
  empty_ = false;
  if (!files_.report.empty())
    page_.add(run, std::move(other), std::move(program), setting_of(library, scenario));
  add_trace(run, run.asked.replay);
}

namespace {

report::Exhibit exhibit_of(const Check& check) {
  report::Exhibit e;
  e.file = check.file;
  e.scenario = check.scenario;
  e.kernel = check.kernel;
  e.verdict = check.explored != nullptr ? report::name(check.verdict) : "failed";
  e.expected = check.expectation.found ? "found" : "absent";
  e.as_expected = check.status == as_expected;
  e.states = check.states;
  e.milliseconds = check.milliseconds;
  e.explored = check.explored.get();
  e.setting = setting_of(*check.library, *check.declaration);
  return e;
}

} // namespace

void write_gallery(const RunRequest& request, const std::vector<Check>& checks, bool times) {
  const std::string& folder = request.pictures.report;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw InputError(fmt::format("cannot make '{}': {}", folder, error.message()));
  std::vector<report::Exhibit> exhibits;
  for (const Check& check : checks)
    if (check.done && check.status != interrupted) exhibits.push_back(exhibit_of(check));
  std::string command = program_word() + " test";
  for (const std::string& file : request.files) command += " " + shell_word(file);
  if (request.scenario) command += " --scenario " + shell_word(*request.scenario);
  for (const auto& [key, value] : request.settings)
    command += " --set " + shell_word(key + "=" + value);
  command += (times ? " --times" : "") + std::string(" --report ") + shell_word(folder);
  for (const report::GalleryFile& file : report::gallery(exhibits, command, times))
    write_whole(std::filesystem::path(folder) / file.name, file.text);
}

void Pictures::write() const {
  if (empty_) return; // What is wrong has been said; what is there from before stays.
  if (!files_.report.empty()) write_whole(files_.report, page_.html());
  if (!files_.perfetto.empty()) write_whole(files_.perfetto, trace_.json());
  if (!files_.dot.empty()) write_whole(files_.dot, report::dot(clusters_));
}

} // namespace ghostwalk::cli
