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
  write_origin(*backend, {"zipf_tiny", 1, Relation::one_to_many, {16, 40}, 0});
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
  EXPECT_EQ(schema_difference(*backend), "table users is declared differently");
}

TEST(Schema, OfEachRelationHasTheTablesThatItsModelsMap) {
  const auto columns = [](Relation relation, const char* table) {
    const auto backend = orm::Sqlite::in_memory();
    create_schema(*backend, relation);
    EXPECT_EQ(schema_difference(*backend, relation), "");
    std::string names;
    const orm::Cell parameters[] = {std::string_view(table)};
    auto cursor = backend->select("SELECT name FROM pragma_table_info(?1)", parameters);
    for (orm::Row row = cursor.next(); !row.empty(); row = cursor.next()) names += std::string(row[0].text()) + " ";
    return names;
  };
  EXPECT_EQ(columns(Relation::one_to_many, "posts"), "id title body author_id ");
  EXPECT_EQ(columns(Relation::one_to_one, "users"), "id name email ");
  EXPECT_EQ(columns(Relation::one_to_one, "profiles"), "id bio user_id ");
  EXPECT_EQ(columns(Relation::self_referential, "posts"), "id title body parent_id ");
  EXPECT_EQ(columns(Relation::many_to_many, "posts"), "id title body ");
  EXPECT_EQ(columns(Relation::many_to_many, "tags"), "id name ");
  EXPECT_EQ(columns(Relation::many_to_many, "post_tags"), "post_id tag_id ");
}

TEST(Schema, OfAnotherRelationIsADifference) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend, Relation::self_referential);
  EXPECT_EQ(schema_difference(*backend, Relation::one_to_many), "table users is missing");
  EXPECT_EQ(schema_difference(*backend, Relation::many_to_many), "table posts is declared differently");
}

TEST(Schema, APairOfPostAndTagIsUnique) {
  const auto backend = orm::Sqlite::in_memory();
  create_schema(*backend, Relation::many_to_many);
  backend->execute("INSERT INTO posts VALUES (1, '', '')");
  backend->execute("INSERT INTO tags VALUES (1, '')");
  backend->execute("INSERT INTO post_tags VALUES (1, 1)");
  EXPECT_THROW(backend->execute("INSERT INTO post_tags VALUES (1, 1)"), orm::UniqueViolation);
  EXPECT_THROW(backend->execute("INSERT INTO post_tags VALUES (1, 2)"), orm::ForeignKeyViolation);
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
  write_origin(*backend, {"zipf_tiny", 1, Relation::one_to_many, {16, 40}, 0});
  drop_schema(*backend);
  create_schema(*backend);
  EXPECT_EQ(read_origin(*backend), std::nullopt);
  EXPECT_EQ(count_rows(*backend), (Sizes{0, 0}));
}

}  // namespace
}  // namespace datasets
