// Transactions: what a rollback restores, and what a failed flush leaves behind.
#include "linked.h"

namespace {

using fixture::ids;
using fixture::kNothing;
using fixture::message_of;
using fixture::Spent;
using orm::State;
using testing::ElementsAre;
using testing::HasSubstr;

template <class R>
class Rollback : public fixture::Linked<R> {};
TYPED_TEST_SUITE(Rollback, fixture::Strategies, fixture::Names);

TYPED_TEST(Rollback, BothSidesShowTheDatabaseAgain) {
  this->load_all();
  this->set_author(this->post(10), &this->user(2));
  this->session().flush();
  this->session().rollback();
  EXPECT_THAT(ids(this->user(1).posts), ElementsAre(10, 11));
  EXPECT_THAT(ids(this->user(2).posts), ElementsAre(20));
  EXPECT_EQ(this->author(this->post(10)), &this->user(1));
  EXPECT_THAT(this->database.authors(), ElementsAre("10|1", "11|1", "20|2", "30|"));
}

TYPED_TEST(Rollback, LosesUnflushedChangesWithoutAStatementForThem) {
  auto& ann = this->user(1);
  ann.name = "lost";
  EXPECT_EQ(this->spent([&] { this->session().rollback(); }), kNothing);
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(ann.name.view(), "ann"); }), Spent{.selects = 1});
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Rollback, InsertedAndPendingObjectsAreTransientAndKeepTheirValues) {
  auto& inserted = this->make_post(40);
  inserted.title = "kept";
  this->user(1).posts.append(inserted);
  this->session().flush();
  auto& pending = this->make_post(41);
  this->session().add(pending);
  this->session().rollback();
  EXPECT_EQ(inserted.state(), State::transient);
  EXPECT_EQ(pending.state(), State::transient);
  EXPECT_EQ(inserted.title.view(), "kept");
  EXPECT_EQ(this->author(inserted), &this->user(1));
  EXPECT_EQ(this->find_post(40), nullptr);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Rollback, DeletedObjectsArePersistentAgain) {
  auto& post = this->post(10);
  this->session().remove(post);
  this->session().flush();
  this->session().rollback();
  EXPECT_EQ(post.state(), State::persistent);
  EXPECT_EQ(&this->post(10), &post);
  EXPECT_EQ(post.title.view(), "a");
}

TYPED_TEST(Rollback, ForgetsMarks) {
  auto& post = this->post(10);
  this->session().remove(post);
  this->session().rollback();
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
  this->session().remove(post);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }).deletes, 1U) << "it can be marked again";
}

TYPED_TEST(Rollback, OfAnObjectInsertedAndDeletedInOneTransactionMakesItTransient) {
  auto& post = this->make_post(40);
  this->session().add(post);
  this->session().flush();
  this->session().remove(post);
  this->session().flush();
  EXPECT_EQ(post.state(), State::deleted);
  this->session().rollback();
  EXPECT_EQ(post.state(), State::transient);
}

TYPED_TEST(Rollback, AfterACommitChangesNothing) {
  auto& post = this->make_post(40);
  this->session().add(post);
  this->session().commit();
  this->session().rollback();
  EXPECT_EQ(post.state(), State::persistent);
  EXPECT_THAT(this->database.rows("SELECT id FROM posts WHERE id = 40"), ElementsAre("40"));
}

TYPED_TEST(Rollback, ClosingWithoutCommitRollsBack) {
  this->user(1).name = "lost";
  this->session().flush();
  this->open();
  EXPECT_EQ(this->user(1).name.view(), "ann");
}

TYPED_TEST(Rollback, ASessionThatJoinsATransactionLeavesCommitAndCloseToItsCaller) {
  const auto commands = [&] { return this->database.backend().counts().other_statements; };
  this->database.backend().begin();
  const auto before = commands();
  this->open({.joins_transaction = true});
  this->user(1).name = "kept";
  this->session().commit();
  EXPECT_EQ(this->spent([&] { this->user(1).name.view(); }), Spent{.selects = 1}) << "expired all the same";
  this->open({.joins_transaction = true});
  EXPECT_EQ(this->user(1).name.view(), "kept");
  EXPECT_EQ(commands(), before) << "no BEGIN, COMMIT or ROLLBACK";
  this->session().rollback();
  EXPECT_EQ(commands(), before + 1);
  EXPECT_EQ(this->user(1).name.view(), "ann");
}

TYPED_TEST(Rollback, AFailedFlushNeedsARollbackBeforeSqlAndNotBeforeMemory) {
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  this->user(3);
  ann.name = "bob";
  const std::string refusal =
      databases::is_postgres_chosen()
          ? "duplicate key value violates unique constraint \"users_name_key\": Key (name)=(bob) already exists. "
            "[23505], "
            "about users 1, in: UPDATE \"users\" SET \"name\" = $1 WHERE \"id\" = $2"
          : "UNIQUE constraint failed: users.name [SQLITE_CONSTRAINT_UNIQUE], about users 1, in: UPDATE \"users\" SET "
            "\"name\" = ?1 WHERE \"id\" = ?2";
  EXPECT_EQ(message_of<orm::UniqueViolation>([&] { this->session().flush(); }), refusal);
  EXPECT_THAT(message_of<orm::PendingRollback>([&] { bob.name.view(); }),
              HasSubstr("the session needs rollback() before it can use the database: a flush failed: " + refusal));
  EXPECT_THROW(this->users().all(), orm::PendingRollback);
  EXPECT_THROW(this->find_post(10), orm::PendingRollback);
  EXPECT_THROW(this->session().commit(), orm::PendingRollback);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing) << "nothing to write needs no SQL";
  bob.name = "in memory";
  EXPECT_EQ(bob.name.view(), "in memory");
  EXPECT_THROW(this->session().flush(), orm::PendingRollback);
  this->session().rollback();
  EXPECT_EQ(ann.name.view(), "ann");
  EXPECT_EQ(bob.name.view(), "bob");
}

