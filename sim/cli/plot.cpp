// SPDX-License-Identifier: MIT
// ghostwalk plot: a picture of a study, drawn by gnuplot.
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/cli/number.hpp"
#include "sim/cli/studies.hpp"
#include "sim/sweep/plot.hpp"

namespace ghostwalk::cli {
namespace fs = std::filesystem;
namespace {

const char* const text =
    "Draws a study: how probable a broken claim is, with its exact 95 % interval, or the window's\n"
    "median and its 5th to 95th percentile, or means, against one of the parameters. A curve per\n"
    "kernel, a panel for each choice of what else varies. Drawn by gnuplot (Debian: "
    "gnuplot-nox).\n\n"
    "  ghostwalk plot walk_latency.results -x walk_snoop -o walk_latency.svg\n"
    "  ghostwalk plot walk_latency.results -x walk_snoop -y window --where reuse=lifo\n"
    "  ghostwalk plot flips.results -x cpus -y mean --measure cycles --per '10 flip' \\\n"
    "    --measure 'stolen from the others = handler_cycles@others + walk_demand_cycles@others'\n\n"
    "A range is drawn at its middle; curves are set a little apart, so that none hides another.\n";

po::options_description plot_options() {
  const auto one = [](const char* name) { return po::value<std::string>()->value_name(name); };
  po::options_description options;
  auto add = options.add_options();
  add("x,x", one("PARAMETER"), "what the curves go over; by default the first that varies");
  add("x-label", one("TEXT"), "what stands below the axis, in place of the parameter's name");
  add("y,y", one("WHAT")->default_value("probability"), "probability, window or mean");
  add("curves", one("PARAMETER"), "a curve for each of its values, in place of one per kernel");
  add("measure", po::value<Arguments>()->composing()->value_name("NAME"),
      "probability of what: broken (the default), an oracle, or 'event NAME'; mean of what: "
      "cycles, "
      "stale_most, stale_mean, or a sum of counters, '[TITLE =] NAME[@0|@others] + ...', a panel "
      "for "
      "each that is named");
  add("per", one("'N WHAT'"), "means are of one of N that a trial does, such as '96 vfree'");
  add("where", po::value<Arguments>()->composing()->value_name("KEY=VALUE"),
      "only points with that value; KEY may be kernel or scenario");
  add("output,o", one("FILE"), "a .svg or .png file; by default STUDY.WHAT.svg");
  add("log-y", "a logarithmic axis; a probability of 0 is then not drawn");
  add("script", "print what gnuplot would be told, and draw nothing");
  return options;
}

// "96 vfree"
void set_per(sweep::PlotSettings& settings, const std::string& given) {
  const std::size_t space = given.find(' ');
  if (space == std::string::npos || space + 1 == given.size())
    throw InputError(
        fmt::format("--per takes a number and what there are so many of, not '{}'", given),
        "such as '96 vfree'");
  settings.per = whole_number("--per", given.substr(0, space), 1, 1'000'000'000);
  settings.unit = given.substr(space + 1);
}

void set_measures(sweep::PlotSettings& settings, const Arguments& names) {
  using What = sweep::PlotSettings::What;
  if (settings.what == What::mean) {
    if (names.empty())
      throw InputError("mean of what?",
                       "name it with --measure; ghostwalk results --help lists them");
    for (const std::string& name : names) settings.means.push_back(sweep::quantity(name));
    return;
  }
  if (names.size() > 1)
    throw InputError("a picture is of one measure", "-y mean takes several, with a panel for each");
  if (names.empty()) return;
  settings.measure = sweep::measured(names.front());
  if (!is_probability(settings.measure))
    throw InputError(fmt::format("'{}' has no probability", name_of(settings.measure)),
                     "broken, an oracle, or 'event NAME'; -y mean draws the mean of others");
}

sweep::PlotSettings::What what_of(const std::string& y) {
  using What = sweep::PlotSettings::What;
  if (y == "probability") return What::probability;
  if (y == "window") return What::window;
  if (y == "mean") return What::mean;
  throw InputError(fmt::format("-y is probability, window or mean, not '{}'", y));
}

sweep::PlotSettings settings_of(const po::variables_map& values, const sweep::Plan& plan) {
  sweep::PlotSettings settings;
  const std::string y = values["y"].as<std::string>();
  settings.what = what_of(y);
  if (values.count("x") != 0) settings.x = values["x"].as<std::string>();
  if (values.count("x-label") != 0) settings.x_label = values["x-label"].as<std::string>();
  if (values.count("curves") != 0) settings.curves = values["curves"].as<std::string>();
  set_measures(settings, several(values, "measure"));
  if (values.count("per") != 0) {
    if (settings.what != sweep::PlotSettings::What::mean)
      throw InputError("--per divides means", "draw them with -y mean");
    set_per(settings, values["per"].as<std::string>());
  }
  settings.log_y = values.count("log-y") != 0;
  settings.file = values.count("output") != 0 ? values["output"].as<std::string>()
                                              : fmt::format("{}.{}.svg", plan.study, y);
  const std::string extension = fs::path(settings.file).extension().string();
  if (extension != ".svg" && extension != ".png")
    throw InputError(fmt::format("a picture is a .svg or a .png file, not '{}'", settings.file));
  using Form = sweep::PlotSettings::Form;
  settings.form = extension == ".svg" ? Form::svg : Form::png;
  return settings;
}

class Pipe {
public:
  Pipe() {
    if (::pipe2(ends_, O_CLOEXEC) != 0)
      throw InputError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int end : ends_)
      if (end >= 0) ::close(end);
  }
  int out() const { return ends_[0]; }
  void close_out() { ::close(std::exchange(ends_[0], -1)); }
  void write_and_close(std::string_view script) {
    while (!script.empty()) {
      const ssize_t written = ::write(ends_[1], script.data(), script.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) break; // It ended before it read all: its status says more.
      script.remove_prefix(static_cast<std::size_t>(written));
    }
    ::close(std::exchange(ends_[1], -1));
  }

private:
  int ends_[2] = {-1, -1};
};

// Its own settings only, and no other language's numbers.
pid_t start_gnuplot(int input) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  char name[] = "gnuplot", defaults[] = "-d", locale[] = "LC_ALL=C";
  char* arguments[] = {name, defaults, nullptr};
  std::vector<char*> environment{locale};
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!std::string_view(*entry).starts_with("LC_") &&
        !std::string_view(*entry).starts_with("LANG"))
      environment.push_back(*entry);
  environment.push_back(nullptr);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, name, &actions, nullptr, arguments, environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT)
    throw InputError("gnuplot is not installed",
                     "Debian: apt-get install gnuplot-nox; --script prints "
                     "what it would be told");
  if (error != 0) throw InputError(fmt::format("cannot start gnuplot: {}", std::strerror(error)));
  return child;
}

