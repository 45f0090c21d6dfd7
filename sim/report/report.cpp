// SPDX-License-Identifier: MIT
#include "sim/report/report.hpp"

namespace ghostwalk::report {
namespace {

// The window of the table that the story is about; else the most telling one.
int window_to_show(const Report& r) {
  if (r.story && r.story->table != 0)
    for (std::size_t i = 0; i < r.all_windows.size(); ++i)
      if (const Window& w = r.all_windows[i]; w.frame == r.story->table && w.cpu == r.story->cpu &&
                                              w.freed != no_event && !w.flushed_first())
        return static_cast<int>(i);
  return most_telling(*r.history, r.all_windows);
}

} // namespace

void Report::conclude(Run finished) {
  run = std::move(finished);
  history = std::make_unique<History>(program, run);
  judgement = judge(*history);
  all_windows = windows(*history);
  poisoned = first_time(*history, Oracle::poisoned);
  if (!judgement.broken.empty()) story = tell(*history, judgement.broken.front());
  window = window_to_show(*this);
}

bool Report::as_expected() const {
  switch (asked.expected) {
  case Expected::found: return judgement.verdict == Verdict::found;
  case Expected::absent: return judgement.verdict == Verdict::not_seen;
  default: return judgement.verdict != Verdict::gave_up;
  }
}

} // namespace ghostwalk::report
