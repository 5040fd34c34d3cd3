// A session whose server process is ended in a flush or a load: a typed error, and after a rollback it goes on.
#include "linked.h"

namespace {

using fixture::ids;
using fixture::Spent;
using testing::ElementsAre;

class LostConnection : public fixture::Linked<strategies::BackPopulates::OneToMany> {
 protected:
  void SetUp() override {
    if (!databases::is_postgres_chosen()) GTEST_SKIP() << "an embedded database has no connection to lose";
  }
  void kill() {
    orm::Postgres other(databases::dsn());
    const orm::Cell process[] = {std::int64_t{dynamic_cast<orm::Postgres&>(database.backend()).server_process()}};
    auto ended = other.select("SELECT pg_terminate_backend($1::int, 5000)", process);
    ended.next();
  }
};

TEST_F(LostConnection, InAFlushLosesNothingThatWasCommittedAndWritesNoHalf) {
  auto& ann = user(1);
  auto& bob = user(2);
  ann.name = "committed";
  session().commit();
  ann.name = "lost";
  session().flush();
  bob.name = "lost as well";
  auto& fresh = make_post(40);
  session().add(fresh);
  kill();
  EXPECT_THROW(session().flush(), orm::ConnectionLost);
  EXPECT_THROW(users().all(), orm::PendingRollback);
  session().rollback();
  EXPECT_EQ(ann.name.view(), "committed");
  EXPECT_EQ(fresh.state(), orm::State::transient);
  EXPECT_THAT(database.rows("SELECT id FROM posts ORDER BY id"), ElementsAre("10", "11", "20", "30"));
  EXPECT_EQ(bob.name.view(), "bob");
  bob.name = "written";
  session().add(fresh);
  EXPECT_EQ(spent([&] { session().commit(); }), (Spent{.inserts = 1, .updates = 1}));
  EXPECT_EQ(bob.name.view(), "written");
}

TEST_F(LostConnection, InALoadLeavesTheSessionToBeUsedAfterARollback) {
  auto& ann = user(1);
  kill();
  EXPECT_THROW(ann.posts.size(), orm::ConnectionLost);
  session().rollback();
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11));
}

}  // namespace
