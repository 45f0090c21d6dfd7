// SPDX-License-Identifier: MIT
// Files that are no store, or no longer a whole one: an error that says so, never a wrong number.
#include "sim/sweep/merge.hpp"
#include "tests/sweep/support.hpp"

#include <sqlite3.h>

namespace ghostwalk::sweep {
namespace {

struct Swept : Folder {
  Swept() : file(*this / "store") { SmallStudy(*this).run(file); }
  fs::path file;
};

std::string reading(const fs::path& file) {
  return error_of([&] { exported(file); });
}
std::string writing(const fs::path& file) {
  return error_of([&] { Store(file, Store::Use::write); });
}
std::string named(const fs::path& file, const std::string& rest) {
  return "'" + file.string() + "' " + rest;
}

void execute(const fs::path& file, const char* sql) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(handle);
  sqlite3_close(handle);
}

TEST(Damage, ATextFileIsNoStore) {
  const Folder folder;
  const fs::path file = folder / "notes.txt";
  const std::string text(5000, 'x');
  std::ofstream(file) << text;
  EXPECT_EQ(reading(file), named(file, "is no results store"));
  EXPECT_EQ(writing(file), named(file, "is no results store"));
  EXPECT_EQ(file_text(file), text) << "left as it was";
}

TEST(Damage, AnotherProgramsDatabaseIsNoStore) {
  const Folder folder;
  const fs::path file = folder / "other";
  execute(file, "CREATE TABLE t(x)");
  EXPECT_EQ(reading(file), named(file, "is no results store"));
  EXPECT_EQ(writing(file), named(file, "is no results store"));
}

TEST(Damage, NoFileAndAFolderAreNoStores) {
  const Folder folder;
  EXPECT_EQ(reading(folder / "none"), "there is no file '" + (folder / "none").string() + "'");
  EXPECT_EQ(reading(folder / "."), "'" + (folder / ".").string() + "' is a directory");
  EXPECT_NE(writing(folder / "no" / "folder"), "no error");
}

TEST(Damage, AnotherSchemaIsRefused) {
  const Swept swept;
  execute(swept.file, "PRAGMA user_version = 2");
  const std::string error =
      named(swept.file, "has version 2 of the schema of stores; this program knows version 1");
  EXPECT_EQ(reading(swept.file), error);
  EXPECT_EQ(writing(swept.file), error);
}

// A view may be a query that never ends, under the name of a table.
TEST(Damage, OtherTablesThanAStoresAreRefused) {
  const Swept swept;
  execute(swept.file,
          "ALTER TABLE batches RENAME TO real; CREATE VIEW batches AS WITH RECURSIVE r(n) AS "
          "(SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS point, n AS first, n AS trials, 1 "
          "AS plan, "
          "1 AS build, n AS tally, n AS checksum FROM r");
  const std::string error =
      named(swept.file, "is damaged: it has not the tables of a results store");
  EXPECT_EQ(reading(swept.file), error);
  EXPECT_EQ(writing(swept.file), error);
}

// Cut off anywhere: never read as if nothing were wrong, and never written to.
TEST(Damage, ATruncatedStoreIsRefused) {
  const Swept swept;
  const auto size = fs::file_size(swept.file);
  const fs::path cut = swept / "cut";
  for (int tenth = 0; tenth < 10; ++tenth) {
    const auto kept = 1 + size * static_cast<std::uintmax_t>(tenth) / 10;
    fs::copy_file(swept.file, cut, fs::copy_options::overwrite_existing);
    fs::resize_file(cut, kept);
    EXPECT_NE(reading(cut), "no error") << kept << " of " << size << " bytes";
    EXPECT_NE(writing(cut), "no error") << kept << " of " << size << " bytes";
    EXPECT_EQ(fs::file_size(cut), kept);
  }
  fs::copy_file(swept.file, cut, fs::copy_options::overwrite_existing);
  EXPECT_EQ(reading(cut), "no error");
}

// One bit in a tally: SQLite cannot see it, the checksum does.
TEST(Damage, AFlippedBitInATallyIsSeen) {
  const Swept swept;
  execute(swept.file, "UPDATE batches SET tally = X'02' || substr(tally, 2) WHERE first = 1000 AND "
                      "length(tally) > 10 AND substr(tally, 3, 1) <> X'FF'");
  EXPECT_EQ(reading(swept.file), "no error") << "the same byte as before";
  execute(swept.file,
          "UPDATE batches SET tally = CAST(substr(tally, 1, 9) || X'7F' || substr(tally, 11) "
          "AS BLOB) WHERE first = 1000");
  EXPECT_EQ(reading(swept.file), named(swept.file, "is damaged: a batch is not what was written"));
}

// Numbers that no sweep writes, and that no checksum covers.
TEST(Damage, ABatchOfImpossibleTrialsIsRefused) {
  for (const char* change :
       {"first = -1000", "trials = -1", "first = 1000000000001", "trials = 0x7fffffffffffffff"}) {
    const Swept swept;
    execute(swept.file, (std::string("UPDATE batches SET ") + change + " WHERE rowid = 1").c_str());
    EXPECT_EQ(reading(swept.file), named(swept.file, "is damaged: a batch is not what was written"))
        << change;
  }
}

TEST(Damage, ABatchOfNoStudyIsNotMerged) {
  for (const char* column : {"plan", "build"}) {
    const Swept swept;
    execute(swept.file,
            (std::string("UPDATE batches SET ") + column + " = 99 WHERE rowid = 1").c_str());
    EXPECT_EQ(
        error_of([&] { merge(swept / "merged", {swept.file}, {}); }),
        named(swept.file, "is damaged: a batch belongs to no study or no build that is in it"));
  }
}

TEST(Damage, ANameThatIsNoTextIsShownAllTheSame) {
  const Swept swept;
  execute(swept.file, "UPDATE builds SET compiler = CAST(X'ff41' AS TEXT)");
  EXPECT_EQ(reading(swept.file), "no error");
}

TEST(Damage, AReadOnlyStoreIsReadAndNotWritten) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write anything";
  const Swept swept;
  fs::permissions(swept.file, fs::perms::owner_read);
  EXPECT_EQ(reading(swept.file), "no error");
  EXPECT_EQ(writing(swept.file), named(swept.file, "cannot be written: it is read-only"));
}

TEST(Damage, AStoreThatWasJustMadeHoldsNoStudy) {
  const Folder folder;
  execute(folder / "early",
          "PRAGMA journal_mode = WAL"); // Killed after that: a database, and empty.
  EXPECT_TRUE(Store(folder / "early", Store::Use::look).empty());
  EXPECT_EQ(SmallStudy(folder).run(folder / "early").trials_run, 21'000U);
  Store(folder / "store", Store::Use::write);
  EXPECT_TRUE(Store(folder / "store", Store::Use::look).empty());
  EXPECT_EQ(SmallStudy(folder).run(folder / "store").trials_run, 21'000U);
}

} // namespace
} // namespace ghostwalk::sweep
