// A schema is made with a mark, and dropped by the mark alone.
#include "orm/backend/owned_schema.h"

#include <gmock/gmock.h>

#include "../databases.h"
#include "rows.h"

namespace {

using testing::HasSubstr;

class OwnedSchema : public databases::OnPostgres {
 protected:
  void SetUp() override {
    databases::OnPostgres::SetUp();
    if (IsSkipped()) return;
    token = orm::new_schema_token();
    name = "bothsides_owned_" + token;
  }
  void TearDown() override {
    if (schema) schema->admin().execute("DROP SCHEMA IF EXISTS " + name + " CASCADE");
    databases::OnPostgres::TearDown();
  }
  orm::Postgres& admin() { return schema->admin(); }
  std::string comment() {
    const orm::Cell parameters[] = {std::string_view(name)};
    const auto found = rows::all(
        admin(), "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = $1", parameters);
    return found.empty() ? "none" : found[0];
  }
  template <class F>
  std::string message_of(F&& step) {
    try {
      step();
    } catch (const orm::NotOurs& error) {
      return error.what();
    }
    return "no error";
  }
  std::string token, name;
};

TEST_F(OwnedSchema, IsMarkedWithTheTokenAndDroppedWithWhatItHolds) {
  orm::create_owned_schema(admin(), name, token);
  EXPECT_EQ(comment(), "made by bothsides, which drops it; token " + token);
  EXPECT_EQ(orm::owned_schemas(admin(), token), std::vector<std::string>{name});
  EXPECT_TRUE(orm::is_owned_schema(admin(), name));
  admin().execute("CREATE TABLE " + name + ".t (id int)");
  orm::drop_owned_schema(admin(), name, token);
  EXPECT_EQ(comment(), "none");
  EXPECT_FALSE(orm::is_owned_schema(admin(), name));
  orm::drop_owned_schema(admin(), name, token);
}

TEST_F(OwnedSchema, ASchemaOfTheNameIsLeftAsItIs) {
  admin().execute("CREATE SCHEMA " + name);
  admin().execute("CREATE TABLE " + name + ".users (id int)");
  EXPECT_THAT(message_of([&] { orm::create_owned_schema(admin(), name, token); }),
              HasSubstr("which was not made by this suite; it was left as it is. Choose another name"));
  EXPECT_THAT(message_of([&] { orm::drop_owned_schema(admin(), name, token); }), HasSubstr("nothing was dropped"));
  EXPECT_EQ(comment(), "");
  EXPECT_FALSE(orm::is_owned_schema(admin(), name));
  EXPECT_EQ(rows::all(admin(), "SELECT count(*) FROM " + name + ".users"), std::vector<std::string>{"0"});
}

TEST_F(OwnedSchema, AnotherRunsMarkIsNotOurs) {
  orm::create_owned_schema(admin(), name, token);
  const std::string other = orm::new_schema_token();
  EXPECT_THAT(message_of([&] { orm::drop_owned_schema(admin(), name, other); }), HasSubstr("nothing was dropped"));
  EXPECT_TRUE(orm::owned_schemas(admin(), other).empty());
  admin().execute("COMMENT ON SCHEMA " + name + " IS 'taken over'");
  EXPECT_THAT(message_of([&] { orm::drop_owned_schema(admin(), name, token); }), HasSubstr("nothing was dropped"));
  EXPECT_EQ(comment(), "taken over");
}

TEST_F(OwnedSchema, ARoleThatMayNotMakeOneIsTold) {
  const auto reader = schema->connect({.settings = {{"default_transaction_read_only", "on"}}});
  EXPECT_THROW(orm::create_owned_schema(*reader, name, token), orm::ReadOnlyDatabase);
  EXPECT_EQ(comment(), "none");
  EXPECT_EQ(rows::all(*reader, "SELECT 1"), std::vector<std::string>{"1"}) << "no transaction is left open";
}

}  // namespace
