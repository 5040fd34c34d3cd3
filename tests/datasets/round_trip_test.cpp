// What is read back from a database is what was generated.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "datasets/all.h"
#include "datasets/digest.h"
#include "datasets/tables/tables.h"
#include "orm/backend/sqlite.h"

namespace datasets {
namespace {

TEST(RoundTrip, KeepsTheDigestOfEveryDatasetThroughSqlite) {
  for (const NamedDataset& row : all()) {
    if (row.sizes.rows() > 40'000) continue;  // small and tiny: the larger ones are of the same shapes
    const Dataset dataset = make(row.name);
    const auto backend = orm::Sqlite::in_memory();
    create_schema(*backend, row.relation);
    const std::uint64_t filled = fill(*backend, dataset);
    EXPECT_EQ(filled, digest(dataset)) << row.name;
    EXPECT_EQ(digest(*backend, row.relation), filled) << row.name;
    EXPECT_EQ(count_rows(*backend, row.relation), row.sizes) << row.name;
  }
}

TEST(RoundTrip, FillsByOneInsertARowInOneTransaction) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend);
  const orm::Counts before = backend->counts();
  fill(*backend, make("zipf_tiny"));
  const orm::Counts spent = backend->counts() - before;
  EXPECT_EQ(spent.inserts, 56U);
  EXPECT_EQ(spent.rows_written, 56U);
  EXPECT_EQ(spent.selects + spent.updates + spent.deletes, 0U);
  EXPECT_EQ(spent.other_statements, 2U);  // BEGIN, COMMIT
}

TEST(RoundTrip, ReadsBackWithOneSelectATable) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend);
  fill(*backend, make("zipf_tiny"));
  const orm::Counts before = backend->counts();
  digest(*backend);
  EXPECT_EQ((backend->counts() - before).selects, 2U);
}

TEST(RoundTrip, TellsItsProgressUpToTheLastRow) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend);
  std::vector<std::int64_t> told;
  fill(*backend, make("uniform_small"), [&](std::int64_t done, std::int64_t total) {
    EXPECT_EQ(total, 11'000);
    told.push_back(done);
  });
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
  EXPECT_GT(told.size(), 5U);
  EXPECT_EQ(told.back(), 11'000);
}

TEST(RoundTrip, LeavesNoRowWhenItsProgressThrows) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend);
  struct Stop {};
  EXPECT_THROW(fill(*backend, make("uniform_small"), [](auto, auto) { throw Stop{}; }), Stop);
  EXPECT_EQ(count_rows(*backend), (Sizes{0, 0}));
  EXPECT_NO_THROW(fill(*backend, make("zipf_tiny")));
}

TEST(RoundTrip, LeavesNoRowWhenTheDatabaseRefusesOne) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend);
  backend->execute("INSERT INTO posts(id, title, body) VALUES (40, '', '')");
  EXPECT_THROW(fill(*backend, make("zipf_tiny")), orm::UniqueViolation);
  EXPECT_EQ(count_rows(*backend), (Sizes{0, 1}));
}

TEST(RoundTrip, SeesAnyChangeOfAnyColumn) {
  const Dataset dataset = make("zipf_tiny");
  for (const char* change :
       {"UPDATE users SET name = name || ' ' WHERE id = 16", "UPDATE users SET email = 'x' WHERE id = 1",
        "UPDATE posts SET title = body, body = title WHERE id = 7", "UPDATE posts SET author_id = NULL WHERE id = 40",
        "UPDATE posts SET author_id = author_id % 16 + 1 WHERE id = 3", "DELETE FROM posts WHERE id = 40",
        "INSERT INTO posts VALUES (41, '', '', 1)"}) {
    const auto backend = orm::Sqlite::in_memory();
    create_schema(*backend);
    fill(*backend, dataset);
    EXPECT_EQ(backend->execute(change), 1U);
    EXPECT_NE(digest(*backend), digest(dataset)) << change;
  }
}

TEST(RoundTrip, NamesAValueOfTheWrongType) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend);
  fill(*backend, make("zipf_tiny"));
  backend->execute("UPDATE posts SET body = x'00ff' WHERE id = 5");
  EXPECT_NO_THROW(digest(*backend));  // a blob arrives as bytes, and the digest tells
  EXPECT_NE(digest(*backend), digest(make("zipf_tiny")));
  backend->execute("PRAGMA foreign_keys = OFF");
  backend->execute("UPDATE posts SET author_id = 'x' WHERE id = 5");
  try {
    digest(*backend);
    FAIL() << "no error";
  } catch (const WrongType& error) {
    EXPECT_STREQ(error.what(), "posts 5: author_id is not an integer");
  }
}

TEST(Origin, IsReadAsWritten) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend);
  EXPECT_EQ(read_origin(*backend), std::nullopt);
  const Origin origin{
      "zipf_tiny", 0xffff'ffff'ffff'ffff, Relation::many_to_many, {1, 2, 3, 4, 5}, 0x8000'0000'0000'0001};
  write_origin(*backend, origin);
  EXPECT_EQ(read_origin(*backend), origin);
}

}  // namespace
}  // namespace datasets
