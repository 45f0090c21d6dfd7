// SPDX-License-Identifier: MIT
#include "sim/drivers/explore/search.hpp"

#include <algorithm>
#include <atomic>
#include <exception>

#include <fmt/format.h>

#include "sim/core/threads.hpp"

namespace ghostwalk {
namespace {

constexpr std::uint64_t batch_states = 256;

struct Worker {
  LevelTally tally;
  std::vector<Batch> leftover; // What it could not do for want of room.
  std::exception_ptr error;
  std::uint64_t error_key = ~0ULL;
};

class Search {
public:
  Search(Space& space, const ExploreSettings& settings, const Machine& machine, std::uint64_t held)
      : space_(space),
        settings_(settings),
        machine_(machine),
        claims_(machine.program()),
        held_(held),
        workers_(settings.threads) {}

  Exploration run();

private:
  bool run_level(); // False: a bound came first.
  void run_round();
  void make_room();
  void work(unsigned thread);
  bool take(unsigned thread, Batch batch);
  bool over_a_bound();
  void ask(unsigned thread);
  void give_up(std::string why);
  void note_level(std::uint32_t depth);
  void remember_error(Worker& w, const ModelError& e) const;
  void rethrow_error() const;
  bool violated() const {
    return std::any_of(workers_.begin(), workers_.end(),
                       [&](const Worker& w) { return w.tally.violated(claims_); });
  }

  int first_broken() const;

