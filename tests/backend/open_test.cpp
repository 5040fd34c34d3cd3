// Opening a database: what is made, what is refused, and that a refused file stays as it was.
#include <gmock/gmock.h>

#include "files.h"
#include "orm/backend/sqlite.h"

namespace {

using files::bytes_of;
using files::fs::exists;
using orm::Sqlite;
using orm::SqliteOptions;
using testing::HasSubstr;

class Open : public files::Directory {};

template <class E>
std::string refusal(const std::filesystem::path& file, SqliteOptions options = {}) {
  try {
    Sqlite opened(file, options);
  } catch (const E& error) {
    EXPECT_EQ(error.about(), file.string());
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

TEST_F(Open, AFileIsMadeInWalMode) {
  Sqlite database(file());
  const auto settings = database.settings();
  EXPECT_EQ(settings.at("sqlite.journal_mode"), "wal");
  EXPECT_EQ(settings.at("sqlite.synchronous"), "1");
  EXPECT_EQ(settings.at("sqlite.foreign_keys"), "1");
  EXPECT_EQ(settings.at("sqlite.cache_size"), "-65536");
  EXPECT_THAT(settings.at("sqlite_version"), testing::MatchesRegex("3\\.[0-9]+\\.[0-9]+"));
  database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
  EXPECT_TRUE(exists(file()));
}

TEST_F(Open, AFileKeepsWhatWasCommitted) {
  {
    Sqlite database(file());
    database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    database.begin();
    database.execute("INSERT INTO t VALUES (1)");
    database.commit();
    database.begin();
    database.execute("INSERT INTO t VALUES (2)");
  }
  Sqlite again(file(), {.open = SqliteOptions::Open::existing});
  auto cursor = again.select("SELECT count(*) FROM t");
  EXPECT_EQ(cursor.next()[0].integer(), 1) << "what was not committed is gone";
}

TEST_F(Open, AMemoryDatabaseIsItsOwn) {
  const auto one = Sqlite::in_memory();
  const auto other = Sqlite::in_memory();
  one->execute("CREATE TABLE t (id INTEGER)");
  EXPECT_THROW(other->execute("SELECT * FROM t"), orm::StatementError);
  EXPECT_EQ(one->settings().at("sqlite.journal_mode"), "memory");
}

TEST_F(Open, ForeignKeysMayBeLeftUnchecked) {
  for (const bool checked : {true, false}) {
    const auto database = Sqlite::in_memory({.foreign_keys = checked});
    database->execute("CREATE TABLE a (id INTEGER PRIMARY KEY)");
    database->execute("CREATE TABLE b (a INTEGER REFERENCES a (id))");
    if (checked)
      EXPECT_THROW(database->execute("INSERT INTO b VALUES (7)"), orm::ForeignKeyViolation);
    else
      EXPECT_EQ(database->execute("INSERT INTO b VALUES (7)"), 1U);
  }
}

TEST_F(Open, RefusesAFileThatIsNotADatabaseAndLeavesItsBytes) {
  const std::string text = "Dear diary, this is not a database. " + std::string(5000, 'x');
  files::write(file("diary.txt"), text);
  for (const auto open : {SqliteOptions::Open::create, SqliteOptions::Open::existing, SqliteOptions::Open::read_only})
    EXPECT_EQ(refusal<orm::CannotOpen>(file("diary.txt"), {.open = open}),
              "cannot open the database: file is not a database [SQLITE_NOTADB], about " + file("diary.txt").string());
  EXPECT_EQ(bytes_of(file("diary.txt")), text);
  EXPECT_FALSE(exists(file("diary.txt-wal")));
}

TEST_F(Open, RefusesAMissingDirectoryAndMakesNone) {
  EXPECT_THAT(refusal<orm::CannotOpen>(directory / "absent" / "test.db"),
              HasSubstr("cannot open the database: unable to open database file [SQLITE_CANTOPEN]"));
  EXPECT_FALSE(exists(directory / "absent"));
}

TEST_F(Open, RefusesADirectoryAsAFile) { EXPECT_THAT(refusal<orm::CannotOpen>(directory), HasSubstr("CANTOPEN")); }

TEST_F(Open, ExistingAndReadOnlyMakeNoFile) {
  for (const auto open : {SqliteOptions::Open::existing, SqliteOptions::Open::read_only})
    refusal<orm::CannotOpen>(file(), {.open = open});
  EXPECT_FALSE(exists(file()));
}

TEST_F(Open, ReadOnlyRefusesToWrite) {
  {
    Sqlite database(file());
    database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
  }
  Sqlite database(file(), {.open = SqliteOptions::Open::read_only});
  EXPECT_TRUE(database.select("SELECT * FROM t").next().empty());
  try {
    database.execute("INSERT INTO t VALUES (1)");
    ADD_FAILURE() << "it was written";
  } catch (const orm::ReadOnlyDatabase& error) {
    EXPECT_EQ(error.code(), "SQLITE_READONLY");
    EXPECT_EQ(error.statement(), "INSERT INTO t VALUES (1)");
  }
}

TEST_F(Open, RefusesADirectoryThatCannotBeWritten) {
  if (geteuid() == 0) GTEST_SKIP() << "root writes into any directory";
  files::fs::permissions(directory, files::fs::perms::owner_read | files::fs::perms::owner_exec);
  EXPECT_THAT(refusal<orm::CannotOpen>(file()), HasSubstr("cannot open the database"));
}

TEST_F(Open, AFileThatCannotBeWrittenRefusesEveryWrite) {
  {
    Sqlite database(file());
    database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
  }
  if (geteuid() == 0) GTEST_SKIP() << "root writes into any file";
  files::fs::permissions(file(), files::fs::perms::owner_read);
  EXPECT_THROW(
      {
        Sqlite database(file());
        database.execute("INSERT INTO t VALUES (1)");
      },
      orm::ReadOnlyDatabase);
}

}  // namespace
