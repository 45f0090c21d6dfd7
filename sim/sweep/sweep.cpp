// SPDX-License-Identifier: MIT
#include "sim/sweep/sweep.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include <fmt/format.h>

#include "sim/core/threads.hpp"
#include "sim/drivers/sample/sampler.hpp"
#include "sim/sweep/work_list.hpp"

namespace ghostwalk::sweep {
namespace {

using Stop = SweepSettings::Stop;

// The program of the point that a thread is at.
struct Bench {
  std::unique_ptr<Program> program;
  std::unique_ptr<Machine> machine;
  std::optional<Hash> point;
};

InputError located(const ModelError& error, const Program& program, const std::string& where) {
  Location at;
  if (error.insn < program.code.size()) at = program.origins[program.code[error.insn].origin].at;
  return InputError(at, error.what(), fmt::format("on cpu {}, at the point {}", error.cpu, where));
}

class Sweep {
public:
  Sweep(const lang::Library& library, const lang::Study& study, const Plan& plan, Store& store,
        const SweepSettings& settings)
      : library_(library),
        study_(study),
        plan_(plan),
        store_(store),
        settings_(settings),
        work_(plan, settings.shard, store.coverage()) {
    const WorkList::Count count = work_.count();
    progress_ = {count.batches, count.batches_done, count.trials, count.trials_done, 0};
  }

  SweepProgress run() {
    running_ = settings_.threads;
    auto threads = start_threads(settings_.threads, [this](unsigned) { work(); });
    if (threads.empty())
      throw InputError("the system lets no thread be started", "see ulimit -u and ulimit -v");
    try {
      dismiss(settings_.threads - threads.size());
      write_until_done();
    } catch (...) { // The disk is full.
      give_up_ = true;
      throw; // Once `threads` is joined.
    }
    threads.clear();
    store_.finish();
    if (error_) std::rethrow_exception(error_);
    return progress_;
  }

private:
  // ── the threads ──

  Stop stop() const {
    if (give_up_) return Stop::at_once;
    return settings_.stop ? settings_.stop() : Stop::no;
  }

  void work() {
    Bench bench;
    try {
      while (const std::optional<Piece> piece = next_piece())
        if (std::optional<Batch> batch = run_piece(bench, *piece)) hand_over(std::move(*batch));
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!error_) error_ = std::current_exception();
      give_up_ = true;
    }
    dismiss(1);
  }

  void dismiss(std::size_t threads) {
    const std::lock_guard<std::mutex> lock(mutex_);
    running_ -= threads;
    news_.notify_one();
  }

  std::optional<Piece> next_piece() {
    if (stop() != Stop::no) return std::nullopt;
    const std::lock_guard<std::mutex> lock(mutex_);
    return work_.next();
  }

  std::optional<Batch> run_piece(Bench& bench, const Piece& piece) {
    if (bench.point != piece.point.id) compile(bench, piece.point);
    Sampler sampler(*bench.machine,
                    {.seed = plan_.seed, .point = piece.point.stream, .stale = plan_.stale});
    Tally tally(*bench.program);
    constexpr std::uint64_t between_looks = 64;
    for (std::uint64_t trial = piece.trials.first; trial < piece.trials.end; ++trial) {
      if (trial % between_looks == 0 && stop() == Stop::at_once) return std::nullopt;
      try {
        sampler.add(trial, tally);
      } catch (const ModelError& error) {
        throw located(error, *bench.program, describe(plan_, piece.point));
      }
      trials_run_.fetch_add(1, std::memory_order_relaxed);
    }
    return Batch{piece.point.id, piece.trials, tally.pack(), 0, 0, 0};
  }

  void compile(Bench& bench, const Point& point) {
    bench = {};
    const PlanKernel& kernel = plan_.kernels[point.kernel];
    lang::Selection selection{study_.scenarios[point.scenario], kernel.name, kernel.options,
                              point.settings};
    selection.options.insert(selection.options.end(), point.options.begin(), point.options.end());
    try {
      bench.program = std::make_unique<Program>(lang::compile(library_, selection));
    } catch (const InputError& error) {
      const std::string where = fmt::format("at the point {}", describe(plan_, point));
      throw InputError(error.at, error.what(),
                       error.hint.empty() ? where : error.hint + "; " + where);
    }
    bench.machine = std::make_unique<Machine>(*bench.program);
    bench.point = point.id;
  }

  void hand_over(Batch batch) {
    const std::lock_guard<std::mutex> lock(mutex_);
    finished_.push_back(std::move(batch));
    news_.notify_one();
  }

  // ── the caller's thread ──

  void write_until_done() {
    constexpr std::chrono::milliseconds between_reports{100};
    for (bool more = true; more;) {
      std::vector<Batch> batches;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        news_.wait_for(lock, between_reports, [&] { return !finished_.empty() || running_ == 0; });
        batches.swap(finished_);
        more = running_ > 0;
      }
      if (!batches.empty()) write(batches);
      progress_.trials_run = trials_run_;
      if (settings_.progress) settings_.progress(progress_);
    }
  }

  void write(const std::vector<Batch>& batches) {
    store_.add(batches);
    for (const Batch& batch : batches) {
      progress_.trials_done += batch.trials.size();
      ++progress_.batches_done;
    }
  }

  const lang::Library& library_;
  const lang::Study& study_;
  const Plan& plan_;
  Store& store_;
  const SweepSettings& settings_;
  SweepProgress progress_;
  std::atomic<std::uint64_t> trials_run_{0};
  std::atomic<bool> give_up_{false};

  std::mutex mutex_; // for all below
  std::condition_variable news_;
  WorkList work_;
  std::vector<Batch> finished_;
  std::exception_ptr error_;
  std::size_t running_ = 0;
};

} // namespace

SweepProgress sweep(const lang::Library& library, const lang::Study& study, const Plan& plan,
                    Store& store, const SweepSettings& settings) {
  return Sweep(library, study, plan, store, settings).run();
}

} // namespace ghostwalk::sweep
