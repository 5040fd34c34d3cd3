// Both sides of a linked pair in step, at each change, in memory: nothing is sent until the flush.
#include "linked.h"

namespace {

using fixture::ids;
using fixture::kNothing;
using fixture::message_of;
using fixture::Spent;
using testing::ElementsAre;
using testing::IsEmpty;

template <class R>
class Sync : public fixture::Linked<R> {
 protected:
  Sync() { this->load_all(); }
  std::vector<std::int64_t> posts_of(std::int64_t user) { return ids(this->user(user).posts); }
};
TYPED_TEST_SUITE(Sync, fixture::Strategies, fixture::Names);

TYPED_TEST(Sync, AppendMovesThePostOnBothSides) {
  auto& post = this->post(10);
  EXPECT_EQ(this->spent([&] { this->user(2).posts.append(post); }), kNothing);
  EXPECT_EQ(this->author(post), &this->user(2));
  EXPECT_THAT(this->posts_of(1), ElementsAre(11));
  EXPECT_THAT(this->posts_of(2), ElementsAre(20, 10));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
  EXPECT_THAT(this->database.authors(), ElementsAre("10|2", "11|1", "20|2", "30|"));
}

TYPED_TEST(Sync, SetMovesThePostOnBothSides) {
  auto& post = this->post(10);
  EXPECT_EQ(this->spent([&] { this->set_author(post, &this->user(2)); }), kNothing);
  EXPECT_THAT(this->posts_of(1), ElementsAre(11));
  EXPECT_THAT(this->posts_of(2), ElementsAre(20, 10));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
  EXPECT_THAT(this->database.authors(), ElementsAre("10|2", "11|1", "20|2", "30|"));
}

TYPED_TEST(Sync, SetToNullTakesThePostOut) {
  this->set_author(this->post(10), nullptr);
  EXPECT_EQ(this->author(this->post(10)), nullptr);
  EXPECT_THAT(this->posts_of(1), ElementsAre(11));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
  EXPECT_THAT(this->database.authors(), ElementsAre("10|", "11|1", "20|2", "30|"));
}

TYPED_TEST(Sync, SetToThePresentOwnerChangesNothing) {
  this->set_author(this->post(10), &this->user(1));
  EXPECT_THAT(this->posts_of(1), ElementsAre(10, 11));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Sync, RemoveLeavesThePostWithoutAuthor) {
  auto& post = this->post(10);
  EXPECT_EQ(this->spent([&] { this->user(1).posts.remove(post); }), kNothing);
  EXPECT_EQ(this->author(post), nullptr);
  EXPECT_THAT(this->posts_of(1), ElementsAre(11));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
  EXPECT_EQ(post.state(), orm::State::persistent);
}

TYPED_TEST(Sync, RemoveOfWhatIsNotInTheListSaysSo) {
  EXPECT_EQ(message_of<orm::ValueNotInCollection>([&] { this->user(1).posts.remove(this->post(20)); }),
            "Post 20 is not in User 1.posts: nothing was removed");
  EXPECT_EQ(this->author(this->post(20)), &this->user(2));
  EXPECT_EQ(message_of<orm::ValueNotInCollection>([&] { this->user(1).posts.remove(nullptr); }),
            "null is not in User 1.posts: nothing was removed");
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Sync, AppendOfAPostThatIsThereMakesADuplicateAndWritesNothing) {
  auto& ann = this->user(1);
  ann.posts.append(this->post(10));
  EXPECT_THAT(this->posts_of(1), ElementsAre(10, 11, 10));
  EXPECT_EQ(ann.posts.size(), 3U);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
  EXPECT_THAT(this->posts_of(1), ElementsAre(10, 11, 10)) << "a flush keeps order and duplicates";
}

TYPED_TEST(Sync, RemoveOfADuplicateTakesTheFirstAndKeepsTheAuthor) {
  auto& ann = this->user(1);
  ann.posts.append(this->post(10));
  ann.posts.remove(this->post(10));
  EXPECT_THAT(this->posts_of(1), ElementsAre(11, 10));
  EXPECT_EQ(this->author(this->post(10)), &ann);
  ann.posts.remove(this->post(10));
  EXPECT_THAT(this->posts_of(1), ElementsAre(11));
  EXPECT_EQ(this->author(this->post(10)), nullptr);
}

TYPED_TEST(Sync, MovingADuplicateLeavesTheOther) {
  auto& ann = this->user(1);
  ann.posts.append(this->post(10));
  this->set_author(this->post(10), &this->user(2));
  EXPECT_THAT(this->posts_of(1), ElementsAre(11, 10));
  EXPECT_THAT(this->posts_of(2), ElementsAre(20, 10));
}

TYPED_TEST(Sync, AMoveAndBackWritesNothingAndGoesToTheEnd) {
  this->set_author(this->post(10), &this->user(2));
  this->set_author(this->post(10), &this->user(1));
  EXPECT_THAT(this->posts_of(1), ElementsAre(11, 10));
  EXPECT_THAT(this->posts_of(2), ElementsAre(20));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Sync, RemoveAndAppendAgainWritesNothing) {
  this->user(1).posts.remove(this->post(10));
  this->user(1).posts.append(this->post(10));
  EXPECT_THAT(this->posts_of(1), ElementsAre(11, 10));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Sync, ManyMovesOfOnePostAreOneUpdate) {
  for (int i = 0; i < 10; ++i) {
    this->user(1 + i % 3).posts.append(this->post(10));
    this->set_author(this->post(10), &this->user(2));
  }
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
  EXPECT_THAT(this->database.authors(), ElementsAre("10|2", "11|1", "20|2", "30|"));
}

// A post whose author is not known without SQL stays in the list of its old owner, which does not hear of the move.
TYPED_TEST(Sync, APostThatStayedBehindAndComesBackStandsThereTwice) {
  auto& post = this->post(10);
  auto& ann = this->user(1);
  for (const int way : {0, 1, 2}) {
    this->session().rollback();
    this->load_all();
    this->session().expire(post);
    this->set_author(post, &this->user(2));
    EXPECT_THAT(this->posts_of(1), ElementsAre(10, 11));
    EXPECT_THAT(this->posts_of(2), ElementsAre(20, 10));
    if (way == 0) this->set_author(post, nullptr);
    if (way <= 1)
      ann.posts.append(post);
    else
      this->set_author(post, &ann);
    EXPECT_THAT(this->posts_of(1), ElementsAre(10, 11, 10));
    EXPECT_THAT(this->posts_of(2), ElementsAre(20));
    ann.posts.remove(post);
    EXPECT_THAT(this->posts_of(1), ElementsAre(11, 10)) << "the first goes";
    EXPECT_EQ(this->author(post), &ann) << "the other is still there";
  }
}

TYPED_TEST(Sync, APostThatTheDatabaseMovedStandsTwiceWhenItComesBack) {
  auto& post = this->post(10);
  auto& ann = this->user(1);
  this->database.sql("UPDATE posts SET author_id = 2 WHERE id = 10");
  this->session().expire(post);
  EXPECT_EQ(this->author(post), &this->user(2)) << "and both lists are as they were loaded";
  ann.posts.append(post);
  EXPECT_THAT(this->posts_of(1), ElementsAre(10, 11, 10));
  EXPECT_THAT(this->posts_of(2), ElementsAre(20));
  ann.posts.remove(post);
  EXPECT_THAT(this->posts_of(1), ElementsAre(11, 10));
  EXPECT_EQ(this->author(post), &ann);
}

TYPED_TEST(Sync, APostThatItsListNoLongerHoldsIsNotRemovedFromItThoughItsAuthorIsStillRead) {
  auto& post = this->post(10);
  auto& ann = this->user(1);
  EXPECT_EQ(this->author(post), &ann);
  this->database.sql("UPDATE posts SET author_id = 2 WHERE id = 10");
  this->session().expire(ann);
  EXPECT_THAT(this->posts_of(1), ElementsAre(11));
  EXPECT_THROW(ann.posts.remove(post), orm::ValueNotInCollection);
  EXPECT_THAT(this->posts_of(1), ElementsAre(11));
  EXPECT_EQ(this->author(post), nullptr) << "the event comes before the removal, as in SQLAlchemy";
}

TYPED_TEST(Sync, RemoveOfAPostWhoseAuthorIsUnknownSetsItNull) {
  auto& post = this->post(10);
  this->session().expire(post);
  EXPECT_EQ(this->spent([&] { this->user(1).posts.remove(post); }), kNothing);
  EXPECT_EQ(this->author(post), nullptr);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.selects = 1, .updates = 1}));
  EXPECT_THAT(this->database.authors(), ElementsAre("10|", "11|1", "20|2", "30|"));
}

