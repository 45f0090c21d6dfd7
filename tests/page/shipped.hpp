// SPDX-License-Identifier: MIT
// A shipped scenario under one kernel, as a concluded report.
#pragma once

#include <stdexcept>

#include "sim/drivers/explore/explore.hpp"
#include "sim/drivers/replay.hpp"
#include "sim/lang/compile.hpp"
#include "sim/report/report.hpp"

namespace ghostwalk::report::test {

class Shipped {
public:
  explicit Shipped(const std::string& file) : file_(file) {
    lang::read_library(library_, GHOSTWALK_SOURCE_DIR,
                       {std::string(GHOSTWALK_SOURCE_DIR) + "/scenarios/" + file});
  }

  Program compile(const std::string& kernel,
                  const std::vector<std::pair<std::string, std::string>>& options = {}) const {
    return lang::compile(library_, {library_.scenario_order.front(), kernel, options, {}});
  }

  // The shortest schedule that breaks a claim, as a run without time.
  std::unique_ptr<Report> witness(const std::string& kernel) const {
    auto report = std::make_unique<Report>(asked(kernel), compile(kernel), library_.sources);
    const Machine machine(report->program);
    report->conclude(retrace(machine, explore(machine, {}).witness));
    return report;
  }

  std::unique_ptr<Report> run(Program program, Run run) const {
    auto report =
        std::make_unique<Report>(asked(program.kernel), std::move(program), library_.sources);
    report->conclude(std::move(run));
    return report;
  }

  Asked asked(const std::string& kernel) const {
    Asked a;
    a.file = file_;
    a.scenario = library_.scenario_order.front()->name;
    a.kernel = kernel;
    a.replay = "./ghostwalk replay " + file_;
    return a;
  }

private:
  std::string file_;
  lang::Library library_;
};

} // namespace ghostwalk::report::test
