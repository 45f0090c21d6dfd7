// SPDX-License-Identifier: MIT
#include "sim/drivers/sample/group.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

#include "sim/core/threads.hpp"
namespace ghostwalk {
namespace {

struct Batch {
  GroupResult result;
  bool whole = false; // Every trial of it was run.
};

// Hands out batches, takes them back in any order and adds them up in theirs.
class Ledger {
public:
  Ledger(const std::vector<const Machine*>& machines, const GroupSettings& settings)
      : settings_(settings),
        batches_((settings.trials + batch_trials - 1) / batch_trials),
        most_ahead_(4ULL * settings.threads) {
    sum_.tally = GroupTally(machines);
  }

  // False: there is nothing left to do.
  bool take(std::uint64_t& batch) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return over_ || next_ < added_ + most_ahead_; });
    if (over_ || next_ == batches_) return false;
    batch = next_++;
    return true;
  }

  void give(std::uint64_t number, Batch batch) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(number, std::move(batch));
    while (!over_ && !waiting_.empty() && waiting_.begin()->first == added_) {
      add(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      ++added_;
    }
    room_.notify_all();
  }

  void fail(std::exception_ptr problem) { // Not a trial's fault: no memory, say.
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(problem);
    over_ = true;
    room_.notify_all();
  }

  bool over() const { return over_; }

  GroupResult finish() {
    if (failure_) std::rethrow_exception(failure_);
    return std::move(sum_);
  }

private:
  void add(Batch& batch) {
    sum_.tally.merge(batch.result.tally);
    sum_.stopped |= batch.result.stopped;
    sum_.problem = batch.result.problem;
    sum_.problem_case = batch.result.problem_case;
    sum_.problem_trial = batch.result.problem_trial;
    over_ = !batch.whole || (settings_.enough && settings_.enough(sum_.tally));
  }

  const GroupSettings& settings_;
  const std::uint64_t batches_, most_ahead_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::uint64_t next_ = 0, added_ = 0;
  std::map<std::uint64_t, Batch> waiting_;
  std::atomic<bool> over_ = false;
  GroupResult sum_;
  std::exception_ptr failure_;
};

class Worker {
public:
  Worker(const std::vector<const Machine*>& machines, const GroupSettings& settings, Ledger& ledger,
         std::atomic<std::uint64_t>& done, bool tells)
      : machines_(machines), settings_(settings), ledger_(ledger), done_(done), tells_(tells) {
    for (const Machine* machine : machines)
      samplers_.push_back(std::make_unique<Sampler>(*machine, settings.sample));
  }

  void work() {
    for (std::uint64_t number = 0; ledger_.take(number);) ledger_.give(number, run(number));
  }

private:
  Batch run(std::uint64_t number) {
    Batch batch;
    batch.result.tally = GroupTally(machines_);
    const std::uint64_t from = number * batch_trials,
                        to = std::min(from + batch_trials, settings_.trials);
    std::uint64_t trial = from;
    while (trial < to && !ledger_.over() && !stopped(batch) &&
           take_trial(settings_.first + trial, batch))
      ++trial;
    batch.whole = trial == to;
    return batch;
  }

  bool stopped(Batch& batch) const {
    if (settings_.stop && settings_.stop()) batch.result.stopped = true;
    return batch.result.stopped;
  }

  bool take_trial(std::uint64_t trial, Batch& batch) {
    GroupTally& tally = batch.result.tally;
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < samplers_.size(); ++i) {
      try {
        const std::uint64_t outcome = samplers_[i]->add(trial, tally.cases[i]);
        if (i == 0) first = outcome;
        if (i > 0) tally.against_first[i - 1].add(first, outcome);
      } catch (const ModelError&) {
        batch.result.problem = std::current_exception();
        batch.result.problem_case = i;
        batch.result.problem_trial = trial;
        return false;
      }
    }
    ++tally.trials;
    const std::uint64_t done = ++done_;
    if (tells_ && settings_.progress) settings_.progress(done);
    return true;
  }

  const std::vector<const Machine*>& machines_;
  const GroupSettings& settings_;
  Ledger& ledger_;
  std::atomic<std::uint64_t>& done_;
  bool tells_;
  std::vector<std::unique_ptr<Sampler>> samplers_;
};

} // namespace

void Discordant::add(std::uint64_t first, std::uint64_t other) {
  if (first == other) return;
  for (std::size_t bit = 0; bit < only_first.size(); ++bit) {
    only_first[bit] += ((first & ~other) >> bit) & 1;
    only_this[bit] += ((other & ~first) >> bit) & 1;
  }
}

void Discordant::merge(const Discordant& other) {
  for (std::size_t bit = 0; bit < only_first.size(); ++bit) {
    only_first[bit] += other.only_first[bit];
    only_this[bit] += other.only_this[bit];
  }
}

GroupTally::GroupTally(const std::vector<const Machine*>& machines) {
  for (const Machine* machine : machines) cases.emplace_back(machine->program());
  const std::size_t bits = std::min<std::size_t>(64, 1 + cases.front().claims.size());
  const std::vector<std::uint64_t> none(bits, 0);
  against_first.assign(machines.size() - 1, Discordant{none, none});
}

void GroupTally::merge(const GroupTally& other) {
  trials += other.trials;
  for (std::size_t i = 0; i < cases.size(); ++i) cases[i].merge(other.cases[i]);
  for (std::size_t i = 0; i < against_first.size(); ++i)
    against_first[i].merge(other.against_first[i]);
}

GroupResult sample_group(const std::vector<const Machine*>& machines,
                         const GroupSettings& settings) {
  Ledger ledger(machines, settings);
  std::atomic<std::uint64_t> done = 0;
  const auto life = [&](bool tells) {
    try {
      Worker(machines, settings, ledger, done, tells).work();
    } catch (...) {
      ledger.fail(std::current_exception());
    }
  };
  const std::uint64_t batches = (settings.trials + batch_trials - 1) / batch_trials;
  const auto useful = static_cast<unsigned>(std::min<std::uint64_t>(settings.threads, batches));
  auto others = start_threads(std::max(useful, 1U) - 1, [&](unsigned) { life(false); });
  life(true);
  others.clear(); // Joins.
  return ledger.finish();
}

} // namespace ghostwalk
