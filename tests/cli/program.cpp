// SPDX-License-Identifier: MIT
#include "tests/cli/program.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ghostwalk::cli::test {
namespace fs = std::filesystem;
namespace {

void redirect(int descriptor, const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || ::dup2(file, descriptor) < 0) ::_exit(126);
}

[[noreturn]] void become(const Words& command, const Words& environment, const std::string& out,
                         const std::string& err) {
  redirect(STDOUT_FILENO, out);
  redirect(STDERR_FILENO, err);
  if (::chdir(GHOSTWALK_SOURCE_DIR) != 0) ::_exit(126);
  for (std::string setting : environment) {
    const std::size_t equals = setting.find('=');
    ::setenv(setting.substr(0, equals).c_str(), setting.substr(equals + 1).c_str(), 1);
  }
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

Outcome run(const Words& command, const Words& environment, const std::string& out) {
  const Folder folder;
  const std::string out_file = out.empty() ? folder.path() + "/out" : out,
                    err_file = folder.path() + "/err";
  const pid_t child = ::fork();
  if (child == 0) become(command, environment, out_file, err_file);
  int status = 0;
  ::waitpid(child, &status, 0);
  Outcome outcome;
  outcome.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  if (out.empty()) outcome.out = contents(out_file);
  outcome.err = contents(err_file);
  return outcome;
}

} // namespace

Outcome ghostwalk(const Words& arguments, const Words& environment, const std::string& out) {
  Words command{GHOSTWALK_BINARY};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(command, environment, out);
}

Outcome shell(const std::string& command) {
  std::string typed = command;
  const std::string wrapper = "./ghostwalk";
  for (std::size_t at = typed.find(wrapper); at != std::string::npos;
       at = typed.find(wrapper, at + 1))
    typed.replace(at, wrapper.size(), "\"$GHOSTWALK\"");
  return run({"/bin/bash", "-c", typed}, {std::string("GHOSTWALK=") + GHOSTWALK_BINARY}, {});
}

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "ghostwalk-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string Folder::file(const std::string& name, const std::string& text) const {
  std::ofstream(path_ + "/" + name, std::ios::binary) << text;
  return path_ + "/" + name;
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string repository(const std::string& path) {
  return std::string(GHOSTWALK_SOURCE_DIR) + "/" + path;
}

} // namespace ghostwalk::cli::test