  Space& space_;
  const ExploreSettings& settings_;
  const Machine& machine_;
  Claims claims_;
  std::uint64_t held_;
  std::vector<Worker> workers_;
  std::vector<Batch> todo_;
  std::atomic<std::size_t> next_batch_{0};
  std::atomic<bool> full_{false}, stop_{false};
  std::uint32_t depth_ = 0;
  Exploration result_;
};

// Of several, the first in the text is told, whichever thread came across it.
void Search::remember_error(Worker& w, const ModelError& e) const {
  const std::uint64_t key = (std::uint64_t{e.insn} << 16U) | e.cpu;
  if (key >= w.error_key) return;
  w.error_key = key;
  w.error = std::current_exception();
}

// False: there is no room for what is left of it.
bool Search::take(unsigned thread, Batch batch) {
  Worker& w = workers_[thread];
  while (batch.first < batch.end) {
    try {
      if (space_.expand(thread, batch, w.tally)) continue;
      w.leftover.push_back(batch);
      return false;
    } catch (const ModelError& e) {
      remember_error(w, e);
      ++batch.first;
    }
  }
  return true;
}

void Search::work(unsigned thread) {
  try {
    while (!full_ && !stop_) {
      const std::size_t mine = next_batch_.fetch_add(1);
      if (mine >= todo_.size()) return;
      if (!take(thread, todo_[mine])) full_ = true;
      if (over_a_bound()) stop_ = true;
      ask(thread);
    }
  } catch (...) { // No memory: nothing can go on.
    workers_[thread].error_key = 0;
    workers_[thread].error = std::current_exception();
    stop_ = true;
  }
}

bool Search::over_a_bound() {
  return (settings_.max_states != 0 && space_.count() > settings_.max_states) ||
         (settings_.max_bytes != 0 && space_.bytes() + held_ > settings_.max_bytes) ||
         space_.full();
}

// The callbacks are the first thread's.
void Search::ask(unsigned thread) {
  if (thread != 0) return;
  if (settings_.progress)
    settings_.progress({space_.count(),
                        (todo_.size() - std::min(next_batch_.load(), todo_.size())) * batch_states,
                        space_.bytes() + held_, depth_});
  if (settings_.give_up && settings_.give_up()) {
    stop_ = true;
    result_.gave_up_because = "it was told to stop";
  }
}

void Search::give_up(std::string why) {
  stop_ = true;
  if (result_.gave_up_because.empty()) result_.gave_up_because = std::move(why);
}

void Search::make_room() {
  const std::uint64_t needed = space_.bytes() + held_ + space_.bytes_to_grow();
  if (settings_.max_bytes == 0 || needed <= settings_.max_bytes) return space_.make_room();
  give_up(fmt::format("the bound of {} MiB of memory", settings_.max_bytes >> 20U));
}

void Search::run_round() {
  next_batch_ = 0;
  full_ = false;
  const bool alone = todo_.size() < 4;
  auto others =
      start_threads(alone ? 0 : settings_.threads - 1, [this](unsigned i) { work(i + 1); });
  work(0);
  others.clear(); // Joins.
  std::vector<Batch> rest;
  for (std::size_t i = next_batch_; i < todo_.size(); ++i) rest.push_back(todo_[i]);
  for (Worker& w : workers_) {
    rest.insert(rest.end(), w.leftover.begin(), w.leftover.end());
    w.leftover.clear();
  }
  todo_ = std::move(rest);
  if (full_ && !stop_) make_room();
}

void Search::rethrow_error() const {
  const auto first =
      std::min_element(workers_.begin(), workers_.end(),
                       [](const Worker& a, const Worker& b) { return a.error_key < b.error_key; });
  if (first->error) std::rethrow_exception(first->error);
}

bool Search::run_level() {
  while (!todo_.empty() && !stop_) run_round();
  if (settings_.max_states != 0 && space_.count() > settings_.max_states)
    give_up(fmt::format("the bound of {} states", settings_.max_states));
  else if (stop_ && space_.full())
    give_up("a table with 2^28 entries, which is full");
  else if (stop_ && over_a_bound())
    give_up(fmt::format("the bound of {} MiB of memory", settings_.max_bytes >> 20U));
  if (!stop_ || result_.gave_up_because.empty()) rethrow_error();
  return !stop_;
}

// What is known now.
void Search::note_level(std::uint32_t depth) {
  result_.states = space_.count();
  result_.bytes = space_.bytes();
  result_.depth = depth;
  result_.transitions = 0;
  for (const Worker& w : workers_) {
    result_.seen |= w.tally.seen;
    result_.transitions += w.tally.transitions;
    for (std::size_t i = 0; i < w.tally.claims_seen.size(); ++i)
      if (w.tally.claims_seen[i]) result_.claims_seen[i] = true;
  }
}

// Of all that broke in the level.
int Search::first_broken() const {
  LevelTally all;
  for (const Worker& w : workers_) all.breaks(w.tally.broken_state);
  all.breaks(claims_.first_of(result_.seen));
  return all.broken_state;
}

Exploration Search::run() {
  const std::vector<std::byte>& initial = machine_.program().initial;
  result_.claims_seen.resize(machine_.program().properties.size());
  if (settings_.max_bytes != 0 && space_.bytes_to_start() + held_ > settings_.max_bytes) {
    give_up(fmt::format("the bound of {} MiB of memory", settings_.max_bytes >> 20U));
    return result_;
  }
  space_.start();
  todo_ = space_.next_level();
  note_level(0);
  result_.broken = claims_.broken(machine_, 0, initial.data());
  if (result_.broken >= 0) {
    result_.verdict = Verdict::found;
    return result_;
  }
  while (!todo_.empty()) {
    if (!run_level()) return result_;
    todo_ = space_.next_level();
    if (!todo_.empty()) ++depth_;
    note_level(depth_);
    if (!violated()) continue;
    result_.verdict = Verdict::found;
    result_.broken = first_broken();
    return result_;
  }
  result_.verdict = Verdict::absent;
  return result_;
}

} // namespace

Exploration search(Space& space, const ExploreSettings& settings, const Machine& machine,
                   std::uint64_t held) {
  return Search(space, settings, machine, held).run();
}

std::uint64_t most_successors(const Program& p) {
  const std::uint64_t choices = 256U + p.frames;
  const std::uint64_t hardware = p.vectors.size() + p.layout.walk_slots * p.outside_reads.size() +
                                 4 * p.pages.size() + p.layout.tlb_slots +
                                 p.layout.paging_cache_slots + 1U;
  return p.cpus * (choices + hardware);
}

void add_batches(const Batch& range, std::vector<Batch>& out) {
  for (std::uint64_t first = range.first; first < range.end; first += batch_states)
    out.push_back({range.thread, first, std::min(first + batch_states, range.end)});
}

} // namespace ghostwalk
