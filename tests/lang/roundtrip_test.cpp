// SPDX-License-Identifier: MIT
// Nothing is lost between trees and texts, whatever the tree.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/lang/generate.hpp"
#include "tests/lang/support.hpp"

namespace ghostwalk::lang {
namespace {

RC_GTEST_PROP(Roundtrip, AnyTreeIsReadBackAsItWas, (std::uint64_t seed)) {
  const File file = Generator(seed).file();
  const std::string text = print(file);
  RC_LOG() << rendered(text);
  const File again = parsed(text);
  RC_ASSERT(same(file, again));
  RC_ASSERT(print(again) == text);
}

RC_GTEST_PROP(Roundtrip, AnyExpressionIsReadBackAsItWas, (std::uint64_t seed)) {
  File file = parsed(in_kernel("const x = 1\n"));
  std::get<Constant>(file.declarations[0].items[0]).value = Generator(seed).expr(8);
  const std::string text = print(file);
  RC_LOG() << rendered(text);
  RC_ASSERT(same(file, parsed(text)));
}

// Without this, the properties above would hold for a `same` that is always true.
RC_GTEST_PROP(Roundtrip, DifferentTextsAreDifferentTrees, (std::uint64_t a, std::uint64_t b)) {
  const File one = Generator(a).file(), other = Generator(b).file();
  RC_ASSERT(same(one, other) == (print(one) == print(other)));
}

} // namespace
} // namespace ghostwalk::lang
