// SPDX-License-Identifier: MIT
// The state as a reader sees it: one cell for each register, cache, variable and frame, with its value in words.
// A page holds the first values and then, step by step, the cells that changed.
// Leaves out: locals (their storage is shared between procedures), variables that no instruction writes.
#pragma once

#include "sim/machine/view.hpp"
#include "sim/report/history.hpp"
#include "sim/report/page/tables.hpp"

namespace ghostwalk::report {

struct StateCell {
  enum class Kind : std::uint8_t {
    mode,
    place, // where the CPU is: its value is the number of a place()
    cr3,
    flags,
    pending,
    tlb,
    paging_cache,
    walks,
    reach,
    stores,
    roots,
    own_frames,
    variable,
    owner,
    words,
    free_list
  };
  Kind kind = Kind::variable;
  int cpu = -1;        // -1: shared
  std::uint32_t n = 0; // variable: place; owner, words: frame
  std::uint32_t index = 0;
  std::string label;
};
std::string_view name(StateCell::Kind kind);

class Cells {
public:
  explicit Cells(const Machine& machine);

  const std::vector<StateCell>& all() const { return cells_; }
  Texts texts;
  Values values;
  // Origins, numbered in the order of first use.
  std::uint32_t place(std::uint32_t origin);
  const std::vector<std::uint32_t>& places() const { return places_; }

  // Values of all cells in a state.
  std::vector<std::uint32_t> first(const View& view);
  // Cells whose value differs from `now`, which is brought up to date. `before`: the state then.
  std::vector<std::uint32_t> changed(const std::byte* before, const View& view,
                                     std::vector<std::uint32_t>& now);

private:
  struct Range {
    std::uint32_t offset = 0, size = 0;
  };
  void add(StateCell cell, std::vector<Range> ranges);
  void add_cpu(CpuId cpu);
  void add_variables(int cpu);
  void add_memory();
  bool moved(std::size_t cell, const std::byte* before, const std::byte* after) const;
  std::uint32_t value(const StateCell& cell, const View& view);
  std::uint32_t plain(std::string_view text);

  Value words_of(const View& view, int frame);
  Value tlb_of(const View& view, CpuId cpu);
  Value paging_cache_of(const View& view, CpuId cpu);
  Value walks_of(const View& view, CpuId cpu);
  Value stores_of(const View& view, CpuId cpu);
  Value reach_of(const View& view, CpuId cpu);
  Value frames_of(const hw::FreeList& list);
  std::string mode_of(const View& view, CpuId cpu) const;
  std::string root_name(Pfn frame) const;
  Item item(std::string_view text, Mark mark = Mark::none) { return {texts.id(text), mark}; }

  const Machine& machine_;
  const Program& p_;
  std::vector<bool> written_; // per variable: some instruction writes it
  bool pcids_ = false;        // some instruction loads one
  std::unordered_map<std::uint32_t, std::uint32_t> place_ids_; // Only looked up.
  std::vector<std::uint32_t> places_;
  std::vector<StateCell> cells_;
  std::vector<std::vector<Range>> ranges_; // per cell; empty: look every time
};

} // namespace ghostwalk::report
