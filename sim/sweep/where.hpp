// SPDX-License-Identifier: MIT
// A choice among the points of a plan: kernel=..., scenario=..., KEY=VALUE of what varies.
#pragma once

#include "sim/sweep/plan.hpp"

namespace ghostwalk::sweep {

class Where {
public:
  Where(const Plan& plan, const Pairs& wanted); // Throws InputError; keeps a reference.
  bool has(const Point& point) const;

private:
  struct Wanted {
    enum class Of : std::uint8_t { scenario, kernel, axis } of;
    std::size_t axis = 0, value = 0; // value: of the scenario, the kernel or the axis
  };
  Wanted look_up(const std::string& key, const std::string& value) const;
  Wanted on_axis(const std::string& key, const std::string& value) const;

  const Plan& plan_;
  std::vector<Wanted> wanted_; // Of one key any will do; each key must be met.
  std::vector<std::string> keys_;
};

} // namespace ghostwalk::sweep
