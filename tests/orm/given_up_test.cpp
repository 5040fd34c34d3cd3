// A session whose flush the database gives up for another session's sake: a typed error, and after a rollback the same
// work is written once.
#include "linked.h"

namespace {

using fixture::Spent;
using testing::ElementsAre;

class GivenUp : public fixture::Linked<strategies::BackPopulates::OneToMany> {
 protected:
  void SetUp() override {
    if (!databases::is_postgres_chosen()) GTEST_SKIP() << "an embedded database has no other session to yield to";
    database.sql("CREATE SEQUENCE tries");
    database.sql(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN IF nextval('tries') = 1 THEN RAISE "
        "SQLSTATE '40001'; END IF; RETURN NULL; END $body$");
    database.sql("CREATE TRIGGER refuse BEFORE INSERT ON posts FOR EACH STATEMENT EXECUTE FUNCTION refuse()");
  }
};

TEST_F(GivenUp, WorkIsDoneAnewByItsCallerAfterARollback) {
  const auto work = [&] {
    auto& bob = user(2);
    user(1).name = "changed";
    auto& fresh = make_post(40);
    set_author(fresh, &bob);
    session().add(fresh);
  };
  work();
  try {
    session().flush();
    FAIL() << "nothing was thrown";
  } catch (const orm::SerializationFailure& error) {
    EXPECT_EQ(error.code(), "40001");
  }
  EXPECT_THROW(users().all(), orm::PendingRollback);
  session().rollback();
  EXPECT_THAT(database.rows("SELECT name FROM users WHERE id = 1"), ElementsAre("ann"));
  open();
  work();
  session().commit();
  EXPECT_THAT(database.rows("SELECT name FROM users WHERE id = 1"), ElementsAre("changed"));
  EXPECT_THAT(database.rows("SELECT id FROM posts WHERE author_id = 2 ORDER BY id"), ElementsAre("20", "40"));
}

}  // namespace
