// SPDX-License-Identifier: MIT
// Reads the files a user names, what they include, and the models of the data directory; then finds
// what they declare by name. Each file is read once, however often it is named or included.
#include <fmt/format.h>

#include <algorithm>

#include "sim/lang/compile.hpp"
#include "sim/lang/parse/read_file.hpp"

namespace ghostwalk::lang {
namespace fs = std::filesystem;
namespace {

constexpr int max_include_depth = 16;

fs::path real_path(const fs::path& path) {
  std::error_code error;
  const fs::path found = fs::weakly_canonical(path, error);
  return error ? fs::absolute(path, error).lexically_normal() : found;
}

class Reader {
public:
  Reader(Library& library, const fs::path& data) : library_(library) {
    if (!data.empty()) data_ = real_path(data);
  }

  // `shown` is what errors and reports call the file.
  const File* read(const fs::path& path, const std::string& shown, Location at, int depth) {
    const auto [known, fresh] = files_.try_emplace(real_path(path).string(), nullptr);
    if (!fresh) return known->second;
    const std::uint32_t source = library_.sources.add(shown, read_text(path, shown, at));
    library_.files.push_back(std::make_unique<File>(parse(library_.sources, source)));
    const File* file = library_.files.back().get();
    known->second = file;
    if (file->declarations.empty())
      throw InputError(
          Location{source, 0, 0}, "nothing is declared here",
          "a file declares kernels, scenarios, CPUs and studies, or includes other files");
    for (const Declaration& declaration : file->declarations)
      if (declaration.kind == Declaration::Kind::include)
        include(declaration, path, shown, depth + 1);
    return file;
  }

  // Named relative to the data directory, so that results do not depend on where that is.
  std::vector<const File*> models() {
    std::vector<const File*> files;
    if (data_.empty()) return files;
    std::error_code error;
    if (!fs::is_directory(data_ / "models", error))
      throw InputError(fmt::format("the data directory '{}' has no models", data_.string()),
                       "GHOSTWALK_DATA names the folder with models/ and scenarios/");
    for (const char* folder : {"models/kernels", "models/cpus"})
      for (const fs::path& path : race_files(data_ / folder))
        files.push_back(read(path, (folder / path.filename()).generic_string(), {}, 0));
    return files;
  }

private:
  void include(const Declaration& declaration, const fs::path& from, const std::string& shown,
               int depth) {
    if (depth > max_include_depth)
      throw InputError(declaration.at,
                       fmt::format("files are included deeper than {}", max_include_depth));
    const fs::path name = declaration.name;
    if (name.is_absolute())
      throw InputError(declaration.at, "the path of an include is relative",
                       "to the folder of this file, or to the data directory");
    const fs::path here = real_path(from).parent_path();
    std::error_code error;
    const bool in_data =
        !data_.empty() && !fs::exists(here / name, error) && fs::exists(data_ / name, error);
    const fs::path path = in_data ? data_ / name : here / name;
    if (const fs::path real = real_path(path);
        !is_inside(real, here) && (data_.empty() || !is_inside(real, data_)))
      throw InputError(
          declaration.at, fmt::format("'{}' leads outside", declaration.name),
          "an included file is below the folder of this file, or in the data directory");
    const fs::path as_shown = in_data ? name : fs::path(shown).parent_path() / name;
    read(path, as_shown.lexically_normal().generic_string(), declaration.at, depth);
  }

  Library& library_;
  fs::path data_;
  std::map<std::string, const File*> files_; // By canonical path.
};

using Index = std::map<std::string, const Declaration*>;

void enter(const Sources& sources, Index& index, const Declaration& declaration,
           std::string_view what) {
  const auto [known, fresh] = index.try_emplace(declaration.name, &declaration);
  if (!fresh)
    throw InputError(declaration.at,
                     fmt::format("there are two {} named '{}'; the other is at {}", what,
                                 declaration.name, sources.where(known->second->at)));
}

// Models first, so that what clashes with one is blamed on the user's file.
void enter_models_and_kernels(Library& library, const std::vector<const File*>& files) {
  using Kind = Declaration::Kind;
  for (const File* file : files)
    for (const Declaration& declaration : file->declarations) {
      if (declaration.kind == Kind::kernel)
        enter(library.sources, library.kernels, declaration, "kernels");
      if (declaration.kind == Kind::cpu) enter(library.sources, library.cpus, declaration, "CPUs");
    }
}

void enter_scenarios_and_studies(Library& library, const File& file) {
  for (const Declaration& declaration : file.declarations) {
    if (declaration.kind == Declaration::Kind::scenario) {
      enter(library.sources, library.scenarios, declaration, "scenarios");
      library.scenario_order.push_back(&declaration);
    }
    if (declaration.kind == Declaration::Kind::study) {
      enter(library.sources, library.studies, declaration, "studies");
      library.study_order.push_back(&declaration);
    }
  }
}

} // namespace

void read_library(Library& library, const fs::path& data_directory,
                  const std::vector<fs::path>& files) {
  Reader reader(library, data_directory);
  std::vector<const File*> named;
  for (const fs::path& path : files) {
    const File* file = reader.read(place_of(path, data_directory),
                                   path.lexically_normal().generic_string(), {}, 0);
    if (std::find(named.begin(), named.end(), file) == named.end()) named.push_back(file);
  }
  std::vector<const File*> all = reader.models();
  for (const auto& file : library.files)
    if (std::find(all.begin(), all.end(), file.get()) == all.end()) all.push_back(file.get());
  enter_models_and_kernels(library, all);
  for (const File* file : named) enter_scenarios_and_studies(library, *file);
}

} // namespace ghostwalk::lang
