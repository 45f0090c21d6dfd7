// SPDX-License-Identifier: MIT
#include "sim/sweep/store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>

#include <fmt/format.h>

#include "sim/core/version.hpp"

namespace ghostwalk::sweep {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t application = 0x47575253; // "GWRS"
constexpr std::int64_t schema = 1;

const char* const tables = R"(
CREATE TABLE plans(id INTEGER PRIMARY KEY, json TEXT NOT NULL UNIQUE);
CREATE TABLE current(plan INTEGER NOT NULL);
CREATE TABLE builds(id INTEGER PRIMARY KEY, version TEXT NOT NULL, git_commit TEXT NOT NULL,
                    dirty INTEGER NOT NULL, compiler TEXT NOT NULL);
CREATE TABLE shards(number INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(count, number));
CREATE TABLE batches(point BLOB NOT NULL, first INTEGER NOT NULL, trials INTEGER NOT NULL,
                     plan INTEGER NOT NULL, build INTEGER NOT NULL, tally BLOB NOT NULL,
                     checksum INTEGER NOT NULL, PRIMARY KEY(point, first));
)";

// SQLite takes a file that is too short to be a database for one that is still to be made.
bool too_short(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  constexpr std::string_view magic("SQLite format 3\0", 16);
  std::array<char, magic.size()> start{};
  file.read(start.data(), start.size());
  return file.gcount() > 0 && std::string_view(start.data(), start.size()) != magic;
}

const fs::path& checked(const fs::path& path, Store::Use use) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    if (use == Store::Use::write) return path;
    throw InputError(fmt::format("there is no file '{}'", path.string()));
  }
  if (fs::is_directory(status))
    throw InputError(fmt::format("'{}' is a directory", path.string()), "name a results store");
  if (!fs::is_regular_file(status) || too_short(path))
    throw InputError(fmt::format("'{}' is no results store", path.string()),
                     "ghostwalk sweep makes one");
  return path;
}

Database::Mode mode(Store::Use use) {
  return use == Store::Use::look ? Database::Mode::read : Database::Mode::create;
}

std::int64_t number_of(const Database& database, const char* sql) {
  Statement statement(database, sql);
  return statement.step() ? statement.number(0) : 0;
}

std::string_view bytes_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}

Hash hash_from(std::string_view bytes) {
  Hash hash;
  std::copy_n(bytes.begin(), std::min(bytes.size(), hash.bytes.size()), hash.bytes.begin());
  return hash;
}

[[noreturn]] void damaged_tables(const std::string& name) {
  throw InputError(fmt::format("'{}' is damaged: it has not the tables of a results store", name),
                   "sweep into another file; what a copy or other shards still hold can be merged");
}

[[noreturn]] void damaged(const std::string& name) {
  throw InputError(fmt::format("'{}' is damaged: a batch is not what was written", name),
                   "sweep into another file; what a copy or other shards still hold can be merged");
}

// From column 1 on: the first one, and how many.
TrialRange trials_from(const Statement& row, const std::string& name) {
  const auto first = static_cast<std::uint64_t>(row.number(1));
  const auto count = static_cast<std::uint64_t>(row.number(2));
  if (first > lang::max_study_trials || count > lang::max_study_trials)
    damaged(name); // Also below 0.
  return {first, first + count};
}

Batch batch_from(const Statement& row, const std::string& name) {
  Batch batch;
  batch.point = hash_from(row.view(0));
  batch.trials = trials_from(row, name);
  batch.plan = row.number(3);
  batch.build = row.number(4);
  batch.tally = row.text(5);
  batch.checksum = static_cast<std::uint64_t>(row.number(6));
  return batch;
}

} // namespace

Build this_build() {
  std::string commit(build_commit());
  constexpr std::string_view mark = "-dirty";
  const bool dirty = commit.ends_with(mark);
  if (dirty) commit.resize(commit.size() - mark.size());
  return {std::string(version()), std::move(commit), std::string(build_compiler()), dirty};
}

std::string describe(const Build& build) {
  return fmt::format("{} ({}{}, {})", build.version, build.commit,
                     build.dirty ? " with changes" : "", build.compiler);
}

Store::Store(const fs::path& path, Use use) : database_(checked(path, use), mode(use)) {
  try {
    if (use == Use::write) lock(path);
    // Also one that is just being made, or whose maker was killed at it.
    const bool is_new = number_of(database_, "SELECT count(*) FROM sqlite_master") == 0 &&
                        number_of(database_, "PRAGMA application_id") == 0;
    if (is_new) {
      if (use == Use::write) create();
      return;
    }
    if (use == Use::write) database_.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    check();
    if (use == Use::write) {
      Statement sound(database_, "PRAGMA quick_check(1)");
      if (!sound.step() || sound.view(0) != "ok") damaged(name());
    }
  } catch (...) {
    if (lock_ >= 0) ::close(lock_);
    throw;
  }
}

