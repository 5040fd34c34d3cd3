// The flush: what is written, in which order, and by how many statements. The database checks foreign keys, so a wrong
// order fails.
#include <sstream>

#include "linked.h"
#include "strategies/unidirectional.h"
#include "strategies/unlinked.h"

namespace {

using fixture::ids;
using fixture::kNothing;
using fixture::message_of;
using fixture::Spent;
using testing::ElementsAre;
using testing::IsEmpty;

template <class R>
class Flush : public fixture::Linked<R> {};
TYPED_TEST_SUITE(Flush, fixture::Strategies, fixture::Names);

TYPED_TEST(Flush, OfNothingSendsNothing) {
  this->load_all();
  EXPECT_FALSE(this->session().is_dirty());
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Flush, InsertsParentsFirstWhateverTheOrderOfAdd) {
  auto& post = this->make_post(40);
  auto& user = this->make_user(4);
  this->session().add(post);
  this->session().add(user);
  this->set_author(post, &user);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.inserts = 2});
  EXPECT_THAT(this->database.rows("SELECT author_id FROM posts WHERE id = 40"), ElementsAre("4"));
}

TYPED_TEST(Flush, InsertsByKeyWhateverTheOrderOfAdd) {
  const bool on_postgres = databases::is_postgres_chosen();  // there the place of a row tells
  if (!on_postgres) {
    this->database.sql("CREATE TABLE inserted (id INTEGER)");
    this->database.sql("CREATE TRIGGER log AFTER INSERT ON posts BEGIN INSERT INTO inserted VALUES (new.id); END");
  }
  for (const int id : {42, 40, 41}) this->session().add(this->make_post(id));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.inserts = 3});
  EXPECT_THAT(this->database.rows(on_postgres ? "SELECT id FROM posts WHERE id >= 40 ORDER BY ctid"
                                              : "SELECT id FROM inserted ORDER BY rowid"),
              ElementsAre("40", "41", "42"));
}

TYPED_TEST(Flush, LeavesTheKeyOfAnOwnerOutsideTheSessionUnwritten) {
  auto& outside = this->make_user(9);
  auto& stored = this->post(10);
  auto& fresh = this->make_post(40);
  this->session().add(fresh);
  outside.posts.append(stored);  // the owner is not in the session, so nothing enters it
  outside.posts.append(fresh);
  EXPECT_EQ(this->author(stored), &outside);
  EXPECT_EQ(outside.state(), orm::State::transient);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.inserts = 1});
  EXPECT_THAT(this->database.rows("SELECT author_id FROM posts WHERE id = 10"), ElementsAre("1"));
  EXPECT_THAT(this->database.rows("SELECT author_id FROM posts WHERE id = 40"), ElementsAre(""));
}

TYPED_TEST(Flush, DeletesChildrenFirst) {
  auto& ann = this->user(1);
  auto& first = this->post(10);
  this->session().remove(ann);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.deletes = 3});
  EXPECT_EQ(first.state(), orm::State::deleted);
  EXPECT_THAT(this->database.authors(), ElementsAre("20|2", "30|"));
}

TYPED_TEST(Flush, APostMovesToANewOwnerBeforeTheOldOneGoes) {
  this->load_all();
  auto& user = this->make_user(4);
  user.posts.append(this->post(10));
  user.posts.append(this->post(11));
  this->session().add(user);
  this->session().remove(this->user(1));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.inserts = 1, .updates = 2, .deletes = 1}));
  EXPECT_THAT(this->database.authors(), ElementsAre("10|4", "11|4", "20|2", "30|"));
}

TYPED_TEST(Flush, AChangedObjectIsOneUpdateWhateverTheNumberOfColumns) {
  auto& post = this->post(10);
  auto& bob = this->user(2);
  post.title = "new";
  post.body = "text";
  this->set_author(post, &bob);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
  EXPECT_THAT(this->database.rows("SELECT * FROM posts WHERE id = 10"), ElementsAre("10|new|text|2"));
}

TYPED_TEST(Flush, AValueThatCameBackWritesNothing) {
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  ann.name = "anna";
  ann.name = "ann";
  bob.email = "x";
  bob.email = std::nullopt;
  EXPECT_TRUE(this->session().is_dirty());
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
  EXPECT_FALSE(this->session().is_dirty());
}

TYPED_TEST(Flush, NullAndTheEmptyTextDiffer) {
  auto& bob = this->user(2);
  bob.email = "";
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
  EXPECT_THAT(this->database.rows("SELECT email IS NULL, length(email) FROM users WHERE id = 2"), ElementsAre("0|0"));
}

