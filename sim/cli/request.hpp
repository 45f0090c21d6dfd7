// SPDX-License-Identifier: MIT
// What `ghostwalk run` was asked to do, and which runs that makes of a scenario.
#pragma once

#include <optional>

#include "sim/cli/pictures.hpp"
#include "sim/drivers/run.hpp"
#include "sim/lang/compile.hpp"
#include "sim/report/report.hpp"

namespace ghostwalk::cli {

using Settings = std::vector<std::pair<std::string, std::string>>;

struct RunRequest {
  Arguments files, kernels;
  std::optional<std::string> scenario;
  Settings options, settings; // --option, --set
  RunSettings run;
  bool bare = false; // on the bare queue, not on SimGrid
  bool all = false, ablations = false, trace = false, costs = false, json = false;
  std::string replay_options; // those that change what a run does, as typed
  PictureFiles pictures;
};

// Throws InputError; nothing when only the help was wanted.
std::optional<RunRequest> read_request(Context& context, const Arguments& arguments);

// One run to be made: a kernel with options, and what the scenario expects of it.
struct Case {
  std::string kernel;
  Settings with; // the expectation's, then the command's
  report::Expected expected = report::Expected::nothing;
};
std::vector<Case> cases(const RunRequest& request, const lang::Library& library,
                        const lang::Declaration& scenario);

std::string case_name(const Case& c); // "linux-2.4.19 with leave_mm_load_cr3 = no"
std::string replay(const RunRequest& request, const std::string& file, const lang::Library& library,
                   const lang::Declaration& scenario, const Case& c);

} // namespace ghostwalk::cli