// Closing any descriptor of a file drops the process's locks on it, so this one stays open.
void Store::lock(const fs::path& path) {
  number_of(database_, "SELECT count(*) FROM sqlite_master"); // Makes the file, or says why not.
  lock_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  // Network file systems lock only what is open for writing; there whoever starts sweeps sees to it.
  if (lock_ >= 0 && ::flock(lock_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    throw InputError(fmt::format("'{}' is being written by another sweep", name()),
                     "give each its own --store, and merge them");
}

Store::~Store() {
  if (lock_ >= 0) ::close(lock_);
}

void Store::create() {
  database_.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  Transaction transaction(database_);
  database_.run(tables);
  database_.run(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application, schema));
  transaction.commit();
}

// A view or a trigger of somebody else's could be anything, and take for ever.
void Store::check_tables() {
  Statement made(database_, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid");
  std::string all = "\n";
  while (made.step()) all += made.text(0) + ";\n";
  if (all != tables) damaged_tables(name());
}

void Store::check() {
  if (number_of(database_, "PRAGMA application_id") != application)
    throw InputError(fmt::format("'{}' is no results store", name()), "ghostwalk sweep makes one");
  if (const auto found = number_of(database_, "PRAGMA user_version"); found != schema)
    throw InputError(fmt::format("'{}' has version {} of the schema of stores; this program knows "
                                 "version {}",
                                 name(), found, schema),
                     "use the Ghostwalk that made it");
  check_tables();
  Statement current(database_, "SELECT id, json FROM plans JOIN current ON id = current.plan");
  if (!current.step()) return; // Made, and then killed before anything was begun.
  plan_id_ = current.number(0);
  try {
    plan_ = plan_from_json(current.text(1));
  } catch (const InputError& error) {
    throw InputError(fmt::format("'{}': {}", name(), error.what()), error.hint);
  }
}

std::vector<Build> Store::builds() const {
  std::vector<Build> all;
  Statement rows(database_, "SELECT version, git_commit, compiler, dirty FROM builds ORDER BY id");
  while (rows.step())
    all.push_back({rows.text(0), rows.text(1), rows.text(2), rows.number(3) != 0});
  return all;
}

std::vector<Shard> Store::shards() const {
  std::vector<Shard> all;
  Statement rows(database_, "SELECT number, count FROM shards ORDER BY count, number");
  while (rows.step())
    all.push_back(
        {static_cast<std::uint64_t>(rows.number(0)), static_cast<std::uint64_t>(rows.number(1))});
  return all;
}

void Store::begin(const Plan& plan, const Build& build, const Shard& shard, bool force) {
  if (plan_) check_same(plan, build, force);
  Transaction transaction(database_);
  set_plan(plan);
  build_id_ = build_id(build);
  add_shard(shard);
  transaction.commit();
}

void Store::check_same(const Plan& plan, const Build& build, bool force) const {
  if (plan_->study != plan.study)
    throw InputError(
        fmt::format("'{}' holds the study {}, not {}", name(), plan_->study, plan.study),
        "name another file with --store");
  if (plan_->seed != plan.seed)
    throw InputError(
        fmt::format("'{}' was begun with seed {}, not {}", name(), plan_->seed, plan.seed),
        "name another file with --store, or give that --seed");
  if (force) return;
  for (const Build& other : builds())
    if (other != build)
      throw InputError(fmt::format("'{}' was made by another build: {}; this is {}", name(),
                                   describe(other), describe(build)),
                       "name another file with --store; with --force trials of both are added up");
  for (const PlanText& is : plan.texts)
    for (const PlanText& was : plan_->texts)
      if (is.kind == was.kind && is.name == was.name && is.code != was.code)
        throw InputError(
            fmt::format("{} {} has changed since '{}' was begun", is.kind, is.name, name()),
            "name another file with --store; with --force its points are run anew, and "
            "the old ones are kept but no longer shown");
}

std::int64_t Store::plan_id(const std::string& json) {
  Statement(database_, "INSERT OR IGNORE INTO plans(json) VALUES(?)").bind(json).step();
  Statement known(database_, "SELECT id FROM plans WHERE json = ?");
  known.bind(json).step();
  return known.number(0);
}

std::int64_t Store::build_id(const Build& build) {
  const auto ask = [&](const char* sql) {
    Statement statement(database_, sql);
    statement.bind(build.version).bind(build.commit).bind(std::int64_t{build.dirty});
    const bool found = statement.bind(build.compiler).step();
    return found ? statement.number(0) : 0;
  };
  const char* const find =
      "SELECT id FROM builds WHERE version = ? AND git_commit = ? AND dirty = ? "
      "AND compiler = ?";
  if (const std::int64_t known = ask(find); known != 0) return known;
  ask("INSERT INTO builds(version, git_commit, dirty, compiler) VALUES(?, ?, ?, ?)");
  return ask(find);
}

void Store::add_shard(const Shard& shard) {
  Statement(database_, "INSERT OR IGNORE INTO shards(number, count) VALUES(?, ?)")
      .bind(static_cast<std::int64_t>(shard.index))
      .bind(static_cast<std::int64_t>(shard.count))
      .step();
}

void Store::set_plan(const Plan& plan) {
  plan_ = plan;
  plan_id_ = plan_id(to_json(plan));
  database_.run("DELETE FROM current");
  Statement(database_, "INSERT INTO current(plan) VALUES(?)").bind(plan_id_).step();
}

void Store::add(const std::vector<Batch>& batches) {
  Transaction transaction(database_);
  for (Batch batch : batches) {
    batch.plan = plan_id_;
    batch.build = build_id_;
    batch.checksum = checksum_of(batch.tally);
    if (take(batch) == Taken::contradicts) damaged(name());
  }
  transaction.commit();
}

Store::Taken Store::take(const Batch& batch) {
  Statement insert(database_,
                   "INSERT OR IGNORE INTO batches(point, first, trials, plan, build, tally, "
                   "checksum) VALUES(?, ?, ?, ?, ?, ?, ?)");
  insert.blob(bytes_of(batch.point)).bind(static_cast<std::int64_t>(batch.trials.first));
  insert.bind(static_cast<std::int64_t>(batch.trials.size())).bind(batch.plan).bind(batch.build);
  insert.blob(batch.tally).bind(static_cast<std::int64_t>(batch.checksum)).step();
  if (database_.changed()) return Taken::fresh;
  Statement known(database_, "SELECT trials, tally FROM batches WHERE point = ? AND first = ?");
  known.blob(bytes_of(batch.point)).bind(static_cast<std::int64_t>(batch.trials.first)).step();
  const bool same = known.number(0) == static_cast<std::int64_t>(batch.trials.size()) &&
                    known.view(1) == batch.tally;
  return same ? Taken::known : Taken::contradicts;
}

// Readers that do not let it stay as it is: with its log beside it, and as good.
void Store::finish() {
  database_.run("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
}

std::map<Hash, Coverage> Store::coverage() const {
  std::map<Hash, Coverage> all;
  Statement rows(database_, "SELECT point, first, trials FROM batches ORDER BY point, first");
  while (rows.step()) {
    if (!all[hash_from(rows.view(0))].add(trials_from(rows, name()))) damaged(name());
  }
  return all;
}

Tally Store::tally(const Hash& point) const {
  Statement rows(database_,
                 "SELECT point, first, trials, plan, build, tally, checksum FROM batches "
                 "WHERE point = ? ORDER BY first");
  rows.blob(bytes_of(point));
  Tally all;
  while (rows.step()) {
    const Batch batch = batch_from(rows, name());
    const auto part =
        checksum_of(batch.tally) == batch.checksum ? Tally::unpack(batch.tally) : std::nullopt;
    if (!part || part->trials != batch.trials.size()) damaged(name());
    all.merge(*part);
  }
  return all;
}

void Store::each_batch(const std::function<void(const Batch&)>& see) const {
  Statement rows(database_,
                 "SELECT point, first, trials, plan, build, tally, checksum FROM batches "
                 "ORDER BY point, first");
  while (rows.step()) {
    const Batch batch = batch_from(rows, name());
    if (checksum_of(batch.tally) != batch.checksum) damaged(name());
    see(batch);
  }
}

Store::Ids Store::adopt(const Store& other) {
  Ids ids;
  Statement plans(other.database_, "SELECT id, json FROM plans ORDER BY id");
  while (plans.step()) ids.plans[plans.number(0)] = plan_id(plans.text(1));
  Statement builds(other.database_,
                   "SELECT id, version, git_commit, compiler, dirty FROM builds ORDER BY id");
  while (builds.step())
    ids.builds[builds.number(0)] =
        build_id({builds.text(1), builds.text(2), builds.text(3), builds.number(4) != 0});
  for (const Shard& shard : other.shards()) add_shard(shard);
  return ids;
}

bool same_plan(const Plan& a, const Plan& b) { return difference(a, b).empty(); }

std::string difference(const Plan& was, const Plan& is) {
  if (was.study != is.study)
    return fmt::format("the study is {} in one and {} in the other", was.study, is.study);
  if (was.seed != is.seed)
    return fmt::format("the seed is {} in one and {} in the other", was.seed, is.seed);
  for (const PlanText& a : was.texts)
    for (const PlanText& b : is.texts)
      if (a.kind == b.kind && a.name == b.name && a.code != b.code)
        return fmt::format("{} {} is not the same text in both", a.kind, a.name);
  if (was.trials != is.trials)
    return fmt::format("each point has {} trials in one and {} in the other", was.trials,
                       is.trials);
  const auto nowhere = [](Plan plan) {
    plan.file.clear();
    for (PlanScenario& scenario : plan.scenarios) scenario.file.clear();
    return to_json(plan);
  };
  if (nowhere(was) == nowhere(is)) return "";
  return "the points or what is measured differ";
}

} // namespace ghostwalk::sweep
