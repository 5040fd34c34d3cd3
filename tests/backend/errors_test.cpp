// Every refusal of the database is a typed error with the engine's code, the statement, and the row it was about.
#include <gmock/gmock.h>

#include "databases.h"
#include "files.h"

namespace {

using orm::Cell;
using orm::Sqlite;
using orm::StatementKind;

class Errors : public files::Directory {};  // of SQLite alone

class Refusals : public databases::OnEach {
 protected:
  void make_tables() override {
    backend->execute(sql("CREATE TABLE users (id INTEGER PRIMARY KEY)"));
    backend->execute(
        sql("CREATE TABLE posts (id INTEGER PRIMARY KEY, slug TEXT UNIQUE, title TEXT NOT NULL CHECK (title <> ''),"
            " author_id INTEGER REFERENCES users (id))"));
    backend->execute("INSERT INTO posts VALUES (1, 'taken', 'title', NULL)");
  }
  // The code of SQLite, the SQLSTATE of PostgreSQL.
  std::string code(const char* sqlite, const char* postgres) const { return is_postgres() ? postgres : sqlite; }
};

// Writes one row of posts: (id, slug, title, author_id).
class OnePost : public orm::RowSource {
 public:
  explicit OnePost(std::vector<Cell> row) : row_(std::move(row)) {}
  void fill(std::size_t, Cell* values) const override { std::copy(row_.begin(), row_.end(), values); }

 private:
  std::vector<Cell> row_;
};

template <class E, class F>
orm::BackendError::Details details(F&& step) {
  try {
    step();
  } catch (const E& error) {
    return error.details();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

template <class E>
void expect_refused(orm::Backend& backend, const std::string& code, std::vector<Cell> row) {
  const std::vector<std::string> columns{"id", "slug", "title", "author_id"};
  const std::string about = "posts " + std::to_string(row[0].integer());
  const auto refused = details<E>([&] {
    backend.write({StatementKind::insert, "posts", columns, {}, 1}, OnePost(std::move(row)));
  });
  EXPECT_EQ(refused.code, code);
  EXPECT_EQ(refused.about, about);
  EXPECT_EQ(refused.statement,
            databases::translated(
                backend, R"(INSERT INTO "posts" ("id", "slug", "title", "author_id") VALUES ($1, $2, $3, $4))"));
}

TEST_P(Refusals, EachConstraintHasItsType) {
  const std::int64_t one = 1;
  const std::int64_t key = 17;
  const std::string_view title = "title";
  const std::string_view taken = "taken";
  expect_refused<orm::UniqueViolation>(*backend, code("SQLITE_CONSTRAINT_PRIMARYKEY", "23505"), {one, {}, title, {}});
  expect_refused<orm::UniqueViolation>(*backend, code("SQLITE_CONSTRAINT_UNIQUE", "23505"), {key, taken, title, {}});
  expect_refused<orm::NotNullViolation>(*backend, code("SQLITE_CONSTRAINT_NOTNULL", "23502"), {key, {}, {}, {}});
  expect_refused<orm::CheckViolation>(*backend, code("SQLITE_CONSTRAINT_CHECK", "23514"),
                                      {key, {}, std::string_view(""), {}});
  expect_refused<orm::ForeignKeyViolation>(*backend, code("SQLITE_CONSTRAINT_FOREIGNKEY", "23503"),
                                           {key, {}, title, key});
}

TEST_P(Refusals, ConstraintsAreIntegrityErrorsAndBackendErrors) {
  const auto refuse = [&] { backend->execute("INSERT INTO posts VALUES (1, NULL, 't', NULL)"); };
  EXPECT_THROW(refuse(), orm::IntegrityError);
  EXPECT_THROW(refuse(), orm::BackendError);
}

TEST_P(Refusals, AnUpdateOrDeleteIsNamedByItsKey) {
  backend->execute("INSERT INTO users VALUES (7)");
  backend->execute("UPDATE posts SET author_id = 7");
  const std::vector<std::string> key{"id"};
  const auto refused = details<orm::ForeignKeyViolation>([&] {
    backend->write({StatementKind::remove, "users", {}, key, 1}, OnePost({std::int64_t{7}}));
  });
  EXPECT_EQ(refused.about, "users 7");
  EXPECT_EQ(refused.statement, sql(R"(DELETE FROM "users" WHERE "id" = $1)"));
}

TEST_P(Refusals, AWrongStatementShowsItself) {
  const auto refused = details<orm::StatementError>([&] { backend->execute("SELEC 1"); });
  EXPECT_EQ(refused.code, code("SQLITE_ERROR", "42601"));
  EXPECT_EQ(refused.statement, "SELEC 1");
  EXPECT_THROW(backend->prepare("SELECT * FROM absent"), orm::StatementError);
  const Cell surplus[] = {std::int64_t{1}, std::int64_t{2}};
  EXPECT_THROW(backend->execute(sql("SELECT $1"), surplus), orm::StatementError);
}

TEST_F(Errors, AFullDiskIsSaidAndTheDatabaseStaysUsable) {
  Sqlite database(file());
  database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)");
  database.execute("PRAGMA max_page_count = 4");
  const std::string text(100'000, 'x');
  const Cell row[] = {std::string_view(text)};
  database.begin();
  const auto refused = details<orm::DiskFull>([&] { database.execute("INSERT INTO t (text) VALUES (?1)", row); });
  EXPECT_EQ(refused.code, "SQLITE_FULL");
  EXPECT_EQ(refused.statement, "INSERT INTO t (text) VALUES (?1)");
  try {
    database.rollback();
  } catch (const orm::StatementError&) {
    // the engine may have rolled back by itself
  }
  EXPECT_EQ(database.execute("INSERT INTO t (text) VALUES ('short')"), 1U);
}

TEST_F(Errors, ALockedDatabaseIsBusyAfterItsTimeout) {
  Sqlite one(file());
  one.execute("CREATE TABLE t (id INTEGER)");
  Sqlite other(file(), {.busy_timeout = std::chrono::milliseconds(1)});
  one.begin();
  one.execute("INSERT INTO t VALUES (1)");
  const auto refused = details<orm::DatabaseBusy>([&] { other.execute("INSERT INTO t VALUES (2)"); });
  EXPECT_EQ(refused.code, "SQLITE_BUSY");
  EXPECT_TRUE(other.select("SELECT * FROM t").next().empty()) << "a reader reads on: the file is in WAL mode";
  one.commit();
  EXPECT_EQ(other.execute("INSERT INTO t VALUES (2)"), 1U);
}

TEST_F(Errors, ADamagedFileIsSaid) {
  {
    Sqlite database(file());
    database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)");
    const std::string text(200'000, 'x');
    const Cell row[] = {std::string_view(text)};
    database.execute("INSERT INTO t (text) VALUES (?1)", row);
  }
  std::string bytes = files::bytes_of(file());
  for (std::size_t i = 4096; i < 8192; ++i) bytes[i] = '\x7f';
  files::write(file(), bytes);
  Sqlite database(file());
  EXPECT_EQ(details<orm::CorruptDatabase>([&] { database.select("SELECT id, text FROM t").next(); }).code,
            "SQLITE_CORRUPT");
}

ON_EACH_DATABASE(Refusals);

TEST_F(Errors, AMessageSaysCodeRowAndStatement) {
  EXPECT_STREQ(orm::BackendError({"CODE", "it failed", "SELECT 1", "posts 17"}).what(),
               "it failed [CODE], about posts 17, in: SELECT 1");
  EXPECT_STREQ(orm::BackendError({"CODE", "it failed", "", ""}).what(), "it failed [CODE]");
}

}  // namespace
