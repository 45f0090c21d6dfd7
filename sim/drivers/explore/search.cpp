// SPDX-License-Identifier: MIT
// The breadth-first search. Threads take batches of a level's states; when a table of states is full
// they stop, it grows, they go on.
#include "sim/drivers/explore/search.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

#include <fmt/format.h>

#include "sim/drivers/explore/independence.hpp"

namespace ghostwalk {
namespace {

constexpr std::uint32_t batch_states = 256;

// A number of states of one level, one behind the other in a thread's arena.
struct Batch {
  unsigned thread;
  std::uint32_t first, end;
};

struct Worker {
  explicit Worker(Expander e) : expander(std::move(e)) {}
  Expander expander;
  std::vector<Batch> leftover; // What it could not do for want of room.
  Happened seen = 0;
  std::uint64_t transitions = 0;
  bool violated = false;
  std::exception_ptr error;
  std::uint64_t error_key = ~0ULL;
};

// No state has more successors: what the tables must have room for.
std::uint64_t most_successors(const Program& p) {
  const std::uint64_t choices = 256U + p.frames;
  const std::uint64_t hardware = p.vectors.size() + p.layout.walk_slots * p.outside_reads.size() +
                                 4 * p.pages.size() + p.layout.tlb_slots +
                                 p.layout.paging_cache_slots + 1U;
  return p.cpus * (choices + hardware);
}

class Search {
public:
  Search(const Machine& machine, const ExploreSettings& settings)
      : machine_(machine),
        settings_(settings),
        claims_(machine.program()),
        states_(machine.program().layout, machine.program().cpus, settings.threads),
        room_(most_successors(machine.program())) {
    const auto alone =
        settings.reduce ? private_instructions(machine.program()) : std::vector<std::uint8_t>{};
    if (settings.reduce) symmetry_.emplace(machine.program());
    if (symmetry_ && !symmetry_->any()) symmetry_.reset();
    for (unsigned i = 0; i < settings.threads; ++i)
      workers_.emplace_back(Expander(machine, claims_, states_, i, symmetry(), alone));
  }

  Exploration run();

private:
  const Symmetry* symmetry() const { return symmetry_ ? &*symmetry_ : nullptr; }
  void start();
  bool run_level(); // False: a bound came first.
  void run_round();
  void work(unsigned thread);
  bool expand(unsigned thread, const Batch& batch, std::uint32_t index);
  void remember_error(Worker& w, const ModelError& e) const;
  bool out_of_bounds();
  void finish(Verdict verdict);
  void rethrow_error() const;

