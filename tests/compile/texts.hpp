// SPDX-License-Identifier: MIT
// Small kernels and scenarios, compiled without files: the text to its code, or to the error as a user sees it.
#pragma once

#include <gtest/gtest.h>

#include "sim/lang/compile.hpp"
#include "sim/machine/disassemble.hpp"

namespace ghostwalk::test {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// What read_library does with one file, but for includes and models.
inline std::unique_ptr<lang::Library> library_of(const std::string& text) {
  auto library = std::make_unique<lang::Library>();
  const std::uint32_t file = library->sources.add("test.race", text);
  library->files.push_back(std::make_unique<lang::File>(lang::parse(library->sources, file)));
  for (const lang::Declaration& d : library->files[0]->declarations) {
    if (d.kind == lang::Declaration::Kind::cpu) library->cpus[d.name] = &d;
    if (d.kind == lang::Declaration::Kind::kernel) library->kernels[d.name] = &d;
    if (d.kind == lang::Declaration::Kind::scenario) {
      library->scenarios[d.name] = &d;
      library->scenario_order.push_back(&d);
    }
  }
  return library;
}

inline Program compiled(const std::string& text, const Pairs& options = {},
                        const Pairs& settings = {}, const std::string& kernel = "k") {
  const auto library = library_of(text);
  try {
    return lang::compile(*library, {library->scenario_order.at(0), kernel, options, settings});
  } catch (const InputError& e) {
    throw std::runtime_error(render(e, library->sources));
  }
}

// The rendered error without "test.race:", or "none".
inline std::string error_of(const std::string& text, const Pairs& options = {},
                            const Pairs& settings = {}, const std::string& kernel = "k") {
  const auto library = library_of(text);
  try {
    lang::compile(*library, {library->scenario_order.at(0), kernel, options, settings});
    return "none";
  } catch (const InputError& e) {
    std::string shown = render(e, library->sources);
    return shown.starts_with("test.race:") ? shown.substr(10) : shown;
  }
}

// Lines of `body` as a block at that depth.
inline std::string indented(const std::string& body, int spaces) {
  std::string text;
  std::size_t from = 0;
  while (from < body.size()) {
    const std::size_t end = std::min(body.find('\n', from), body.size());
    text +=
        std::string(static_cast<std::size_t>(spaces), ' ') + body.substr(from, end - from) + "\n";
    from = end + 1;
  }
  return text;
}

inline const std::string kernel_text = R"(cpu c
  walkers = 2
kernel k
  paging i386
  option way = fast | slow
  option level = 3 in 0 .. 9
  const LIMIT = 4
  record mm for processes
    fixed pgd: frame
    gate: lock
    mask: cpumask
    users: 0 .. 15 = 1
  record slot 2
    owner: 0 .. 3
    page: frame
  var flag: bool
  var n: 0 .. 100
  var a[4]: 0 .. 9
  var cur: mm
  var top: frame
  var all: cpumask
  percpu state: 0 .. 2
  process init
    maps 0xc0000000 large global
)";

// A scenario on two CPUs; `code` goes in front of CPU 0's script, which is `body`.
inline std::string scenario_text(const std::string& body, const std::string& code = {}) {
  return kernel_text + indented(code, 2) +
         "scenario s\n  cpu c * 2\n  process app\n    maps 0x00401000 write\n  on cpu 0\n" +
         indented(body, 4);
}

// The code of CPU 0's script, numbered from 1 (0 is the empty script's stop).
inline std::string code_of(const std::string& body, const std::string& code = {},
                           const Pairs& options = {}) {
  const std::string all = disassemble(compiled(scenario_text(body, code), options));
  return all.substr(all.find("\n1 ") + 1);
}

} // namespace ghostwalk::test
