// SPDX-License-Identifier: MIT
#include "sim/sweep/sqlite.hpp"

#include <sqlite3.h>

#include <cstring>

#include <fmt/format.h>

#include "sim/core/error.hpp"

namespace ghostwalk::sweep {
namespace {

constexpr int wait_for_others_ms = 10'000;

struct Trouble {
  std::string what, advice;
};

Trouble trouble(int code, const std::string& said, int system_error) {
  const char* const resume = "what was written before is kept; the same command goes on from there";
  switch (code & 0xff) {
  case SQLITE_FULL: return {"there is no space left for it", resume};
  case SQLITE_IOERR:
    return {"cannot be read or written: " +
                (system_error != 0 ? std::string(strerror(system_error)) : said),
            resume};
  case SQLITE_NOTADB: return {"is no results store", "ghostwalk sweep makes one"};
  case SQLITE_CORRUPT:
    return {"is damaged: part of it is missing or is not what was written",
            "sweep into another file; what a copy or other shards still hold can be merged"};
  case SQLITE_READONLY:
    if (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY)
      return {"was left in the midst of a write",
              "its sweep, run again, sets it right, and nothing that was finished is lost"};
    [[fallthrough]];
  case SQLITE_PERM: return {"cannot be written: it is read-only", ""};
  case SQLITE_CANTOPEN:
    return {system_error != 0 ? fmt::format("cannot be opened: {}", strerror(system_error))
                              : "cannot be opened",
            ""};
  case SQLITE_BUSY:
  case SQLITE_LOCKED: return {"is in use by another program", ""};
  default: return {"failed: " + said, ""};
  }
}

} // namespace

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Database::Database(const std::filesystem::path& path, Mode mode) : name_(path.string()) {
  const int flags = mode == Mode::read    ? SQLITE_OPEN_READONLY
                    : mode == Mode::write ? SQLITE_OPEN_READWRITE
                                          : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* opened = nullptr;
  // Otherwise SQLite takes names such as ":memory:" and "file:..." for something else than a file.
  const std::string plain = std::filesystem::absolute(path).string();
  const int code = sqlite3_open_v2(plain.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(opened);
  if (code != SQLITE_OK) fail(code);
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, wait_for_others_ms);
}

void Database::run(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

void Database::fail(int code) const {
  const bool open = handle_ != nullptr;
  const Trouble found = trouble(code, open ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code),
                                open ? sqlite3_system_errno(handle_.get()) : 0);
  throw InputError(fmt::format("'{}' {}", name_, found.what), found.advice);
}

bool Database::changed() const { return sqlite3_changes(handle_.get()) > 0; }

void Statement::Finish::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(const Database& database, const char* sql) : database_(database) {
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v2(database.handle(), sql, -1, &made, nullptr);
  statement_.reset(made);
  if (code != SQLITE_OK) database_.fail(code);
}

Statement& Statement::bind(std::int64_t value) {
  if (const int code = sqlite3_bind_int64(statement_.get(), ++bound_, value); code != SQLITE_OK)
    database_.fail(code);
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  const int code = sqlite3_bind_text64(statement_.get(), ++bound_, text.data(), text.size(),
                                       SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) database_.fail(code);
  return *this;
}

Statement& Statement::blob(std::string_view bytes) {
  const int code =
      sqlite3_bind_blob64(statement_.get(), ++bound_, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_.fail(code);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail(code);
  return false;
}

void Statement::run_again() {
  step();
  sqlite3_reset(statement_.get());
  bound_ = 0;
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::view(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::string Statement::text(int column) const { return std::string(view(column)); }

Transaction::Transaction(Database& database) : database_(database) {
  database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // An error has rolled it back already, or closing will.
  if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

} // namespace ghostwalk::sweep
