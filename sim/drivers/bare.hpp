// SPDX-License-Identifier: MIT
// The bare event queue: time without contention, and nothing else. A binary heap on one vector,
// which stops growing after the first few events of the first run.
#pragma once

#include "sim/drivers/carrier.hpp"
#include "sim/drivers/onlooker.hpp"
#include "sim/drivers/run.hpp"

namespace ghostwalk {

class BareQueue final : public Carrier {
public:
  void carry(const Errand& errand) override;
  bool next(Cycles& at, std::vector<Errand>& due) override;
  void clear(); // Date 0, nothing under way.

private:
  struct Pending {
    std::int64_t at;
    Errand errand;
  };
  static bool later(const Pending& a, const Pending& b) {
    return a.at != b.at ? a.at > b.at : goes_first(b.errand, a.errand);
  }
  std::int64_t now_ = 0;
  std::vector<Pending> heap_;
};

// One run. Whoever makes many keeps a BareQueue and a Clockwork instead.
Run run_bare(const Machine& machine, const RunSettings& settings, Onlooker* onlooker = nullptr);

} // namespace ghostwalk
