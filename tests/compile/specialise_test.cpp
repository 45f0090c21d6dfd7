// SPDX-License-Identifier: MIT
// A kernel's code with its options settled, as `show` prints it and `ablate` edits it.
#include <gtest/gtest.h>

#include "sim/lang/resolve/specialise.hpp"

namespace ghostwalk::lang {
namespace {

// The code of p() under pti = VALUE, when `pcid` is a value of one option and the name of another.
std::string code(const std::string& value) {
  Sources sources;
  const File file = parse(sources, sources.add("t.race", R"(kernel k
  option pti = off | pcid
  option pcid = no | yes
  proc p()
    if pti == pcid
      fence
    else
      cr3 = cr3
)"));
  File settled;
  settled.declarations.push_back(
      specialised(file.declarations.front(), "k", {{"pti", value}, {"pcid", "no"}}));
  return print(settled);
}

TEST(Specialised, AValueComesBeforeAnOptionOfItsName) {
  EXPECT_NE(code("pcid").find("fence"), std::string::npos);
  EXPECT_EQ(code("pcid").find("cr3"), std::string::npos);
  EXPECT_EQ(code("off").find("fence"), std::string::npos);
  EXPECT_NE(code("off").find("cr3"), std::string::npos);
}

} // namespace
} // namespace ghostwalk::lang