void draw(const std::string& script) {
  Pipe pipe;
  const pid_t child = start_gnuplot(pipe.out());
  pipe.close_out();
  pipe.write_and_close(script);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw InputError("gnuplot failed; what it said is above",
                     "is it 5.2 or newer, with the svg and pngcairo terminals?");
}

// Beside its target, so that a picture that is there stays until the new one is whole.
void draw_to(const sweep::Store& store, const sweep::Where& where, sweep::PlotSettings settings) {
  const std::string target = settings.file;
  std::error_code error;
  if (fs::exists(target, error) && !fs::is_regular_file(target, error))
    throw InputError(fmt::format("'{}' is no file that a picture could replace", target),
                     "name a file that ends in .svg or .png");
  settings.file += fmt::format(".{}.part", ::getpid());
  try {
    draw(gnuplot_script(store, where, settings));
  } catch (const InputError&) {
    fs::remove(settings.file, error);
    throw;
  }
  fs::rename(settings.file, target, error);
  if (error) throw InputError(fmt::format("cannot write '{}': {}", target, error.message()));
}

} // namespace

int plot_command(Context& context, const Arguments& arguments) {
  po::variables_map values;
  if (!read_options(context, {"plot", "STORE [options]", text}, plot_options(), arguments, values))
    return as_expected;
  const sweep::Store store(only_store("plot", values), sweep::Store::Use::look);
  const sweep::Plan& plan = plan_in(store);
  const sweep::Where where(plan, where_of(values));
  const sweep::PlotSettings settings = settings_of(values, plan);
  if (values.count("script") != 0) {
    context.out.write(gnuplot_script(store, where, settings));
    return as_expected;
  }
  draw_to(store, where, settings);
  context.out.write(report::safe(settings.file) + "\n");
  return as_expected;
}

} // namespace ghostwalk::cli
