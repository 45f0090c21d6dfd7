// SPDX-License-Identifier: MIT
// Looks at everything in a library: kernels and CPUs alone, and each scenario with each kernel that it expects something of.
#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/resolve/resolve.hpp"
#include "sim/lang/study.hpp"

namespace ghostwalk::lang {
namespace {

std::string text_of(const Expr& value) {
  return value.kind == Expr::Kind::number ? std::to_string(value.number) : value.text;
}

// That the kernel exists and has such options is checked where it is named.
void check_expectation(const Library& library, const Expect& expect) {
  const Declaration& kernel = *kernel_chain(library, expect.kernel, expect.kernel_at).back();
  Selected alone = select_kernel(library, kernel);
  for (const With& with : expect.with)
    alone.options.push_back({with.key, text_of(with.value), with.at});
  const Symbols symbols(std::move(alone));
}

} // namespace

std::vector<Expectation> expectations(const Library& library, const Declaration& scenario) {
  std::vector<Expectation> all;
  for (const Item& item : scenario.items) {
    const auto* expect = std::get_if<Expect>(&item);
    if (expect == nullptr) continue;
    check_expectation(library, *expect);
    Expectation e{expect->kernel, {}, expect->verdict == "found", expect->at};
    for (const With& with : expect->with) e.options.emplace_back(with.key, text_of(with.value));
    all.push_back(std::move(e));
  }
  return all;
}

void validate(const Library& library) {
  for (const auto& [name, cpu] : library.cpus) cpu_description(library, name, cpu->at);
  for (const auto& [name, kernel] : library.kernels)
    resolve(Symbols(select_kernel(library, *kernel)));
  for (const Declaration* scenario : library.scenario_order)
    for (const Expectation& e : expectations(library, *scenario))
      compile(library, {scenario, e.kernel, e.options, {}});
  for (const Declaration* study : library.study_order) resolve_study(library, *study);
}

} // namespace ghostwalk::lang
