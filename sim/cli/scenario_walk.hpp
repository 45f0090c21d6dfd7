// SPDX-License-Identifier: MIT
// The way through the scenarios of the files that a command names. What is wrong with one is reported,
// and the others still have their turn.
#pragma once

#include <memory>
#include <set>

#include "sim/cli/search.hpp"

namespace ghostwalk::cli {

class ScenarioWalk {
public:
  // `doing`: "run", for "'FILE' has no scenario to run".
  ScenarioWalk(Context& context, const RunRequest& which, std::string doing)
      : context_(context), which_(which), doing_(std::move(doing)) {}
  virtual ~ScenarioWalk() = default;
  ScenarioWalk(const ScenarioWalk&) = delete;
  ScenarioWalk& operator=(const ScenarioWalk&) = delete;

protected:
  virtual void take_scenario(const std::string& file, const lang::Library& library,
                             const lang::Declaration& scenario) = 0;
  virtual bool stopped() const { return false; }        // Asked before each file and scenario.
  virtual bool wants_scenarios() const { return true; } // A file without any is an error.

  void walk();

  // Calls body(c) for each kernel that the scenario is to be looked at under.
  template <class Body>
  void each_case(const lang::Library& library, const lang::Declaration& scenario, Body body) {
    for (const Case& c : cases(which_, library, scenario))
      if (!stopped()) guarded(library, [&] { body(c); });
  }

  template <class Body>
  void guarded(const lang::Library& library, Body body) {
    try {
      body();
    } catch (const InputError& error) {
      report(error, library.sources);
    }
  }
  void report(const InputError& error, const Sources& sources);

  // Between what is printed of two scenarios.
  void begin_text() {
    if (printed_++ > 0) context_.out.write("\n\n");
  }
  static std::string summary_of(const lang::Library& library, const lang::Declaration& scenario);

  void raise(int status) { status_ = worse(status_, status); }
  int status() const { return status_; }

  Context& context_;
  const RunRequest& which_;

private:
  void take_file(const std::string& file);

  std::string doing_;
  std::vector<std::unique_ptr<lang::Library>>
      libraries_; // What is reported points into their sources.
  std::vector<std::string> names_;
  std::set<std::string> complaints_;
  bool scenario_seen_ = false;
  int printed_ = 0;
  int status_ = as_expected;
};

} // namespace ghostwalk::cli
