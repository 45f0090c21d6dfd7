// SPDX-License-Identifier: MIT
// Broken texts: each is read, or is an InputError at a place in the text; and whatever is read can
// be printed and read again. Most are valid texts with a few bytes changed.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/lang/generate.hpp"
#include "tests/lang/support.hpp"

namespace ghostwalk::lang {
namespace {

// What tends to confuse parsers, more often than just any byte.
constexpr std::string_view pieces[] = {
    "(",       ")",     "[",    "]", "\n", " ",     "  ",  "#",    "\t",  "\r\n",
    ".",       "..",    "-",    "=", "==", "\"",    "if ", "else", "or ", "0x",
    "any of ", "read ", "not ", "~", ",",  "\n\n#", "of ", ":",    "*",   "\xc3\xa9"};

std::string mutated(std::string text, Random& random) {
  const auto somewhere = [&] { return static_cast<std::size_t>(random.below(text.size() + 1)); };
  for (std::uint64_t n = 1 + random.below(4); n > 0; --n) {
    const std::size_t at = somewhere();
    switch (random.below(6)) {
    case 0: text.insert(at, pieces[random.below(std::size(pieces))]); break;
    case 1: text.insert(at, 1, static_cast<char>(random.below(256))); break;
    case 2: text.erase(at, static_cast<std::size_t>(random.below(8))); break;
    case 3: text.resize(at); break;
    case 4: text.insert(at, text.substr(somewhere(), random.below(40))); break;
    default:
      if (at < text.size()) text[at] = pieces[random.below(std::size(pieces))][0];
    }
  }
  return text;
}

void check(const std::string& text) {
  Sources sources;
  const std::uint32_t source = sources.add("t.race", text);
  File file;
  try {
    file = parse(sources, source);
  } catch (const InputError& error) {
    RC_ASSERT(error.at.file == source);
    RC_ASSERT(error.at.line >= 1U);
    RC_ASSERT(error.at.line <=
              static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 2);
    RC_ASSERT(error.at.column <= sources.line(error.at).size() + 2);
    RC_ASSERT(!render(error, sources).empty());
    return;
  }
  const std::string printed = print(file);
  RC_ASSERT(same(parsed(printed), file));
  RC_ASSERT(formatted(printed) == printed);
}

RC_GTEST_PROP(Mutation, OfAValidTextIsReadOrIsAnError, (std::uint64_t seed)) {
  Random random(seed, 1, 0);
  const std::string valid = print(Generator(seed).file());
  for (int i = 0; i < 20; ++i) {
    const std::string text = mutated(valid, random);
    RC_LOG() << text;
    check(text);
  }
}

RC_GTEST_PROP(Mutation, OfAnyBytesIsReadOrIsAnError, (const std::string& text)) { check(text); }

TEST(Mutation, EveryPrefixIsReadOrIsAnError) {
  const std::string text = print(Generator(7).file());
  for (std::size_t end = 0; end <= text.size(); ++end) {
    try {
      formatted(text.substr(0, end));
    } catch (const InputError&) {
    }
  }
}

} // namespace
} // namespace ghostwalk::lang
