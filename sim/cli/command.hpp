// SPDX-License-Identifier: MIT
// What the commands share: where they print, where the models are, and how their options are read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <boost/program_options.hpp>

#include "sim/cli/output.hpp"
#include "sim/core/error.hpp"
#include "sim/core/shell.hpp"
#include "sim/report/paint.hpp"

namespace ghostwalk::cli {

namespace po = boost::program_options;

// Exit statuses: design section 5.
enum Status : int {
  as_expected = 0,
  not_as_expected = 1,
  wrong_input = 2,
  gave_up = 3,
  interrupted = 130
};

struct CommandHelp;

struct Context {
  Output& out;
  std::filesystem::path data; // holds models/ and scenarios/
  report::Paint paint;
  CommandHelp* help = nullptr; // where --help goes instead of to `out`
};

using Arguments = std::vector<std::string>;

struct Command {
  const char* name;
  const char* summary;
  int (*run)(Context&, const Arguments&);
};
const std::vector<Command>& commands();
const Command& command_named(const std::string& name); // Throws InputError: there is none.

int run_command(Context&, const Arguments&);
int explore_command(Context&, const Arguments&);
int replay_command(Context&, const Arguments&);
int test_command(Context&, const Arguments&);
int list_command(Context&, const Arguments&);
int show_command(Context&, const Arguments&);
int fmt_command(Context&, const Arguments&);
int help_command(Context&, const Arguments&);
int ablate_command(Context&, const Arguments&);
int sample_command(Context&, const Arguments&);
int export_command(Context&, const Arguments&);
int sweep_command(Context&, const Arguments&);
int results_command(Context&, const Arguments&);
int merge_command(Context&, const Arguments&);
int plot_command(Context&, const Arguments&);
int slurm_command(Context&, const Arguments&);

// How a command is called, for its help and for errors about its options.
struct Usage {
  std::string name;  // "run"
  std::string lines; // "FILE... [options]"
  std::string text;  // what it does, and examples
};

// Reads options and the words without a dash, which come as `words`. Throws InputError; prints the help and
// returns false when it was asked for.
bool read_options(Context& context, const Usage& usage, const po::options_description& options,
                  const Arguments& arguments, po::variables_map& values);

Arguments words(const po::variables_map& values); // those without a dash
Arguments several(const po::variables_map& values, const std::string& option);
std::uint64_t whole_number(const std::string& option, const std::string& text, std::uint64_t lowest,
                           std::uint64_t highest);
// "name=value". Throws InputError.
std::pair<std::string, std::string> setting(const std::string& option, const std::string& text);

// Errors on standard error, with the line of the file and a caret where there is one.
void complain(const InputError& error, const Sources& sources);
void complain(const std::string& message);

} // namespace ghostwalk::cli
