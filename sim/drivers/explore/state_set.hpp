// SPDX-License-Identifier: MIT
// The states seen, stored by their parts: the block of each CPU and what they share are kept once in
// a table of their own, and a state is the numbers of its parts (4 bytes a CPU and 4 for the rest):
// most steps change one or two parts, and few different parts make many different states.
//
//   state   [ cpu 0 | cpu 1 | cpu 2 | shared ]        as the machine has it, some hundred bytes
//   record  [   17  |   4   |  230  |   12   ]        as it is stored, 16 bytes
#pragma once

#include "sim/drivers/explore/record_table.hpp"
#include "sim/machine/program.hpp"

namespace ghostwalk {

class StateSet {
public:
  StateSet(const Layout& layout, std::uint16_t cpus, unsigned threads);

  // What insert() needs to know of a state: its record, ready to be looked up.
  struct Key {
    std::vector<RecordTable::Id> parts;
    std::uint64_t hash = 0;
  };
  Key key() const { return {std::vector<RecordTable::Id>(parts_), 0}; }
  // Stores the parts that differ from `from`, a state whose record is `from_key` (null: all of them), and asks
  // for the place where the record will be.
  void prepare(unsigned thread, const std::byte* state, const std::byte* from, const Key* from_key,
               Key& key);
  void expect(const Key& key) const { records_.prefetch_record(key.hash); }
  RecordTable::Inserted insert(unsigned thread, const Key& key) {
    return records_.insert(thread, reinterpret_cast<const std::byte*>(key.parts.data()), key.hash);
  }

  std::optional<RecordTable::Id> find(const Key& key) const {
    return records_.find(reinterpret_cast<const std::byte*>(key.parts.data()), key.hash);
  }

  // The state and the record of that number.
  void load(unsigned thread, std::uint32_t index, std::byte* state, Key& key) const;

  bool has_room(std::uint64_t more) const;
  void grow(std::uint64_t more); // Every table without room for `more` by each thread.
  bool full() const;
  std::uint64_t count() const { return records_.count(); }
  std::uint32_t count_of(unsigned thread) const { return records_.count_of(thread); }
  std::uint64_t packed_bytes() const; // Records and parts.
  std::uint64_t bytes() const;        // All memory held.

private:
  struct Part {
    std::uint32_t offset, bytes;
    RecordTable* table;
  };
  Part part(std::size_t i) const;

  std::uint32_t cpus_at_, cpu_bytes_, shared_at_, shared_bytes_;
  std::size_t parts_; // CPUs and one
  std::unique_ptr<RecordTable> cpu_blocks_, shared_blocks_;
  RecordTable records_;
};

} // namespace ghostwalk
