// SPDX-License-Identifier: MIT
// SimGrid as a carrier: every CPU has actors for its core, its walks, the delivery of its
// interrupts and its speculation. An errand is given to one that is free; it sleeps, or has a
// transfer on the bus, and reports. A walk that was ended still waits for its line, as a line that
// was asked for still comes.
//
// A transfer that shares the bus takes the errand's cycles when the bus is idle, and more when it
// is not. Its end is rounded to a whole cycle, so that SimGrid's fractions never meet another
// event.
#pragma once

#include <array>
#include <memory>

#include "sim/drivers/carrier.hpp"
#include "sim/drivers/timed/engine.hpp"

namespace ghostwalk::timed {

class Agents final : public Carrier {
public:
  Agents(Platform& platform, const Program& program, bool contention);
  void start_load(int percent); // background streams that take so much of each bus
  void
  open(); // Date 0 is now. Called, as `carry` and `next` are, by the actor that conducts the run.

  void carry(const Errand& errand) override;
  bool next(Cycles& at, std::vector<Errand>& due) override;

private:
  struct Agent {
    Errand errand;
    std::int64_t begun = 0;
    simgrid::s4u::SemaphorePtr asked = simgrid::s4u::Semaphore::create(0);
  };
  struct Done {
    std::int64_t at;
    Agent* by;
  };
  Agent& free_agent(const Errand& errand);
  void serve(Agent& agent); // an actor's life
  std::int64_t pass_time(const Errand& errand, std::int64_t begun);
  std::int64_t transfer(const Errand& errand, std::int64_t begun);
  void sleep_to(std::int64_t date) const;
  void collect(std::int64_t date, std::vector<Errand>& due);

  std::vector<Agent*>& idle(const Errand& e) {
    return idle_[std::size_t{e.cpu} * kinds + static_cast<std::size_t>(e.kind)];
  }

  static constexpr std::size_t kinds = 5; // of Errand
  Platform& platform_;
  bool contention_;
  std::uint64_t line_bytes_;
  double start_ = 0; // SimGrid's clock at date 0
  std::int64_t now_ = 0;
  std::size_t under_way_ = 0;
  std::vector<std::unique_ptr<Agent>> agents_;
  std::vector<std::vector<Agent*>> idle_; // per CPU and kind
  std::vector<Done> done_;
  bool conductor_waits_ = false;
  simgrid::s4u::SemaphorePtr reported_ = simgrid::s4u::Semaphore::create(0);
};

} // namespace ghostwalk::timed