TYPED_TEST(Flush, ANewObjectIsOneInsertWithItsKeyAndItsForeignKey) {
  auto& cyd = this->user(3);
  auto& post = this->make_post(40);
  post.title = "first";
  this->session().add(post);
  this->set_author(post, &cyd);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.inserts = 1});
  EXPECT_THAT(this->database.rows("SELECT * FROM posts WHERE id = 40"), ElementsAre("40|first||3"));
  EXPECT_EQ(this->spent([&] { EXPECT_TRUE(post.body.is_null()); }), kNothing) << "a column without a value is null";
  EXPECT_EQ(this->author(post), &cyd);
}

TYPED_TEST(Flush, WritesOnlyWhatChangedAmongMany) {
  this->load_all();
  std::vector<typename TestFixture::Post*> made;
  for (std::int64_t key = 100; key < 1100; ++key) {
    made.push_back(&this->make_post(key));
    this->user(key % 2 + 1).posts.append(*made.back());
  }
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.inserts = 1000});
  made[500]->title = "changed";
  this->set_author(*made[501], nullptr);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 2});
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Flush, TheSameChangeTwiceIsWrittenTwice) {
  auto& ann = this->user(1);
  for (const char* name : {"one", "two"}) {
    ann.name = name;
    EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
  }
  EXPECT_THAT(this->database.rows("SELECT name FROM users WHERE id = 1"), ElementsAre("two"));
}

TYPED_TEST(Flush, LoadedValuesStayLoaded) {
  this->load_all();
  this->user(1).name = "anna";
  this->session().flush();
  EXPECT_EQ(this->spent([&] {
    EXPECT_EQ(this->user(1).name.view(), "anna");
    EXPECT_THAT(ids(this->user(1).posts), ElementsAre(10, 11));
  }),
            kNothing);
}

TYPED_TEST(Flush, AChangeOfADeletedObjectIsNotWritten) {
  auto& post = this->post(30);
  post.title = "gone";
  this->session().remove(post);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.deletes = 1});
}

TYPED_TEST(Flush, DeletedTwiceIsOneDelete) {
  auto& post = this->post(30);
  this->session().remove(post);
  this->session().remove(post);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.deletes = 1});
}

TYPED_TEST(Flush, DeleteCascadeLoadsTheListInTheDelete) {
  auto& ann = this->user(1);
  EXPECT_EQ(this->spent([&] { this->session().remove(ann); }), Spent{.selects = 1});
  auto& made = this->make_post(40);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.deletes = 3});
  EXPECT_EQ(made.state(), orm::State::transient);
}

TYPED_TEST(Flush, ListsThatHoldADeletedObjectKeepItUntilTheyAreExpired) {
  this->load_all();
  this->session().remove(this->post(10));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.deletes = 1});
  EXPECT_THAT(ids(this->user(1).posts), ElementsAre(10, 11));
  this->session().expire(this->user(1));
  EXPECT_THAT(ids(this->user(1).posts), ElementsAre(11));
}

TYPED_TEST(Flush, ADeletedPostThatGetsANewOwnerIsSaved) {
  this->load_all();
  auto& post = this->post(10);
  this->session().remove(post);
  this->set_author(post, &this->user(2));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
  EXPECT_EQ(post.state(), orm::State::persistent);
  EXPECT_THAT(this->database.authors(), ElementsAre("10|2", "11|1", "20|2", "30|"));
}

TYPED_TEST(Flush, ADeletedPostThatLosesOrKeepsItsOwnerIsDeleted) {
  this->load_all();
  for (const std::int64_t key : {10, 11}) this->session().remove(this->post(key));
  this->set_author(this->post(10), nullptr);
  this->set_author(this->post(11), &this->user(2));
  this->set_author(this->post(11), &this->user(1));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.deletes = 2});
}

TYPED_TEST(Flush, AnExpiredOwnerLendsItsKeyAfterOneSelect) {
  auto& ann = this->user(1);
  auto& post = this->post(30);
  this->session().commit();
  auto& made = this->make_post(40);
  this->set_author(made, &ann);
  this->session().add(made);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.selects = 1, .inserts = 1}));
  this->session().expire(ann);
  EXPECT_EQ(post.title.view(), "d");
  this->set_author(post, &ann);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.selects = 1, .updates = 1}));
}

TYPED_TEST(Flush, ANewObjectMayTakeTheKeyOfADeletedOne) {
  auto& old = this->post(10);
  this->user(2);
  this->session().remove(old);
  auto& made = this->make_post(10);
  made.title = "again";
  this->set_author(made, &this->user(2));
  this->session().add(made);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1}) << "a row switch";
  EXPECT_EQ(old.state(), orm::State::deleted);
  EXPECT_EQ(made.state(), orm::State::persistent);
  EXPECT_EQ(&this->post(10), &made);
  EXPECT_THAT(this->database.rows("SELECT * FROM posts WHERE id = 10"), ElementsAre("10|again|A|2"));
  EXPECT_EQ(this->spent([&] { EXPECT_TRUE(made.body.is_null()); }), kNothing)
      << "a column without a value reads as null, although the row keeps what it had";
  this->session().expire(made);
  EXPECT_EQ(made.body.view(), "A");
  this->session().rollback();
  EXPECT_EQ(old.state(), orm::State::persistent);
  EXPECT_EQ(made.state(), orm::State::transient);
  EXPECT_EQ(&this->post(10), &old);
  EXPECT_EQ(old.title.view(), "a");
}