TYPED_TEST(Rollback, AFailedFlushRollsBackTheWholeTransaction) {
  auto& first = this->make_user(4);
  this->session().add(first);
  this->session().flush();
  auto& second = this->make_user(5);
  second.name = "ann";
  this->session().add(second);
  EXPECT_THROW(this->session().flush(), orm::UniqueViolation);
  EXPECT_EQ(first.state(), State::transient);
  EXPECT_EQ(second.state(), State::transient);
  EXPECT_THAT(this->database.rows("SELECT id FROM users"), testing::UnorderedElementsAre("1", "2", "3"));
  this->session().rollback();
  second.name = "eve";
  this->session().add(first);
  this->session().add(second);
  EXPECT_EQ(this->spent([&] { this->session().commit(); }), Spent{.inserts = 2});
}

TYPED_TEST(Rollback, EachRefusalOfTheDatabaseHasItsType) {
  auto& taken = this->make_post(10);
  this->session().add(taken);
  EXPECT_THAT(message_of<orm::UniqueViolation>([&] { this->session().flush(); }), HasSubstr("about posts 10"));
  this->session().rollback();

  auto& post = this->post(20);
  post.title = "refused";
  EXPECT_THAT(message_of<orm::CheckViolation>([&] { this->session().flush(); }), HasSubstr("about posts 20"));
  this->session().rollback();

  auto& absent = this->make_user(9);
  this->session().add(absent);
  this->session().flush();
  this->database.sql("DELETE FROM users WHERE id = 9");
  this->set_author(this->post(20), &absent);
  EXPECT_THAT(message_of<orm::ForeignKeyViolation>([&] { this->session().flush(); }), HasSubstr("about posts 20"));
  this->session().rollback();
}

TYPED_TEST(Rollback, AnUpdateOfARowThatVanishedIsStale) {
  auto& post = this->post(10);
  this->database.sql("DELETE FROM posts WHERE id = 10");
  post.title = "new";
  EXPECT_EQ(message_of<orm::StaleData>([&] { this->session().flush(); }),
            "UPDATE of Post 10 matched 0 rows: rows were changed or deleted behind this session's back; roll back and "
            "load again");
  EXPECT_THROW(this->post(11), orm::PendingRollback);
  this->session().rollback();
  EXPECT_EQ(post.title.view(), "a") << "the DELETE was part of the transaction";
}

TYPED_TEST(Rollback, ADeleteOfARowThatVanishedIsAccepted) {
  auto& post = this->post(10);
  this->database.sql("DELETE FROM posts WHERE id = 10");
  this->session().remove(post);
  EXPECT_NO_THROW(this->session().flush());
  EXPECT_EQ(post.state(), State::deleted);
}

TYPED_TEST(Rollback, StaleRowsOfAGroupAreCounted) {
  this->load_all();
  this->database.sql("DELETE FROM posts WHERE id = 11");
  this->post(10).title = "x";
  this->post(11).title = "y";
  EXPECT_THAT(message_of<orm::StaleData>([&] { this->session().flush(); }),
              HasSubstr("UPDATE of 2 rows of 'posts' matched 1 rows"));
}

TYPED_TEST(Rollback, AFailedAutoflushFailsTheReadThatCausedIt) {
  this->user(1).name = "bob";
  EXPECT_THROW(this->posts().all(), orm::UniqueViolation);
  EXPECT_THROW(this->user(3), orm::PendingRollback);
}

// As Linked, on tables whose foreign key may not be null.
template <class R>
class NotNull : public fixture::Linked<R> {
 protected:
  NotNull() {
    this->opened.reset();
    this->database.sql("DROP TABLE posts");
    this->database.sql(
        "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, body TEXT,"
        " author_id INTEGER NOT NULL REFERENCES users (id))");
    this->database.sql("INSERT INTO posts VALUES (10, 'a', 'A', 1)");
    this->open();
  }
};
TYPED_TEST_SUITE(NotNull, fixture::DefaultCascade, fixture::Names);

TYPED_TEST(NotNull, DeletingAnOwnerWithoutCascadeIsRefused) {
  this->session().remove(this->user(1));
  EXPECT_THAT(message_of<orm::NotNullViolation>([&] { this->session().flush(); }), HasSubstr("about posts 10"));
  this->session().rollback();
  EXPECT_EQ(this->author(this->post(10)), &this->user(1));
  EXPECT_EQ(this->user(1).state(), State::persistent);
}

}  // namespace
