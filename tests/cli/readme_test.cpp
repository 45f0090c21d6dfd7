// SPDX-License-Identifier: MIT
// Do the commands in the documentation do what it says? Every line of a code block that begins with
// ./ghostwalk is run; the README's blocks of output are compared to the byte.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/program.hpp"

namespace ghostwalk::cli::test {
namespace {

// The commands of a file's code blocks, fenced or indented. FILE and ... are a reader's to fill in.
Words commands_of(const std::string& text) {
  Words commands;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::size_t begin = line.find_first_not_of(" ");
    if (begin == std::string::npos) continue;
    if (line.compare(begin, 2, "$ ") == 0) begin += 2;
    const bool in_block = begin >= 2 || !commands.empty() || line.rfind("./ghostwalk", 0) == 0;
    if (!in_block || line.compare(begin, 12, "./ghostwalk ") != 0) continue;
    const std::string command = line.substr(begin);
    if (command.find("FILE") == std::string::npos && command.find("...") == std::string::npos)
      commands.push_back(command);
  }
  return commands;
}

// `# exits with 1` after a command says so; without it, 0.
int promised_status(const std::string& command) {
  const std::size_t at = command.find("# exits with ");
  return at == std::string::npos ? 0 : command[at + 13] - '0';
}

class Documented : public ::testing::TestWithParam<const char*> {};

TEST_P(Documented, CommandsExitAsDocumented) {
  for (const std::string& command : commands_of(contents(repository(GetParam())))) {
    const Outcome outcome = shell(command);
    EXPECT_EQ(outcome.status, promised_status(command)) << command << "\n" << outcome.err;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, Documented,
                         ::testing::Values("README.md", "scenarios/README.md", "models/README.md",
                                           "sim/report/schema.md"),
                         [](const auto& file) {
                           std::string name = file.param;
                           for (char& c : name)
                             if (c == '/' || c == '.') c = '_';
                           return name;
                         });

TEST(Readme, ShowsRealOutput) {
  const std::string text = contents(repository("README.md")), prompt = "```console\n$ ";
  int blocks = 0;
  for (std::size_t at = text.find(prompt); at != std::string::npos;
       at = text.find(prompt, at + 1)) {
    const std::size_t command_at = at + prompt.size(), output_at = text.find('\n', command_at) + 1;
    const std::string command = text.substr(command_at, output_at - 1 - command_at);
    EXPECT_EQ(text.substr(output_at, text.find("```", output_at) - output_at), shell(command).out)
        << command;
    ++blocks;
  }
  EXPECT_GE(blocks, 2);
}

} // namespace
} // namespace ghostwalk::cli::test