TYPED_TEST(Sync, AssignReplacesTheListAndMovesWhatComesAndGoes) {
  const std::vector<typename TestFixture::Post*> given{&this->post(30), &this->post(11), &this->post(20)};
  EXPECT_EQ(this->spent([&] { this->user(1).posts.assign(given); }), kNothing);
  EXPECT_THAT(this->posts_of(1), ElementsAre(30, 11, 20));
  EXPECT_THAT(this->posts_of(2), IsEmpty());
  EXPECT_EQ(this->author(this->post(10)), nullptr);
  EXPECT_EQ(this->author(this->post(30)), &this->user(1));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 3});
  EXPECT_THAT(this->database.authors(), ElementsAre("10|", "11|1", "20|1", "30|1"));
}

TYPED_TEST(Sync, AssignOfTheSameObjectsInAnotherOrderWritesNothing) {
  this->user(1).posts.assign(
      std::vector<typename TestFixture::Post*>{&this->post(11), &this->post(10), &this->post(11)});
  EXPECT_THAT(this->posts_of(1), ElementsAre(11, 10, 11));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Sync, AssignOfANewObjectTwiceHoldsItTwice) {
  this->user(3).posts.assign(std::vector<typename TestFixture::Post*>{&this->post(30), &this->post(30)});
  EXPECT_THAT(this->posts_of(3), ElementsAre(30, 30));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
}

