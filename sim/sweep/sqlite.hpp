// SPDX-License-Identifier: MIT
// As much of SQLite as a store needs: what is open gets closed, and what goes wrong is an InputError
// that names the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace ghostwalk::sweep {

class Database {
public:
  enum class Mode : std::uint8_t { read, write, create };
  Database(const std::filesystem::path& path, Mode mode); // Throws InputError.

  void run(const std::string& sql); // Any number of statements without results.
  const std::string& name() const { return name_; }
  [[noreturn]] void fail(int code) const; // With what SQLite last said.
  sqlite3* handle() const { return handle_.get(); }
  bool changed() const; // The last statement changed a row.

private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::string name_;
  std::unique_ptr<sqlite3, Close> handle_;
};

// One statement: bind what stands for '?', from the first on, then step through the rows.
class Statement {
public:
  Statement(const Database& database, const char* sql);
  Statement& bind(std::int64_t value);
  Statement& bind(std::string_view text);
  Statement& blob(std::string_view bytes);
  bool step();      // True: there is a row.
  void run_again(); // For a statement without rows: does it, and is ready to be bound anew.

  std::int64_t number(int column) const;
  std::string text(int column) const;      // of a text or a blob
  std::string_view view(int column) const; // Until the next step.

private:
  struct Finish {
    void operator()(sqlite3_stmt* statement) const;
  };
  const Database& database_;
  std::unique_ptr<sqlite3_stmt, Finish> statement_;
  int bound_ = 0;
};

// Rolls back unless committed.
class Transaction {
public:
  explicit Transaction(Database& database);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

private:
  Database& database_;
  bool open_ = true;
};

} // namespace ghostwalk::sweep