  const Machine& machine_;
  const ExploreSettings& settings_;
  Claims claims_;
  StateSet states_;
  std::optional<Symmetry> symmetry_;
  std::uint64_t room_;
  std::vector<Worker> workers_;
  std::vector<Level> levels_;
  std::vector<Batch> todo_;
  std::atomic<std::size_t> next_batch_{0};
  std::atomic<bool> full_{false}, stop_{false};
  Exploration result_;
};

// False: no room; the state has to be done again.
bool Search::expand(unsigned thread, const Batch& batch, std::uint32_t index) {
  if (!states_.has_room(room_)) {
    full_ = true;
    return false;
  }
  Worker& w = workers_[thread];
  w.expander.load(batch.thread, index);
  const std::size_t count = w.expander.steps().size();
  if (w.expander.deadlocked()) {
    w.seen |= happened(Oracle::deadlock);
    w.violated |= (claims_.never & happened(Oracle::deadlock)) != 0;
  }
  const auto& next = w.expander.take_all();
  for (std::size_t i = 0; i < count; ++i) states_.expect(next[i].key);
  for (std::size_t i = 0; i < count; ++i) {
    w.seen |= next[i].seen;
    w.violated |= next[i].broken >= 0;
    states_.insert(thread, next[i].key);
  }
  w.transitions += count;
  return true;
}

// Of several, the first in the text is told, whichever thread came across it.
void Search::remember_error(Worker& w, const ModelError& e) const {
  const std::uint64_t key = (std::uint64_t{e.insn} << 16U) | e.cpu;
  if (key >= w.error_key) return;
  w.error_key = key;
  w.error = std::current_exception();
}

void Search::work(unsigned thread) {
  Worker& w = workers_[thread];
  while (!full_ && !stop_) {
    const std::size_t mine = next_batch_.fetch_add(1);
    if (mine >= todo_.size()) return;
    Batch batch = todo_[mine];
    for (; batch.first < batch.end; ++batch.first) {
      try {
        if (expand(thread, batch, batch.first)) continue;
        w.leftover.push_back(batch);
        break;
      } catch (const ModelError& e) {
        remember_error(w, e);
      } catch (...) { // No memory: nothing can go on.
        w.error_key = 0;
        w.error = std::current_exception();
        stop_ = true;
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
  if (full_) states_.grow(room_);
}

bool Search::out_of_bounds() {
  const ExploreProgress now{
      states_.count(), (todo_.size() - std::min(next_batch_.load(), todo_.size())) * batch_states,
      states_.bytes(), static_cast<std::uint32_t>(levels_.size())};
  if (settings_.progress) settings_.progress(now);
  if (settings_.max_states != 0 && now.states > settings_.max_states)
    result_.gave_up_because = fmt::format("the bound of {} states", settings_.max_states);
  else if (settings_.max_bytes != 0 && now.bytes > settings_.max_bytes)
    result_.gave_up_because =
        fmt::format("the bound of {} MiB of memory", settings_.max_bytes >> 20U);
  else if (states_.full())
    result_.gave_up_because = "a table with 2^28 entries, which is full";
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
  while (!todo_.empty() && !stop_) run_round();
  rethrow_error();
  if (stop_) return false;
  Level level;
  for (unsigned thread = 0; thread < workers_.size(); ++thread) {
    const Level::Range range{levels_.back().of_thread[thread].end, states_.count_of(thread)};
    level.of_thread.push_back(range);
    for (std::uint32_t first = range.first; first < range.end; first += batch_states)
      todo_.push_back({thread, first, std::min(first + batch_states, range.end)});
  }
  levels_.push_back(std::move(level));
  return true;
}

void Search::start() {
  StateSet::Key key = states_.key();
  std::vector<std::byte> initial = machine_.program().initial;
  if (symmetry_) {
    auto scratch = symmetry_->scratch();
    symmetry_->canonicalise(initial.data(), scratch);
  }
  states_.prepare(0, initial.data(), nullptr, nullptr, key);
  states_.insert(0, key);
  Level first;
  first.of_thread.resize(workers_.size());
  first.of_thread[0].end = 1;
  levels_.push_back(first);
  todo_.push_back({0, 0, 1});
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
    for (std::size_t i = 0; i < w.expander.claims_seen.size(); ++i)
      if (w.expander.claims_seen[i]) result_.claims_seen[i] = true;
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
    if (!run_level()) {
      finish(Verdict::gave_up);
      return result_;
    }
    if (!std::any_of(workers_.begin(), workers_.end(), [](const Worker& w) { return w.violated; }))
      continue;
    finish(Verdict::found);
    levels_.pop_back(); // The states behind the violation are not needed to get there.
    find_witness(machine_, claims_, states_, symmetry(), levels_, result_);
    return result_;
  }
  finish(Verdict::absent);
  return result_;
}

} // namespace

// What the reduction puts first may be steps that a shortest schedule does without.
Exploration explore(const Machine& machine, const ExploreSettings& settings) {
  ExploreSettings s = settings;
  s.threads = std::clamp(s.threads, 1U, RecordTable::max_threads);
  Exploration result = Search(machine, s).run();
  if (!s.reduce || result.verdict != Verdict::found) return result;
  s.reduce = false;
  Exploration plain = Search(machine, s).run();
  result.shortest = plain.verdict == Verdict::found;
  if (!result.shortest) return result;
  result.witness = std::move(plain.witness);
  result.broken = plain.broken;
  return result;
}

} // namespace ghostwalk
