// SPDX-License-Identifier: MIT
#include "sim/ablate/variant.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/lang/resolve/resolve.hpp"
#include "sim/lang/resolve/specialise.hpp"

namespace ghostwalk::ablate {
namespace {

template <class F>
void each_statement_of(const lang::Declaration& kernel, const F& f) {
  for (const lang::Item& item : kernel.items)
    if (const auto* procedure = std::get_if<lang::Procedure>(&item))
      lang::each_statement(procedure->body, f);
}

} // namespace

lang::Declaration folded_kernel(const lang::Library& library, const lang::Selection& selection) {
  const lang::Selected selected = lang::select(library, selection);
  return lang::without_other_options(*selected.kernel, lang::option_values(selected));
}

Program compile_with(const lang::Library& library, const lang::Selection& selection,
                     const lang::Declaration& kernel) {
  lang::Library changed;
  changed.cpus = library.cpus;
  changed.kernels = library.kernels;
  changed.scenarios = library.scenarios;
  changed.kernels[kernel.name] = &kernel;
  return lang::compile(changed, selection);
}

Program compile_edited(const lang::Library& library, const lang::Selection& selection,
                       const std::vector<Edit>& edits) {
  if (edits.empty()) return lang::compile(library, selection);
  lang::Declaration kernel = folded_kernel(library, selection);
  for (const Edit& edit : edits)
    if (!apply(kernel, edit))
      throw InputError(edit.at, fmt::format("'{}' changes nothing here", word(edit.change)),
                       "the statement has nowhere to go in its block");
  return compile_with(library, selection, kernel);
}

std::string key(const Sources& sources, Location at) {
  const std::string name(sources.name(at.file));
  return fmt::format("{}:{}", name.substr(name.find_last_of('/') + 1), at.line);
}

Edit read_edit(const lang::Library& library, const lang::Selection& selection, Change change,
               const std::string& wanted) {
  const lang::Declaration kernel = folded_kernel(library, selection);
  Edit edit{change, {}};
  std::vector<std::string> keys;
  each_statement_of(kernel, [&](const lang::Stmt& s) {
    keys.push_back(key(library.sources, s.at));
    if (keys.back() == wanted) edit.at = s.at;
  });
  if (edit.at.line != 0) return edit;
  const std::string near = near_name(wanted, keys);
  throw InputError(fmt::format("--{} {}: kernel {} has no statement there under these options",
                               word(change), wanted, selection.kernel),
                   near.empty()
                       ? "FILE:LINE of a statement of the kernel, as ghostwalk ablate prints"
                       : fmt::format("the nearest is {}", near));
}

} // namespace ghostwalk::ablate
