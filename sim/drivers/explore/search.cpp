// SPDX-License-Identifier: MIT
// The breadth-first search. Threads take batches of a level's states; when the table of states is full they stop, it grows, they go on.
#include "sim/drivers/explore/search.hpp"

#include "sim/drivers/explore/independence.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

#include <fmt/format.h>

namespace ghostwalk {
namespace {

constexpr std::uint64_t batch_states = 64;
constexpr std::uint64_t most_successors = 4096; // Of one state, for the table's room.

struct Batch {
  unsigned thread;
  StateSet::Mark from;
  std::uint64_t states;
};

struct Worker {
  explicit Worker(Expander e) : expander(std::move(e)) {}
  Expander expander;
  std::vector<Batch> found;    // Batches of the next level.
  std::vector<Batch> leftover; // What it could not do for want of room.
  Happened seen = 0;
  std::uint64_t transitions = 0;
  std::vector<bool> claims_seen;
  bool violated = false;
  std::exception_ptr error;
  std::uint64_t error_key = ~0ULL;
};

class Search {
public:
  Search(const Machine& machine, const ExploreSettings& settings)
      : machine_(machine),
        settings_(settings),
        claims_(machine.program()),
        packing_(machine.program().initial),
        states_(packing_, settings.threads) {
    const auto alone =
        settings.reduce ? private_instructions(machine.program()) : std::vector<std::uint8_t>{};
    for (unsigned i = 0; i < settings.threads; ++i) {
      workers_.emplace_back(Expander(machine, claims_, packing_, alone));
      workers_.back().claims_seen.resize(machine.program().properties.size());
    }
  }

  Exploration run();

private:
  void start();
  bool run_level(); // False: a bound came first.
  void run_round();
  void work(unsigned thread);
  bool expand(unsigned thread, const std::byte* packed);
  void add(unsigned thread, const Expander::Next& next);
  bool out_of_bounds();
  void finish(Verdict verdict);
  void rethrow_error() const;

