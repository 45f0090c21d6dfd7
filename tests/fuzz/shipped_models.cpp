// SPDX-License-Identifier: MIT
#include "tests/fuzz/shipped_models.hpp"

#include <fmt/format.h>

namespace ghostwalk::fuzz {
namespace {

using Kind = lang::Declaration::Kind;

const lang::Library& models() {
  static const lang::Library library = [] {
    lang::Library models;
    lang::read_library(models, GHOSTWALK_SOURCE_DIR, {});
    return models;
  }();
  return library;
}

using Index = std::map<std::string, const lang::Declaration*>;

void enter(Index& index, const lang::Declaration& declaration) {
  if (!index.emplace(declaration.name, &declaration).second)
    throw InputError(declaration.at, fmt::format("a second '{}'", declaration.name));
}

} // namespace

void read_beside_models(lang::Library& library, const std::string& text) {
  library.sources = models().sources;
  library.cpus = models().cpus;
  library.kernels = models().kernels;
  const std::uint32_t file = library.sources.add("t.race", text);
  library.files.push_back(std::make_unique<lang::File>(lang::parse(library.sources, file)));
  // A shipped model, read as a text, does not clash with itself.
  for (const lang::Declaration& d : library.files[0]->declarations) {
    if (d.kind == Kind::cpu) library.cpus[d.name] = &d;
    if (d.kind == Kind::kernel) library.kernels[d.name] = &d;
    if (d.kind == Kind::scenario) {
      enter(library.scenarios, d);
      library.scenario_order.push_back(&d);
    }
    if (d.kind == Kind::study) {
      enter(library.studies, d);
      library.study_order.push_back(&d);
    }
  }
}

} // namespace ghostwalk::fuzz
