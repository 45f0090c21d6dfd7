// SPDX-License-Identifier: MIT
// ghostwalk fmt: rewrites files in the one format. A file is replaced whole or not at all.
#include <fmt/format.h>

#include "sim/cli/command.hpp"
#include "sim/core/whole_file.hpp"
#include "sim/lang/ast.hpp"
#include "sim/lang/parse/read_file.hpp"

namespace ghostwalk::cli {
namespace {

enum class Formatted { was, is, failed };
Formatted format(const std::string& path, bool only_check) {
  Sources sources;
  try {
    const std::string before = lang::read_text(path, path, {});
    const std::string after = lang::print(lang::parse(sources, sources.add(path, before)));
    if (after == before) return Formatted::was;
    if (!only_check) write_whole(path, after);
    return Formatted::is;
  } catch (const InputError& error) {
    complain(error, sources);
  }
  return Formatted::failed;
}

} // namespace

int fmt_command(Context& context, const Arguments& arguments) {
  const Usage usage{
      "fmt", "FILE... [--check]",
      "Writes .race files in the one format: two spaces a level, one statement a line.\n"
      "Comments stay. With --check it changes nothing, lists the files that differ, and\n"
      "exits with 1 when there are any.\n"};
  po::options_description options;
  options.add_options()("check", "change nothing; list the files that differ");
  po::variables_map values;
  if (!read_options(context, usage, options, arguments, values)) return as_expected;
  const Arguments files = words(values);
  if (files.empty()) throw InputError("fmt needs at least one file", "see ghostwalk fmt --help");
  const bool only_check = values.count("check") != 0;
  int status = as_expected;
  for (const std::string& file : files) {
    const Formatted result = format(file, only_check);
    if (result == Formatted::failed) status = wrong_input;
    if (result != Formatted::is || !only_check) continue;
    context.out.write(report::safe(file) + "\n");
    status = std::max<int>(status, not_as_expected);
  }
  return status;
}

} // namespace ghostwalk::cli
