// SPDX-License-Identifier: MIT
// Hash compaction: of each state seen a 64-bit hash is kept (Wolper and Leroy 1993), and only the states of
// the level being searched and the next one are kept whole. For scenarios whose states share few parts.
//
//   table   [ hash | hash | ... ]   10 to 15 bytes a state      frontiers   [ state | state | ... ]
//
// Two states with one hash are taken for one, and what lies behind the second is then missed. How likely
// that is (Stern and Dill 1995): until the first miss the search goes as an exact one would. Its k-th new
// state is missed with probability (k - 1) / 2^64 at most, for it has to meet one of k - 1 hashes. A search that
// ends with n states has seen its first miss, if any, at the (n+1)-th new state or before:
//
//   P(missed anything) <= (0 + 1 + ... + n) / 2^64 = n (n + 1) / 2^65
//
// The hash is taken for random, as XXH3 is for what is not made to defeat it. Each state has one chance, whatever the
// number of ways to it.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "sim/drivers/explore/space.hpp"
#include "sim/drivers/explore/symmetry/symmetry.hpp"
#include "sim/drivers/explore/word_set.hpp"

namespace ghostwalk {

double miss_probability(std::uint64_t states, unsigned hash_bits);

class CompactSpace : public Space {
public:
  // `parents`: for one thread and no symmetry, 8 bytes a state more, and it can tell the way to a violation.
  enum class Parents : std::uint8_t { forgotten, kept };
  CompactSpace(const Machine& machine, const ExploreSettings& settings,
               Parents parents = Parents::forgotten);

  void start() override;
  std::uint64_t bytes_to_start() const override { return 0; } // A word a state.
  bool expand(unsigned thread, Batch& batch, LevelTally& tally) override;
  void make_room() override { seen_.make_room(room_); }
  std::vector<Batch> next_level() override;
  std::uint64_t count() const override { return seen_.count(); }
  std::uint64_t bytes() const override;
  std::uint64_t bytes_to_grow() const override {
    return seen_.has_to_grow(room_) ? seen_.bytes_to_grow() : 0;
  }
  bool full() const override { return false; }

  // The way to the first violation come across. Requires Parents::kept and a violation.
  std::vector<Step> way_to_violation() const;

private:
  static constexpr std::uint64_t no_step = (1U << 28U) - 1;
  struct Worker {
    std::vector<std::byte> frontier, next_frontier;
    std::atomic<std::uint64_t> bytes = 0;
    std::vector<std::byte> state, next; // `next`: one behind the other, as steps
    std::vector<std::uint64_t> hashes;
    std::vector<Step> steps;
    Symmetry::Scratch scratch;
  };
  std::uint64_t hash(const std::byte* state) const;
  void find_steps(Worker& w) const;
  bool one_is_enough(Worker& w) const;
  void take_steps(Worker& w, std::uint64_t number, LevelTally& tally);
  void insert(unsigned thread, std::size_t step, std::uint64_t number, LevelTally& tally);
  int broken_state(const std::byte* state, LevelTally& tally) const;
  void note_violation(std::uint64_t number, std::uint64_t step);

  const Machine& machine_;
  Claims claims_;
  unsigned hash_bits_;
  std::uint64_t hash_seed_;
  std::size_t state_bytes_;
  std::uint64_t room_;
  WordSet seen_;
  std::vector<std::uint8_t> alone_;
  std::optional<Symmetry> symmetry_;
  std::vector<std::unique_ptr<Worker>> workers_;

  Parents parents_kept_;
  std::vector<std::uint64_t> parents_; // state number 36 | step 28, as it was listed there
  std::uint64_t level_first_ = 0, level_end_ = 0;
  std::optional<std::uint64_t> violation_; // likewise; no_step: a deadlock
};

// A schedule from a search that keeps parents, on one thread. False: a bound came first.
bool find_hashed_witness(const Machine& machine, const ExploreSettings& settings,
                         Exploration& result);

} // namespace ghostwalk
