// SPDX-License-Identifier: MIT
#include "sim/report/sampled.hpp"

#include <algorithm>

namespace ghostwalk::report {

Verdict verdict(const Tally& tally) {
  if (tally.found.count() > 0) return Verdict::found;
  const bool cut_short = tally.ends[static_cast<std::size_t>(RunEnd::step_limit)] > 0;
  return cut_short ? Verdict::gave_up : Verdict::not_seen;
}

bool as_expected(const Sampled& sampled, std::size_t n) {
  const Verdict seen = verdict(sampled.of(n));
  switch (sampled.cases[n]->asked.expected) {
  case Expected::found: return seen == Verdict::found || sampled.interrupted;
  case Expected::absent: return seen == Verdict::not_seen;
  default: return seen != Verdict::gave_up;
  }
}

std::vector<Outcome> outcomes(const Program& program, const Tally& tally) {
  std::vector<Outcome> all{{"found", tally.found.count(), &tally.found}};
  for (std::size_t i = 0; i < program.properties.size(); ++i) {
    const Property& p = program.properties[i];
    const Hits& hits = tally.claims[i];
    all.push_back({(p.never ? "never " : "sometimes ") + p.text, hits.count(), &hits});
  }
  return all;
}

bool narrow_enough(const Until& until, const Program& program, const GroupTally& tally) {
  return std::all_of(tally.cases.begin(), tally.cases.end(), [&](const Tally& t) {
    const std::vector<Outcome> all = outcomes(program, t);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string& text = i == 0 ? all[0].name : program.properties[i - 1].text;
      if (!until.outcome.empty() && text != until.outcome) continue;
      if (clopper_pearson(all[i].hits, t.trials).width() > until.width) return false;
    }
    return true;
  });
}

} // namespace ghostwalk::report
