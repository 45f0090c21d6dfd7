// SPDX-License-Identifier: MIT
// A study made concrete: the list of its points, and what a store has to know of it to name them
// without the .race files.
//
// A point is known by a hash of all it depends on: scenario, kernel and processor without their
// comments, options, settings, and whether stale translations are counted. Its place in the list is only for show. So a study that grows keeps
// the trials of the points that stay, and one whose texts change shares none with what it was.
//
// The random numbers of a point come from another hash, which leaves the kernel and its options out:
// two kernels meet the same draws, trial by trial, and what differs is the kernel's doing.
#pragma once

#include "sim/lang/study.hpp"
#include "sim/sweep/hash.hpp"

namespace ghostwalk::sweep {

using lang::Pairs;

struct PlanKernel {
  std::string name;
  Pairs options;
};
std::string label(const PlanKernel& kernel); // "linux-2.4.19 with leave_mm_load_cr3 = no"

struct PlanScenario {
  std::string name, file; // as it was named
};

// One parameter that varies, and with which others.
struct PlanAxis {
  struct Part {
    std::string key;
    bool option = false, geometric = false;
    std::vector<std::string> values;
  };
  std::vector<Part> parts;
};

// A scenario under a kernel, at any values: what its texts hash to, and what its claims and events
// are called. One for each, the kernel varying faster.
struct PlanProgram {
  struct Claim {
    bool never = true;
    std::string text;
  };
  Hash texts;
  std::vector<Claim> claims;
  std::vector<std::string> events;
};

struct PlanText { // One of the texts behind it, to say which has changed.
  std::string kind, name;
  Hash code;
};

struct Plan {
  std::string study, file;
  std::uint64_t seed = 1, trials = 0; // at each point
  std::vector<PlanScenario> scenarios;
  std::vector<PlanKernel> kernels;
  std::vector<PlanAxis> axes;
  Pairs options, settings; // the same at every point
  std::vector<std::string> measures;
  bool stale = false; // one of them is about stale translations: trials count them
  std::vector<PlanProgram> programs;
  std::vector<PlanText> texts; // by kind and name

  std::uint64_t points() const;
  std::uint64_t batches()
      const; // Of all points. Throws InputError when there are too many to look at one by one.
  const PlanProgram& program(std::size_t scenario, std::size_t kernel) const {
    return programs[scenario * kernels.size() + kernel];
  }
};

// Throws InputError. Compiles each scenario once under each kernel, at the first values.
Plan plan_of(const lang::Library& library, const lang::Study& study, const std::string& file);

struct Point {
  std::uint64_t index = 0; // in the plan
  std::size_t scenario = 0, kernel = 0;
  std::vector<std::size_t> values; // per axis, which
  Pairs options, settings;         // all that are not the kernel's own
  Hash id;
  std::uint64_t stream = 0; // the point of Random(seed, point, trial); below 2^53
};
// Scenarios outermost, then axes in the order written, kernels innermost. Requires index < points().
Point point(const Plan& plan, std::uint64_t index);

// "munmap_same_cpu, linux-2.4.18, walk_snoop = 500": for messages.
std::string describe(const Plan& plan, const Point& point);

// The command that makes one trial of a point again, told as a story.
std::string replay_line(const Plan& plan, const Point& point, std::uint64_t trial);

std::string to_json(const Plan& plan);        // The same plan gives the same bytes.
Plan plan_from_json(const std::string& text); // Throws InputError.

} // namespace ghostwalk::sweep
