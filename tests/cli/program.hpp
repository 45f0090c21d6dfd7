// SPDX-License-Identifier: MIT
// Runs the real program, as a shell would.
#pragma once

#include <string>
#include <vector>

namespace ghostwalk::cli::test {

struct Outcome {
  int status = -1; // 128 + signal when it was killed
  std::string out, err;
};

using Words = std::vector<std::string>;

// `environment`: "NAME=value", on top of ours. `out`: where standard output goes instead, if anywhere.
Outcome ghostwalk(const Words& arguments, const Words& environment = {},
                  const std::string& out = {});

// From a shell, in the repository; `./ghostwalk` is the program under test.
Outcome shell(const std::string& command);

class Folder { // A new one, removed at the end.
public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name, const std::string& text) const; // Its path.
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

std::string contents(const std::string& path);
std::string repository(const std::string& path); // below the repository's root

} // namespace ghostwalk::cli::test
