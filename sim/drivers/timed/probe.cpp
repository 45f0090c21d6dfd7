// SPDX-License-Identifier: MIT
// SimGrid answers most wrong input with abort(): a child process finds out, for a millisecond or
// two.
#include <array>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/drivers/timed/engine.hpp"

namespace ghostwalk::timed {
namespace {

[[noreturn]] void try_it(int errors, const std::string& file,
                         const std::vector<std::string>& configuration) {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  dup2(errors, STDERR_FILENO);
  try {
    Engine engine(file, configuration);
    simgrid::s4u::Actor::create("probe", engine.platform().cpu(0),
                                [] { simgrid::s4u::this_actor::sleep_for(1.0); });
    engine.run();
  } catch (const std::exception& problem) {
    const std::string_view what = problem.what();
    if (write(errors, what.data(), what.size()) < 0) _exit(2);
    _exit(1);
  }
  _exit(0);
}

std::string read_all(int from) {
  std::string text;
  std::array<char, 4096> buffer;
  for (ssize_t n; (n = read(from, buffer.data(), buffer.size())) > 0;)
    if (text.size() < 65536) text.append(buffer.data(), static_cast<std::size_t>(n));
  return text;
}

// "[0.000000] [root/CRITICAL] Model 'foo' is invalid! ..." or an exception's text: its first line
// that says something.
std::string first_words(const std::string& text) {
  std::size_t from = text.find("CRITICAL] ");
  from = from == std::string::npos ? 0 : from + 10;
  from = text.find_first_not_of(" \n", from);
  if (from == std::string::npos) return "it gave up without a word";
  return text.substr(from, text.find('\n', from) - from);
}

} // namespace

void probe(const std::string& file, const std::vector<std::string>& configuration) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::runtime_error("cannot make a pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot start a process");
  if (child == 0) {
    close(ends[0]);
    try_it(ends[1], file, configuration);
  }
  close(ends[1]);
  const std::string said = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  throw InputError("SimGrid does not take this platform or configuration: " + first_words(said),
                   "see --simgrid-cfg and models/platforms");
}

} // namespace ghostwalk::timed
