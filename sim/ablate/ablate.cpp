// SPDX-License-Identifier: MIT
#include "sim/ablate/ablate.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <thread>

#include <fmt/format.h>

#include "sim/drivers/schedule.hpp"
#include "sim/lang/resolve/resolve.hpp"
#include "sim/machine/disassemble.hpp"

namespace ghostwalk::ablate {
namespace {

// Does all jobs, each once, in any order.
void in_parallel(unsigned threads, std::size_t jobs, const std::function<void(std::size_t)>& job) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs; i = next++) job(i);
  };
  std::vector<std::thread> others;
  for (unsigned i = 1; i < threads && i < jobs; ++i) others.emplace_back(work);
  work();
  for (auto& thread : others) thread.join();
}

using Clock = std::chrono::steady_clock;

ExploreSettings explore_settings(const Settings& settings, unsigned threads) {
  ExploreSettings s;
  s.threads = threads;
  s.reduce = settings.reduce;
  s.max_states = settings.max_states;
  s.max_bytes = settings.max_bytes;
  s.give_up = [&settings, start = Clock::now()] {
    return (settings.max_seconds != 0 &&
            Clock::now() - start >= std::chrono::seconds(settings.max_seconds)) ||
           (settings.give_up && settings.give_up());
  };
  return s;
}

// Equal texts, equal programs: two edits that come to the same are explored once.
std::string identity(const Program& program) {
  std::string text = disassemble(program);
  text.append(reinterpret_cast<const char*>(program.initial.data()), program.initial.size());
  for (const std::uint16_t word : program.words) text += fmt::format(" {}", word);
  return text;
}

std::vector<std::string> idle_claims(const Program& program, const Exploration& e) {
  std::vector<std::string> idle;
  for (std::size_t i = 0; i < program.properties.size(); ++i) {
    const Property& claim = program.properties[i];
    if (claim.never) continue;
    const bool seen = claim.kind == Property::Kind::state ? static_cast<bool>(e.claims_seen[i])
                      : claim.kind == Property::Kind::oracle
                          ? (e.seen & happened(static_cast<Oracle>(claim.index))) != 0
                          : (e.seen & happened_event(claim.index)) != 0;
    if (!seen) idle.push_back(claim.text);
  }
  return idle;
}

class Ablating {
public:
  Ablating(const lang::Library& library, const lang::Selection& selection, const Settings& settings)
      : library_(library),
        selection_(selection),
        settings_(settings),
        kernel_(folded_kernel(library, selection)),
        purposes_(kernel_) {}

  Ablation run() {
    result_.program = lang::compile(library_, selection_);
    result_.baseline = explore(Machine(result_.program),
                               explore_settings(settings_, std::max(1U, settings_.threads)));
    if (result_.baseline.verdict != Verdict::absent) return std::move(result_);
    idle_ = idle_claims(result_.program, result_.baseline);
    original_ = identity(result_.program);
    choose_steps();
    make_trials();
    in_parallel(settings_.threads, jobs_.size(), [this](std::size_t i) { explore_job(jobs_[i]); });
    collect();
    drop_inner_steps();
    return std::move(result_);
  }

private:
  // A changed program, and what came of it.
  struct Job {
    Program program;
    Trial outcome;
  };

  // ── Which steps there are ──

  // Null: it does not compile; `why` says why not.
  std::unique_ptr<Program> compiled(const Edit& edit, std::string& why) const {
    lang::Declaration kernel = kernel_;
    if (!apply(kernel, edit)) return nullptr;
    try {
      return std::make_unique<Program>(compile_with(library_, selection_, kernel));
    } catch (const InputError& error) {
      why = error.what();
      return nullptr;
    }
  }

  // Those that make a difference to the program and that some schedule comes to.
  void choose_steps() {
    std::vector<MaintenanceStep> compiled_in;
    for (const MaintenanceStep& step : maintenance_steps(kernel_, purposes_)) {
      std::string why;
      const auto program = compiled({Change::without, step.at}, why);
      if (!program || identity(*program) != original_) compiled_in.push_back(step);
    }
    constexpr std::size_t at_a_time = 32;
    for (std::size_t first = 0; first < compiled_in.size(); first += at_a_time)
      keep_reached({compiled_in.begin() + static_cast<std::ptrdiff_t>(first),
                    compiled_in.begin() + static_cast<std::ptrdiff_t>(
                                              std::min(first + at_a_time, compiled_in.size()))});
  }

