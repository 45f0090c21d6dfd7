// SPDX-License-Identifier: MIT
// What a `study` says, resolved: which scenarios under which kernels, over which values, how often.
// Names and values are checked one by one; no combination of them is compiled here. How points are
// told apart and counted is not known here either: sim/sweep does that.
#pragma once

#include "sim/lang/compile.hpp"

namespace ghostwalk::lang {

using Pairs = std::vector<std::pair<std::string, std::string>>; // option or setting, value

// One thing that varies. Its values are texts, as `--set` and `--option` take them.
struct Varied {
  std::string key;
  bool option = false;    // of the kernel; else a setting
  bool geometric = false; // from A .. B times K: a logarithmic axis shows it best
  std::vector<std::string> values;
  Location at;
};

// What varies together: value i of each. Axes are crossed with each other.
struct StudyAxis {
  std::vector<Varied> parts; // one or more, with equally many values
  std::size_t size() const { return parts.front().values.size(); }
};

struct StudyKernel {
  std::string name;
  Pairs options;
  Location at;
};

struct Study {
  std::string name;
  Location at;
  std::vector<const Declaration*> scenarios; // one or more, as all below in the order written
  std::vector<StudyKernel> kernels;          // one or more
  std::vector<StudyAxis> axes;               // none: one point per scenario and kernel
  Pairs options, settings;                   // the same everywhere
  std::uint64_t trials = 0;
  std::vector<Name> measures; // as written, not looked up; may be empty
};

// Throws InputError.
Study resolve_study(const Library& library, const Declaration& declaration);

// The texts that a point of a study depends on: the scenario, its kernel and processor with those
// they derive from. Comments and layout are not in `code`.
struct CodeText {
  std::string kind, name, code; // kind: scenario, kernel, cpu
};
std::vector<CodeText> texts_behind(const Library& library, const Declaration& scenario,
                                   const std::string& kernel);

} // namespace ghostwalk::lang