TYPED_TEST(Flush, AKeyIsFreeAgainAfterTheFlushThatDeletedIt) {
  auto& old = this->post(10);
  this->session().remove(old);
  this->session().flush();
  auto& made = this->make_post(10);
  this->session().add(made);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.inserts = 1});
  EXPECT_EQ(&this->post(10), &made);
  this->session().rollback();
  EXPECT_EQ(&this->post(10), &old);
}

template <class R>
class NoDeleteCascade : public fixture::Linked<R> {};
TYPED_TEST_SUITE(NoDeleteCascade, fixture::DefaultCascade, fixture::Names);

TYPED_TEST(NoDeleteCascade, SetsTheKeysOfItsPostsNull) {
  auto& ann = this->user(1);
  EXPECT_EQ(this->spent([&] { this->session().remove(ann); }), kNothing);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.selects = 1, .updates = 2, .deletes = 1}));
  EXPECT_THAT(this->database.authors(), ElementsAre("10|", "11|", "20|2", "30|"));
  EXPECT_EQ(this->post(10).state(), orm::State::persistent);
}

TYPED_TEST(NoDeleteCascade, LoadsNothingWhereTheListIsLoaded) {
  auto& ann = this->user(1);
  ann.posts.size();
  this->session().remove(ann);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.updates = 2, .deletes = 1}));
}

TYPED_TEST(NoDeleteCascade, LeavesPostsThatMovedAwayBefore) {
  auto& ann = this->user(1);
  ann.posts.size();
  this->set_author(this->post(10), &this->user(2));
  this->session().remove(ann);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.updates = 2, .deletes = 1}));
  EXPECT_THAT(this->database.authors(), ElementsAre("10|2", "11|", "20|2", "30|"));
}

template <class R>
class DeleteOrphan : public fixture::Linked<R> {};
using DeletesOrphans = testing::Types<models::Declared<models::kDeleteOrphan>, models::Inferred<models::kDeleteOrphan>>;
TYPED_TEST_SUITE(DeleteOrphan, DeletesOrphans, fixture::Names);

TYPED_TEST(DeleteOrphan, DeletesWhatLostItsOwnerAndKeepsWhatMoved) {
  this->load_all();
  this->user(1).posts.remove(this->post(10));
  this->set_author(this->post(11), &this->user(2));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.updates = 1, .deletes = 1}));
  EXPECT_THAT(this->database.authors(), ElementsAre("11|2", "20|2", "30|"));
}

TYPED_TEST(DeleteOrphan, APendingPostThatIsAppendedToAnotherListLeavesTheSessionAsInSqlAlchemy) {
  this->load_all();
  auto& made = this->make_post(40);
  this->user(1).posts.append(made);
  this->user(2).posts.append(made);
  EXPECT_EQ(made.state(), orm::State::transient) << "it lost its first owner before it had the second";
  EXPECT_THAT(ids(this->user(2).posts), ElementsAre(20, 40));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TEST(Unlinked, AListThatIsLeftTakesNothingFromTheOneThatWasEnteredAfterIt) {
  using Relation = strategies::Unlinked::OneToMany;
  fixture::Database database;
  orm::Registry registry;
  Relation::declare(registry);
  registry.configure();
  orm::Session session(database.backend(), registry);
  auto& post = *session.get<Relation::Post>(20);
  auto& ann = *session.get<Relation::User>(1);
  auto& bob = *session.get<Relation::User>(2);
  EXPECT_EQ(bob.posts.size(), 1U);
  ann.posts.append(post);
  bob.posts.remove(post);
  EXPECT_EQ(database.spent([&] { session.flush(); }), Spent{.updates = 1});
  EXPECT_THAT(database.authors(), ElementsAre("10|1", "11|1", "20|1", "30|"));
}

TEST(Unidirectional, WritesTheScalarAlone) {
  using Relation = strategies::Unidirectional::OneToMany;
  fixture::Database database;
  orm::Registry registry;
  Relation::declare(registry);
  registry.configure();
  orm::Session session(database.backend(), registry);
  auto& post = *session.get<Relation::Post>(10);
  auto& bob = *session.get<Relation::User>(2);
  EXPECT_EQ(database.spent([&] { post.author = &bob; }), kNothing);
  EXPECT_THAT(bob.posts, IsEmpty()) << "the caller's container is the caller's";
  EXPECT_EQ(database.spent([&] { session.flush(); }), Spent{.updates = 1});
  session.remove(bob);
  EXPECT_THROW(session.flush(), orm::ForeignKeyViolation) << "no list knows the posts of the user";
}

}  // namespace
