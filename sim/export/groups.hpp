// SPDX-License-Identifier: MIT
// Visible instructions by the kind of step they are. Each kind is a rule, a function that says whether the next instruction can be
// done that way, and a procedure that does it: few rules, because each costs Rumur's verifier much code.
#pragma once

#include "sim/export/model.hpp"

namespace ghostwalk::murphi {

class Group {
public:
  // Parameters besides the CPU: "s: size; g: boolean" and "s, g".
  Group(std::string name, const std::string& parameters = "", const std::string& arguments = "");

  Text& open(const Model& m, std::uint16_t pc, const std::string& guard); // guard empty: always
  void close();

  bool empty() const { return empty_; }
  void write_functions(Text& out);
  void write_rule(Text& out) const;
  std::string possible() const; // A condition over `c`: one of its steps can be done.

private:
  std::string name_, parameters_, arguments_;
  Text guards_, bodies_;
  bool empty_ = true;
};

struct Groups {
  Group plain{"instruction"};
  Group allocation{"allocation", "n: list_count", "n"};
  Group choice{"choice", "n: alternative", "n"};
  Group hit{"access", "s: size; g: boolean", "s, g"};
  Group walk{"walk"};
  Group cached_walk{"walk_from_cache", "l: level", "l"};
  Group fault{"fault"};

  template <class F>
  void each(F f) {
    for (Group* group : {&plain, &allocation, &choice, &hit, &walk, &cached_walk, &fault})
      if (!group->empty()) f(*group);
  }
};

Groups group_instructions(const Model& m);
void write_claims(const Model& m, Groups& groups, Text& out);
void add_access(const Model& m, Groups& groups, std::uint16_t pc);

} // namespace ghostwalk::murphi
