// SPDX-License-Identifier: MIT
#include "sim/cli/changes.hpp"

#include <array>

#include <fmt/format.h>

namespace ghostwalk::cli {
namespace {

using ablate::Change;

struct ChangeOption {
  Change change;
  const char* meaning;
};
constexpr std::array<ChangeOption, 5> all{
    {{Change::without, "first take this step of the kernel away (FILE:LINE, as ablate prints)"},
     {Change::later, "first move it past the following statement"},
     {Change::last, "first move it to the end of its block"},
     {Change::earlier, "first move it before the preceding statement"},
     {Change::first, "first move it to the beginning of its block"}}};

} // namespace

void add_changes(po::options_description& options) {
  for (const auto& [change, meaning] : all)
    options.add_options()(std::string(ablate::word(change)).c_str(),
                          po::value<Arguments>()->composing()->value_name("KEY"), meaning);
}

ChangeKeys read_changes(const po::variables_map& values) {
  ChangeKeys changes;
  for (const auto& [change, meaning] : all)
    for (const std::string& key : several(values, std::string(ablate::word(change))))
      changes.push_back({change, key});
  return changes;
}

std::string changes_text(const ChangeKeys& changes) {
  std::string text;
  for (const auto& [change, key] : changes)
    text += fmt::format(" --{} {}", ablate::word(change), shell_word(key));
  return text;
}

Program compile_changed(const lang::Library& library, const lang::Selection& selection,
                        const ChangeKeys& changes) {
  std::vector<ablate::Edit> edits;
  for (const auto& [change, key] : changes)
    edits.push_back(ablate::read_edit(library, selection, change, key));
  return ablate::compile_edited(library, selection, edits);
}

} // namespace ghostwalk::cli
