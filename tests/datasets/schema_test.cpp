// The tables are those that the mapper and the hand-written code are measured on.
#include <gtest/gtest.h>

#include "datasets/all.h"
#include "datasets/tables/tables.h"
#include "orm/backend/sqlite.h"

namespace datasets {
namespace {

TEST(Schema, HasNoDifferenceFromItselfAlsoWithARecordOfOrigin) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend);
  EXPECT_EQ(schema_difference(*backend), "");
  write_origin(*backend, {"zipf_tiny", 1, {16, 40}, 0});
  EXPECT_EQ(schema_difference(*backend), "");
}

TEST(Schema, AMissingIndexIsADifference) {  // it would change what every query costs
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend);
  backend->execute("DROP INDEX posts_author_id");
  EXPECT_EQ(schema_difference(*backend), "index posts_author_id is missing");
}

TEST(Schema, AnotherDeclarationIsADifference) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend);
  backend->execute("ALTER TABLE users ADD COLUMN age INTEGER");
  EXPECT_EQ(schema_difference(*backend), "table users is declared in another way");
}

TEST(Schema, APostsAuthorMustBeAUser) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend);
  EXPECT_THROW(backend->execute("INSERT INTO posts VALUES (1, '', '', 99)"), orm::ForeignKeyViolation);
  EXPECT_NO_THROW(backend->execute("INSERT INTO posts VALUES (1, '', '', NULL)"));
  EXPECT_THROW(backend->execute("INSERT INTO users VALUES (1, NULL, '')"), orm::NotNullViolation);
}

TEST(Schema, IsNotCreatedTwiceAndCanBeMadeAgainAfterADrop) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend);
  EXPECT_THROW(create_schema(*backend), orm::StatementError);
  write_origin(*backend, {"zipf_tiny", 1, {16, 40}, 0});
  drop_schema(*backend);
  create_schema(*backend);
  EXPECT_EQ(read_origin(*backend), std::nullopt);
  EXPECT_EQ(count_rows(*backend), (Sizes{0, 0}));
}

}  // namespace
}  // namespace datasets
