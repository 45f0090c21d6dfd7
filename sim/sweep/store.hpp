// SPDX-License-Identifier: MIT
// The results of a study: one SQLite file. What is in it, column by column: sim/sweep/schema.md.
//
// A batch is written whole or not at all, in a transaction of its own, through a write-ahead log:
// whoever is killed loses what was not written yet and nothing else. Nothing in it comes from a
// clock, so the same study gives the same results whenever and however often it was interrupted.
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "sim/drivers/sample/tally.hpp"
#include "sim/sweep/coverage.hpp"
#include "sim/sweep/plan.hpp"
#include "sim/sweep/sqlite.hpp"

namespace ghostwalk::sweep {

struct Build {
  std::string version, commit, compiler;
  bool dirty = false; // made from a tree with changes that are in no commit
  auto operator<=>(const Build&) const = default;
};
Build this_build();
std::string describe(const Build& build); // "0.1.0 (1f0c2d3e4a5b with changes, GNU 12.2.0)"

struct Batch {
  Hash point;
  TrialRange trials;
  std::string tally;                // Tally::pack
  std::int64_t plan = 0, build = 0; // ids within the store; set by the store
  std::uint64_t checksum = 0;
};

class Store {
public:
  enum class Use : std::uint8_t {
    look,
    write, // makes it if there is none; only one program at a time
  };
  Store(const std::filesystem::path& path, Use use); // Throws InputError.
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  ~Store();

  const std::string& name() const { return database_.name(); }
  bool empty() const { return !plan_.has_value(); } // Made just now.
  const Plan& plan() const { return *plan_; }       // The last that was begun. Requires !empty().
  std::vector<Build> builds() const;
  std::vector<Shard> shards() const; // that were run into it, or into what was merged

  // From now on batches belong to this plan and build. Throws InputError when what is there belongs to
  // another study, seed, build or text; the last two are forgiven with `force`.
  void begin(const Plan& plan, const Build& build, const Shard& shard, bool force);
  // What begin() would refuse. Requires !empty().
  void check_same(const Plan& plan, const Build& build, bool force) const;
  void add(const std::vector<Batch>& batches); // One transaction. Requires begin().
  void finish();                               // Puts everything into the one file.

  std::map<Hash, Coverage> coverage() const;
  // The tally of all trials of a point. Throws InputError when it is damaged.
  Tally tally(const Hash& point) const;
  // Every batch, by point and trial.
  void each_batch(const std::function<void(const Batch&)>& see) const;

  // For merge: another store's plans, builds and shards get ids in this one.
  struct Ids {
    std::map<std::int64_t, std::int64_t> plans, builds;
  };
  Ids adopt(const Store& other);
  enum class Taken : std::uint8_t { fresh, known, contradicts };
  Taken take(const Batch& batch); // Requires a transaction.
  void set_plan(const Plan& plan);
  Database& database() { return database_; }

private:
  void lock(const std::filesystem::path& path);
  void create();
  void check();
  void check_tables();
  std::int64_t plan_id(const std::string& json);
  std::int64_t build_id(const Build& build);
  void add_shard(const Shard& shard);

  int lock_ = -1; // Before the database, whose locks closing this one would drop.
  Database database_;
  std::optional<Plan> plan_;
  std::int64_t plan_id_ = 0, build_id_ = 0;
};

// The same study, trials and texts; where its files lay does not matter.
bool same_plan(const Plan& a, const Plan& b);
// What differs between two plans, in words; empty: nothing that matters.
std::string difference(const Plan& was, const Plan& is);

} // namespace ghostwalk::sweep
