// SPDX-License-Identifier: MIT
// States stored whole, level by level, so that a search can be gone back over.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "sim/drivers/explore/expand.hpp"
#include "sim/drivers/explore/space.hpp"

namespace ghostwalk {

// The states that one level added, per thread.
using Level = std::vector<Batch>;

class ExactSpace : public Space {
public:
  ExactSpace(const Machine& machine, const ExploreSettings& settings);

  void start() override;
  std::uint64_t bytes_to_start() const override;
  bool expand(unsigned thread, Batch& batch, LevelTally& tally) override;
  void make_room() override { states_.grow(room_); }
  std::vector<Batch> next_level() override;
  std::uint64_t count() const override { return states_.count(); }
  std::uint64_t bytes() const override;
  std::uint64_t bytes_to_grow() const override { return states_.bytes_to_grow(room_); }
  bool full() const override { return states_.full(); }

  // For whoever goes back: level 0 is the start; the last one was not expanded.
  const std::vector<Level>& levels() const { return levels_; }
  StateSet& states() { return states_; }
  const Claims& claims() const { return claims_; }
  const Symmetry* symmetry() const { return symmetry_ ? &*symmetry_ : nullptr; }
  std::uint64_t room() const { return room_; }

private:
  struct Worker {
    explicit Worker(Expander e) : expander(std::move(e)) {}
    Expander expander;
    Expander::Spread pending; // roots: asked for, not yet looked up
    std::atomic<std::uint64_t> bytes = 0;
  };
  void insert_pending(unsigned thread, LevelTally& tally);

  const Machine& machine_;
  Claims claims_;
  StateSet states_;
  std::optional<Symmetry> symmetry_;
  std::uint64_t room_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<Level> levels_;
};

} // namespace ghostwalk