  // A `reach` before each step tells whether a schedule comes to it.
  void keep_reached(const std::vector<MaintenanceStep>& steps) {
    lang::Declaration kernel = kernel_;
    const auto event = [](std::size_t i) { return fmt::format("ablated step {}", i); };
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const Place place = find(kernel, steps[i].at);
      lang::Stmt reach;
      reach.kind = lang::Stmt::Kind::reach;
      reach.text = event(i);
      auto& all = place.block->statements;
      all.insert(all.begin() + static_cast<std::ptrdiff_t>(place.index), std::move(reach));
    }
    const Program program = compile_with(library_, selection_, kernel);
    const Exploration e =
        explore(Machine(program), explore_settings(settings_, std::max(1U, settings_.threads)));
    const bool know = e.verdict != Verdict::gave_up;
    result_.all_reached |= !know;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const auto found = std::find(program.events.begin(), program.events.end(), event(i));
      const auto number = static_cast<int>(found - program.events.begin());
      const bool seen = found != program.events.end() && (e.seen & happened_event(number)) != 0;
      if (seen || !know) steps_.push_back(steps[i]);
    }
  }

  // ── What is tried ──

  void make_trials() {
    for (const MaintenanceStep& step : steps_) {
      Row row;
      row.step = step;
      for (const Change change : changes(step)) add_trial(row, {change, step.at});
      if (!row.trials.empty()) result_.rows.push_back(std::move(row));
    }
  }

  // Without a free there is only a leak; before others it may be too early.
  static std::vector<Change> changes(const MaintenanceStep& step) {
    if (step.kind == MaintenanceStep::Kind::free) return {Change::earlier, Change::first};
    return {Change::without, Change::later, Change::last};
  }

  void add_trial(Row& row, const Edit& edit) {
    Trial trial;
    trial.edit = edit;
    std::string why;
    auto program = compiled(edit, why);
    if (!program && why.empty()) return; // Nowhere to go.
    if (!program) {
      trial.result = Trial::Result::senseless;
      trial.what = std::move(why);
      row.trials.push_back(std::move(trial));
      return;
    }
    std::string text = identity(*program);
    if (text == original_) return;
    const auto [known, fresh] = job_of_.emplace(std::move(text), jobs_.size());
    for (const Trial& other : row.trials) // Past the next statement is to the end of the block.
      if (job_of_edit_.contains(other.edit) && job_of_edit_.at(other.edit) == known->second) return;
    if (fresh) jobs_.push_back({std::move(*program), {}});
    job_of_edit_[edit] = known->second;
    row.trials.push_back(std::move(trial));
  }

  void explore_job(Job& job) const {
    const Machine machine(job.program);
    Trial& outcome = job.outcome;
    try {
      const Exploration e = explore(machine, explore_settings(settings_, 1));
      outcome.states = e.states;
      switch (e.verdict) {
      case Verdict::found:
        outcome.result = Trial::Result::found;
        outcome.what = job.program.properties[static_cast<std::size_t>(e.broken)].text;
        outcome.witness = e.witness;
        outcome.schedule = schedule_of(machine, e.witness);
        break;
      case Verdict::gave_up:
        outcome.result = Trial::Result::gave_up;
        outcome.what = e.gave_up_because;
        break;
      case Verdict::absent: outcome.idle = newly_idle(job.program, e); break;
      }
    } catch (const ModelError& error) {
      outcome.result = Trial::Result::senseless;
      outcome.what = error.what();
    }
  }

  std::vector<std::string> newly_idle(const Program& program, const Exploration& e) const {
    std::vector<std::string> idle;
    for (std::string& claim : idle_claims(program, e))
      if (std::find(idle_.begin(), idle_.end(), claim) == idle_.end())
        idle.push_back(std::move(claim));
    return idle;
  }

  void collect() {
    for (Row& row : result_.rows)
      for (Trial& trial : row.trials) {
        const auto job = job_of_edit_.find(trial.edit);
        if (job == job_of_edit_.end()) continue;
        const Edit edit = trial.edit;
        trial = jobs_[job->second].outcome;
        trial.edit = edit;
      }
  }

  // A statement says nothing more than the call that leads to it when without either the same happens.
  void drop_inner_steps() {
    const std::vector<Row> rows = result_.rows;
    const auto told_by_a_call = [&](const Row& inner) {
      return inner.trials.size() == 1 &&
             std::any_of(rows.begin(), rows.end(), [&](const Row& call) {
               if (call.step.kind != MaintenanceStep::Kind::call) return false;
               const auto& below = purposes_.reached_from(call.step.called);
               return std::find(below.begin(), below.end(), inner.step.procedure) != below.end() &&
                      same(call.trials.front(), inner.trials.front());
             });
    };
    result_.rows.erase(std::remove_if(result_.rows.begin(), result_.rows.end(), told_by_a_call),
                       result_.rows.end());
  }

  static bool same(const Trial& a, const Trial& b) {
    return a.edit.change == Change::without && b.edit.change == Change::without &&
           a.result == b.result && a.what == b.what && a.states == b.states &&
           a.witness == b.witness;
  }

  const lang::Library& library_;
  const lang::Selection& selection_;
  const Settings& settings_;
  const lang::Declaration kernel_;
  Purposes purposes_;
  Ablation result_;
  std::vector<std::string> idle_; // Of the kernel as it is.
  std::string original_;
  std::vector<MaintenanceStep> steps_;
  std::vector<Job> jobs_;
  std::map<std::string, std::size_t> job_of_; // By identity.
  std::map<Edit, std::size_t> job_of_edit_;
};

} // namespace

bool Row::found() const {
  return std::any_of(trials.begin(), trials.end(),
                     [](const Trial& t) { return t.result == Trial::Result::found; });
}

bool Row::redundant() const {
  return std::all_of(trials.begin(), trials.end(),
                     [](const Trial& t) { return t.result == Trial::Result::absent; });
}

Ablation ablate(const lang::Library& library, const lang::Selection& selection,
                const Settings& settings) {
  return Ablating(library, selection, settings).run();
}

} // namespace ghostwalk::ablate
