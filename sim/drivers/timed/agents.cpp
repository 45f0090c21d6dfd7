// SPDX-License-Identifier: MIT
#include "sim/drivers/timed/agents.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

namespace ghostwalk::timed {
namespace {

namespace sg = simgrid::s4u;

constexpr std::uint64_t ipi_bytes = 8; // One transfer of the bus: a modelling choice.

// A fair share is never less than its part when this many streams take at most 95 % together.
constexpr int streams = 19;
constexpr std::uint64_t stream_chunk = std::uint64_t{1} << 20;

// Whole dates in one binade: sums and differences of them and of fractions stay exact for 16
// million cycles.
constexpr double earliest_start = 16'777'216.0;

// A transfer ends this early, and its end is rounded up by at least as much as is left: an idle bus
// gives the errand's own cycles, and rounding noise never decides, since ends gather at simple
// fractions of a cycle but not at this one.
constexpr std::int64_t early = 1;
constexpr double least_rounding = 0.2817;

double bandwidth_between(const sg::Host* from, const sg::Host* to) {
  std::vector<sg::Link*> links;
  from->route_to(to, links, nullptr);
  double least = std::numeric_limits<double>::infinity();
  for (const auto* link : links) least = std::min(least, link->get_bandwidth());
  return least;
}

void move_bytes(sg::Host* from, sg::Host* to, std::uint64_t bytes) {
  auto comm = sg::Comm::sendto_init();
  comm->set_payload_size(bytes);
  comm->set_source(from)->set_destination(to);
  comm->wait();
}

// A sender and a receiver, since only a mailbox's transfers mind a rate.
void make_stream(const std::string& name, sg::Host* from, sg::Host* to, double rate) {
  auto* mailbox = sg::Mailbox::by_name(name);
  sg::Actor::create(name, from, [mailbox, rate] {
    static char nothing = 0;
    for (;;) mailbox->put_init(&nothing, stream_chunk)->set_rate(rate)->wait();
  })->daemonize();
  sg::Actor::create(name + " taker", to, [mailbox] {
    for (;;) mailbox->get<char>();
  })->daemonize();
}

} // namespace

Agents::Agents(Platform& platform, const Program& program, bool contention)
    : platform_(platform),
      contention_(contention),
      line_bytes_(program.cpu.number(hw::Key::line_bytes)),
      idle_(std::size_t{program.cpus} * kinds) {}

void Agents::start_load(int percent) {
  if (percent == 0) return;
  for (auto* host : platform_.load()) {
    const double rate = bandwidth_between(host, platform_.memory()) * percent / 100.0 / streams;
    for (int i = 0; i < streams; ++i)
      make_stream(fmt::format("{} stream {}", host->get_cname(), i), host, platform_.memory(),
                  rate);
  }
}

void Agents::open() {
  start_ = std::max(std::floor(sg::Engine::get_clock()) + 1.0, earliest_start);
  sg::this_actor::sleep_until(start_);
}

Agents::Agent& Agents::free_agent(const Errand& errand) {
  constexpr std::array names{"interrupts", "walker", "store buffer", "core", "speculation"};
  auto& free = idle(errand);
  if (!free.empty()) {
    Agent& agent = *free.back();
    free.pop_back();
    return agent;
  }
  Agent& agent = *agents_.emplace_back(std::make_unique<Agent>());
  sg::Actor::create(
      fmt::format("cpu {} {}", errand.cpu, names[static_cast<std::size_t>(errand.kind)]),
      platform_.cpu(errand.cpu), [this, &agent] { serve(agent); })
      ->daemonize();
  return agent;
}

void Agents::carry(const Errand& errand) {
  Agent& agent = free_agent(errand);
  agent.errand = errand;
  agent.begun = now_;
  ++under_way_;
  agent.asked->release();
}

void Agents::serve(Agent& agent) {
  for (;;) {
    agent.asked->acquire();
    done_.push_back({pass_time(agent.errand, agent.begun), &agent});
    if (!conductor_waits_) continue;
    conductor_waits_ = false;
    reported_->release();
  }
}

// Returns the date at which the errand is done, which is now.
std::int64_t Agents::pass_time(const Errand& errand, std::int64_t begun) {
  const std::int64_t at = contention_ && errand.over != Errand::Over::nothing
                              ? transfer(errand, begun)
                              : begun + errand.cycles;
  sleep_to(at);
  return at;
}

std::int64_t Agents::transfer(const Errand& errand, std::int64_t begun) {
  const bool ipi = errand.over == Errand::Over::ipi;
  const std::uint64_t bytes = ipi ? ipi_bytes : line_bytes_;
  sg::Host* to = platform_.cpu(errand.cpu);
  sg::Host* from = ipi ? platform_.cpu(errand.from) : platform_.memory();
  if (from == to) from = platform_.memory();
  const double idle_bus = static_cast<double>(bytes) / bandwidth_between(from, to);
  const auto before = errand.cycles - static_cast<std::int64_t>(std::ceil(idle_bus)) - early;
  if (before > 0) sleep_to(begun + before);
  move_bytes(from, to, bytes);
  const double ended = sg::Engine::get_clock() - start_;
  return static_cast<std::int64_t>(std::floor(ended + least_rounding)) + early;
}

void Agents::sleep_to(std::int64_t date) const {
  sg::this_actor::sleep_until(start_ + static_cast<double>(date));
}

bool Agents::next(Cycles& at, std::vector<Errand>& due) {
  if (under_way_ == 0) return false;
  if (done_.empty()) {
    conductor_waits_ = true;
    reported_->acquire();
  }
  sg::this_actor::yield(); // Let everyone who woke at this date report.
  const std::int64_t date = done_.front().at;
  if (date <= now_) throw std::logic_error("SimGrid let time go backwards");
  collect(date, due);
  now_ = date;
  at = Cycles{date};
  return true;
}

void Agents::collect(std::int64_t date, std::vector<Errand>& due) {
  due.clear();
  for (const Done& done : done_) {
    if (done.at != date) throw std::logic_error("SimGrid let two dates fall together");
    due.push_back(done.by->errand);
    idle(done.by->errand).push_back(done.by);
  }
  under_way_ -= done_.size();
  done_.clear();
  std::sort(due.begin(), due.end(), goes_first);
}

} // namespace ghostwalk::timed
