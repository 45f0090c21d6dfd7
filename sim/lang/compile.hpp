// SPDX-License-Identifier: MIT
// From text to Program:  read_tree (files, includes, models) ─> Library ─> select (scenario, kernel, options) ─> compile.
#pragma once

#include <filesystem>
#include <map>
#include <memory>

#include "sim/lang/ast.hpp"
#include "sim/machine/program.hpp"

namespace ghostwalk::lang {

// All declarations that can be seen from one or more files: theirs, their includes', and those of the data directory's models.
struct Library {
  Sources sources;
  std::vector<std::unique_ptr<File>> files;
  std::map<std::string, const Declaration*> cpus, kernels, scenarios,
      studies; // by name, these two of the named files only
  std::vector<const Declaration*> scenario_order, study_order; // of the named files, as written
};

// Reads files and models; throws InputError (rendered with library.sources: it is an out parameter so that it outlives the throw).
void read_library(Library& library, const std::filesystem::path& data_directory,
                  const std::vector<std::filesystem::path>& files);

// What to compile a scenario with. Later settings win: kernel's own, scenario's `option`, `with`, then these.
struct Selection {
  const Declaration* scenario = nullptr;
  std::string kernel; // name; derived kernels resolve to their base
  std::vector<std::pair<std::string, std::string>>
      options; // kernel options: from `with` or --option
  std::vector<std::pair<std::string, std::string>>
      settings; // --set: any CPU parameter, or cpus, frames, reuse, per_cpu_frames, paging, memory
};

// An `expect` line, resolved.
struct Expectation {
  std::string kernel;
  std::vector<std::pair<std::string, std::string>> options;
  bool found = false;
  Location at;
};
std::vector<Expectation> expectations(const Library& library, const Declaration& scenario);

// Resolves, validates and compiles. Throws InputError for everything a text can get wrong; later stages assert instead.
Program compile(const Library& library, const Selection& selection);

// Everything that can be checked without choosing a kernel (names, types, duplicate declarations): for `list`, `fmt --check`, tests.
void validate(const Library& library);

} // namespace ghostwalk::lang