TYPED_TEST(Sync, ClearLeavesEveryPostWithoutAuthor) {
  this->user(1).posts.clear();
  EXPECT_TRUE(this->user(1).posts.empty());
  EXPECT_EQ(this->author(this->post(11)), nullptr);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 2});
  EXPECT_THAT(this->database.authors(), ElementsAre("10|", "11|", "20|2", "30|"));
}

TYPED_TEST(Sync, ContainsFollowsEveryChange) {
  auto& ann = this->user(1);
  EXPECT_TRUE(ann.posts.contains(&this->post(10)));
  EXPECT_FALSE(ann.posts.contains(&this->post(20)));
  EXPECT_FALSE(ann.posts.contains(nullptr));
  this->set_author(this->post(20), &ann);
  EXPECT_TRUE(ann.posts.contains(&this->post(20)));
  EXPECT_FALSE(this->user(2).posts.contains(&this->post(20)));
}

TYPED_TEST(Sync, NewObjectsMoveBetweenNewOwners) {
  auto& first = this->make_user(4);
  auto& second = this->make_user(5);
  auto& post = this->make_post(40);
  this->set_author(post, &first);
  EXPECT_THAT(ids(first.posts), ElementsAre(40));
  second.posts.append(post);
  EXPECT_THAT(ids(first.posts), IsEmpty());
  EXPECT_EQ(this->author(post), &second);
  this->session().add(second);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.inserts = 2})) << "the first owner stays outside";
  EXPECT_THAT(this->database.rows("SELECT author_id FROM posts WHERE id = 40"), ElementsAre("5"));
}

TYPED_TEST(Sync, APostMovesFromANewOwnerToALoadedOne) {
  auto& owner = this->make_user(4);
  auto& post = this->make_post(40);
  owner.posts.append(post);
  this->session().add(owner);
  this->user(1).posts.append(post);
  EXPECT_THAT(ids(owner.posts), IsEmpty());
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.inserts = 2});
  EXPECT_THAT(this->database.rows("SELECT author_id FROM posts WHERE id = 40"), ElementsAre("1"));
}

TYPED_TEST(Sync, AListMayHoldNullUntilTheFlushRefusesIt) {
  auto& ann = this->user(1);
  ann.posts.append(nullptr);
  EXPECT_THAT(this->posts_of(1), ElementsAre(10, 11, 0));
  EXPECT_TRUE(ann.posts.contains(nullptr));
  EXPECT_EQ(message_of<orm::NullInCollection>([&] { this->session().flush(); }),
            "User 1.posts holds null: remove it before the flush");
  EXPECT_THROW(this->user(9), orm::PendingRollback);
  this->session().rollback();
  EXPECT_THAT(this->posts_of(1), ElementsAre(10, 11));
}

TYPED_TEST(Sync, ANullThatWasRemovedAgainDoesNotDisturbTheFlush) {
  auto& ann = this->user(1);
  ann.posts.append(nullptr);
  ann.posts.remove(nullptr);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
  EXPECT_THAT(this->posts_of(1), ElementsAre(10, 11));
}

TYPED_TEST(Sync, ANullInTheListOfANewOwnerIsRefusedOnceItIsAdded) {
  auto& owner = this->make_user(4);
  owner.posts.append(nullptr);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing) << "the owner is not in the session";
  this->session().add(owner);
  EXPECT_THROW(this->session().flush(), orm::NullInCollection);
  this->session().rollback();
  EXPECT_EQ(owner.state(), orm::State::transient);
  EXPECT_THAT(ids(owner.posts), ElementsAre(0)) << "a new object keeps its values";
  owner.posts.remove(nullptr);
  this->session().add(owner);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.inserts = 1});
}

TYPED_TEST(Sync, AnExpiredListForgetsItsNull) {
  auto& ann = this->user(1);
  ann.posts.append(nullptr);
  this->session().expire(ann);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

}  // namespace