  const Machine& machine_;
  const ExploreSettings& settings_;
  Claims claims_;
  Packing packing_;
  StateSet states_;
  std::vector<Worker> workers_;
  std::vector<Level> levels_;
  std::vector<Batch> todo_;
  std::atomic<std::size_t> next_batch_{0};
  std::atomic<bool> full_{false}, stop_{false};
  Exploration result_;
};

void Search::add(unsigned thread, const Expander::Next& next) {
  Worker& w = workers_[thread];
  const StateSet::Mark at = states_.mark(thread);
  if (!states_.insert(thread, next.packed, next.size)) return;
  // A full chunk is left for a new one: then the state is at that one's start.
  const StateSet::Mark end = states_.mark(thread);
  const StateSet::Mark from = end.chunk == at.chunk ? at : StateSet::Mark{end.chunk, 0};
  if (w.found.empty() || w.found.back().states == batch_states ||
      from.chunk != w.found.back().from.chunk)
    w.found.push_back({thread, from, 0});
  ++w.found.back().states;
  for (const auto claim : claims_.sometimes_state)
    if (machine_.evaluate(next.state, 0, machine_.program().properties[claim].condition) != 0)
      w.claims_seen[claim] = true;
}

// False: no room; the state has to be done again.
bool Search::expand(unsigned thread, const std::byte* packed) {
  if (!states_.has_room(most_successors * settings_.threads)) {
    full_ = true;
    return false;
  }
  Worker& w = workers_[thread];
  w.expander.load_packed(packed);
  const auto& steps = w.expander.steps();
  if (w.expander.deadlocked()) {
    w.seen |= happened(Oracle::deadlock);
    w.violated |= (claims_.never & happened(Oracle::deadlock)) != 0;
  }
  for (const Step step : steps) {
    const auto next = w.expander.take(step);
    w.seen |= next.seen;
    w.violated |= claims_.broken(machine_, next.seen, next.state) >= 0;
    add(thread, next);
  }
  w.transitions += steps.size();
  return true;
}

void Search::work(unsigned thread) {
  Worker& w = workers_[thread];
  while (!full_ && !stop_) {
    const std::size_t mine = next_batch_.fetch_add(1);
    if (mine >= todo_.size()) return;
    Batch batch = todo_[mine];
    try {
      for (; batch.states > 0; --batch.states) {
        if (!expand(thread, states_.at(batch.thread, batch.from))) {
          w.leftover.push_back(batch);
          break;
        }
        if (batch.states > 1) batch.from = states_.behind(batch.thread, batch.from);
      }
    } catch (const ModelError& e) { // The first in the text, whichever thread came across it.
      const std::uint64_t key = (std::uint64_t{e.insn} << 16U) | e.cpu;
      if (key < w.error_key) {
        w.error_key = key;
        w.error = std::current_exception();
      }
    }
    if (thread == 0 && out_of_bounds()) stop_ = true;
  }
}

void Search::run_round() {
  next_batch_ = 0;
  full_ = false;
  std::vector<std::thread> others;
  const bool alone = todo_.size() < 4;
  for (unsigned i = 1; !alone && i < settings_.threads; ++i)
    others.emplace_back([this, i] { work(i); });
  work(0);
  for (auto& t : others) t.join();
  std::vector<Batch> rest;
  for (std::size_t i = next_batch_; i < todo_.size(); ++i) rest.push_back(todo_[i]);
  for (Worker& w : workers_) {
    rest.insert(rest.end(), w.leftover.begin(), w.leftover.end());
    w.leftover.clear();
  }
  todo_ = std::move(rest);
  if (full_) states_.grow();
}

bool Search::out_of_bounds() {
  ExploreProgress now{states_.count(), todo_.size() * batch_states, states_.bytes(),
                      static_cast<std::uint32_t>(levels_.size())};
  if (settings_.progress) settings_.progress(now);
  if (settings_.max_states != 0 && now.states > settings_.max_states)
    result_.gave_up_because = fmt::format("the bound of {} states", settings_.max_states);
  else if (settings_.max_bytes != 0 && now.bytes > settings_.max_bytes)
    result_.gave_up_because =
        fmt::format("the bound of {} MiB of memory", settings_.max_bytes >> 20U);
  else if (settings_.give_up && settings_.give_up())
    result_.gave_up_because = "it was told to stop";
  return !result_.gave_up_because.empty();
}

void Search::rethrow_error() const {
  const auto first =
      std::min_element(workers_.begin(), workers_.end(),
                       [](const Worker& a, const Worker& b) { return a.error_key < b.error_key; });
  if (first->error) std::rethrow_exception(first->error);
}

bool Search::run_level() {
  Level level;
  for (unsigned i = 0; i < workers_.size(); ++i) level.of_thread.push_back({states_.mark(i), {}});
  while (!todo_.empty() && !stop_) run_round();
  rethrow_error();
  if (stop_) return false;
  for (unsigned i = 0; i < workers_.size(); ++i) {
    level.of_thread[i].end = states_.mark(i);
    auto& found = workers_[i].found;
    todo_.insert(todo_.end(), found.begin(), found.end());
    found.clear();
  }
  levels_.push_back(std::move(level));
  return true;
}

void Search::start() {
  Expander& e = workers_[0].expander;
  e.load_state(machine_.program().initial.data(), machine_.program().initial.size());
  std::vector<std::byte> packed(packing_.max_packed());
  const std::size_t size = packing_.pack(e.state(), packed.data());
  Level first;
  first.of_thread.resize(workers_.size());
  add(0, {0, e.state(), packed.data(), size});
  first.of_thread[0].end = states_.mark(0);
  levels_.push_back(first);
  todo_ = workers_[0].found;
  workers_[0].found.clear();
}

void Search::finish(Verdict verdict) {
  result_.verdict = verdict;
  result_.states = states_.count();
  result_.packed_bytes = states_.packed_bytes();
  result_.bytes = states_.bytes();
  result_.depth = static_cast<std::uint32_t>(levels_.size());
  result_.claims_seen.resize(machine_.program().properties.size());
  for (const Worker& w : workers_) {
    result_.seen |= w.seen;
    result_.transitions += w.transitions;
    for (std::size_t i = 0; i < w.claims_seen.size(); ++i)
      if (w.claims_seen[i]) result_.claims_seen[i] = true;
  }
}

Exploration Search::run() {
  start();
  result_.broken = claims_.broken(machine_, 0, machine_.program().initial.data());
  if (result_.broken >= 0) {
    finish(Verdict::found);
    return result_;
  }
  while (!todo_.empty()) {
    const bool whole = run_level();
    if (!whole) {
      finish(Verdict::gave_up);
      return result_;
    }
    if (!std::any_of(workers_.begin(), workers_.end(), [](const Worker& w) { return w.violated; }))
      continue;
    finish(Verdict::found);
    levels_.pop_back(); // The states behind the violation are not needed to get there.
    find_witness(machine_, claims_, packing_, states_, levels_, result_);
    return result_;
  }
  finish(Verdict::absent);
  return result_;
}

} // namespace

Exploration explore(const Machine& machine, const ExploreSettings& settings) {
  ExploreSettings s = settings;
  s.threads = std::clamp(s.threads, 1U, StateSet::max_threads);
  return Search(machine, s).run();
}

} // namespace ghostwalk
