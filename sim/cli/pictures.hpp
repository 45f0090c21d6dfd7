// SPDX-License-Identifier: MIT
// The files of pictures that a command is asked for: --report, --perfetto, --dot. What runs and searches show is
// taken up as they end, so that no run has to be kept for it.
#pragma once

#include <optional>

#include "sim/cli/command.hpp"
#include "sim/lang/compile.hpp"
#include "sim/report/page/page.hpp"
#include "sim/report/page/perfetto.hpp"

namespace ghostwalk::cli {

struct PictureFiles {
  std::string report, perfetto, dot; // empty: not wanted
};
void add_pictures(po::options_description& options);
PictureFiles read_pictures(const po::variables_map& values);

class Pictures {
public:
  explicit Pictures(PictureFiles files) : files_(std::move(files)) {}
  bool wanted() const {
    return !files_.report.empty() || !files_.perfetto.empty() || !files_.dot.empty();
  }

  // The runs, or the searches, of one scenario.
  void add(const lang::Library& library, const lang::Declaration& scenario,
           const std::vector<const report::Report*>& runs);
  void add(const lang::Library& library, const lang::Declaration& scenario,
           const std::vector<const report::Explored*>& searches);
  // One run, and its schedule under another kernel.
  void add(const lang::Library& library, const lang::Declaration& scenario,
           const report::Report& run, report::Asked other, Program program);

  // Each file whole or not at all, and none when there is nothing to show. Throws.
  void write() const;

private:
  void add_trace(const report::Report& run, const std::string& replay);

  PictureFiles files_;
  bool empty_ = true;
  report::Page page_;
  report::PerfettoTrace trace_;
  std::vector<std::string> clusters_;
};

// Pages of all checks into a folder, which is made if it is not there. Throws.
struct Check;
struct RunRequest;
void write_gallery(const RunRequest& request, const std::vector<Check>& checks, bool times);

// What the page says of a scenario: its first sentence, and the comments of the kernels' options.
report::Setting setting_of(const lang::Library& library, const lang::Declaration& scenario);

} // namespace ghostwalk::cli
