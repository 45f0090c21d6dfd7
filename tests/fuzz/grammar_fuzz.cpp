// SPDX-License-Identifier: MIT
// The bytes are the decisions of a generator of valid texts (tests/agreement/generate.hpp), so that every input is
// a kernel and a scenario; explore, sample and the timed drivers must agree on it.
#include "tests/agreement/disagreement.hpp"
#include "tests/agreement/generate.hpp"
#include "tests/fuzz/shipped_models.hpp"
#include "tests/fuzz/target.hpp"

namespace ghostwalk::fuzz {
namespace {

constexpr std::uint64_t most_states = 2'000;
constexpr std::size_t threads_every = 16; // They wait for each other more than they work.

void check(const std::vector<std::uint8_t>& tape) {
  const std::string text = test::generated(tape);
  lang::Library library;
  std::string wrong;
  try {
    read_beside_models(library, text);
    const Program program = lang::compile(library, {library.scenario_order.front(), "k", {}, {}});
    wrong = test::disagreement(Machine(program), {most_states, tape.size() % threads_every == 0});
  } catch (const InputError& error) {
    wrong = render(error, library.sources);
  } catch (const ModelError& error) {
    wrong = std::string("a ModelError that the plain search does not come to: ") + error.what();
  }
  if (!wrong.empty()) std::fprintf(stderr, "%s\n", text.c_str());
  expect(wrong.empty(), wrong);
}

} // namespace
} // namespace ghostwalk::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ghostwalk::fuzz::check({data, data + size});
  return 0;
}
