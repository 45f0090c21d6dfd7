// SPDX-License-Identifier: MIT
// The states seen, stored by their parts. The block of each CPU and what they share are kept once, in
// a table of their own, and have a number; so has each pair of numbers, up to the last pair, which
// is the state: 8 bytes, in the table that knows whether it was seen (Laarman, van de Pol and Weber
// 2011). Nothing is lost: equal roots are equal states.
//
//   state   [ cpu 0 | cpu 1 | cpu 2 | shared ]      as the machine has it, some hundred bytes
//   leaves      17      4      230      12
//   pairs          \   /           \   /            most steps change one or two leaves, and few different
//                   5               81              leaves make many different states
//   root           [ 5      |       81 ]
#pragma once

#include "sim/drivers/explore/record_table.hpp"
#include "sim/drivers/explore/word_set.hpp"
#include "sim/machine/program.hpp"
#include "sim/machine/step.hpp"

namespace ghostwalk {

class StateSet {
public:
  using Id = RecordTable::Id;
  using Root = std::uint64_t;

  StateSet(const Layout& layout, std::uint16_t cpus, unsigned threads);

  // A state's numbers: the leaves (CPUs, then what is shared), then the pairs below the root.
  struct Tree {
    std::vector<Id> nodes;
  };
  Tree tree() const { return {std::vector<Id>(leaves_ + pairs_.size())}; }

  // Stores the parts of a state. Those that do not differ from `from`, whose tree is `from_tree`, have their
  // numbers already (null: all are new).
  Root fold(unsigned thread, const std::byte* state, const std::byte* from, const Tree* from_tree,
            Tree& tree);
  void unfold(Root root, Tree& tree) const;
  void load(const Tree& tree, std::byte* state) const;

  // The parts of `state`: numbers of a CPU's block and of what is shared.
  Id store_block(unsigned thread, const std::byte* state, CpuId cpu) {
    return store(thread, part(cpu), state);
  }
  Id store_shared(unsigned thread, const std::byte* state) {
    return store(thread, part(leaves_ - 1), state);
  }
  Id block(const Tree& tree, CpuId cpu) const { return tree.nodes[cpu]; }
  Id shared(const Tree& tree) const { return tree.nodes[leaves_ - 1]; }
  // The state that differs from `from` in these two. `from` stays; `changed` is room to work in.
  Root replace(unsigned thread, const Tree& from, CpuId cpu, Id block, Id shared, Tree& changed);
  // Puts these two parts into a state.
  void load_parts(CpuId cpu, Id block, Id shared, std::byte* state) const;

  void prefetch(Root root) const { roots_.prefetch(root); }
  bool insert(unsigned thread, Root root) { return roots_.insert(thread, root); } // True: new.
  bool contains(Root root) const { return roots_.contains(root); }
  Root at(unsigned thread, std::uint64_t index) const { return roots_.at(thread, index); }

  // Room for `more` states with new parts by this thread, and for `stored` whose parts it has stored? If
  // not, grow() while nobody inserts.
  bool reserve(unsigned thread, std::uint64_t stored, std::uint64_t more) {
    return roots_.reserve(thread, stored + more) && parts_have_room(more);
  }
  std::uint64_t bytes_to_have_room(std::uint64_t more) const; // That grow() may take.
  void grow(std::uint64_t more);
  bool full() const; // No numbers are left.
  std::uint64_t count() const { return roots_.count(); }
  std::uint64_t count_of(unsigned thread) const { return roots_.count_of(thread); }
  std::uint64_t bytes() const;                            // All memory held.
  std::uint64_t bytes_to_grow(std::uint64_t more) const { // On top, while it does.
    return roots_.has_to_grow(more) ? roots_.bytes_to_grow() : 0;
  }

private:
  struct Part {
    std::uint32_t offset, bytes;
    RecordTable* table;
  };
  struct Pair {
    std::uint32_t left, right; // nodes
  };
  Part part(std::size_t leaf) const;
  Id store(unsigned thread, const Part& p, const std::byte* state) {
    return p.table->insert(thread, state + p.offset, RecordTable::hash(state + p.offset, p.bytes))
        .id;
  }
  std::uint32_t make_pairs(std::uint32_t first, std::uint32_t end);
  Root join(unsigned thread, const Tree* from, Tree& tree);
  bool parts_have_room(std::uint64_t more) const;

  std::uint32_t cpus_at_, cpu_bytes_, shared_at_, shared_bytes_;
  std::size_t leaves_;      // CPUs and one
  std::vector<Pair> pairs_; // below the root, each behind those that it is made of
  Pair root_;
  std::unique_ptr<RecordTable> cpu_blocks_, shared_blocks_, pair_numbers_;
  WordSet roots_;
};

} // namespace ghostwalk
