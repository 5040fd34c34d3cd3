// Forgetting loaded values: commit, expire, refresh; what the next read then costs.
#include "linked.h"

namespace {

using fixture::ids;
using fixture::kNothing;
using fixture::message_of;
using fixture::Spent;
using testing::ElementsAre;

template <class R>
class Expire : public fixture::Linked<R> {};
TYPED_TEST_SUITE(Expire, fixture::Strategies, fixture::Names);

TYPED_TEST(Expire, CommitExpiresEverything) {
  auto& ann = this->user(1);
  EXPECT_EQ(ids(ann.posts).size(), 2U);
  EXPECT_EQ(this->spent([&] { this->session().commit(); }), kNothing);
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(ann.name.view(), "ann"); }), Spent{.selects = 1});
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(ann.email.view(), "ann@x"); }), kNothing) << "all columns come together";
  EXPECT_EQ(this->spent([&] { EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11)); }), Spent{.selects = 1});
}

TYPED_TEST(Expire, AnExpiredOwnersListCostsTwoSelectsAndFreshensItsPosts) {
  auto& ann = this->user(1);
  auto& post = this->post(10);
  this->session().commit();
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(ann.posts.size(), 2U); }), Spent{.selects = 2});
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(post.title.view(), "a"); }), kNothing);
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(this->author(post), &ann); }), kNothing);
}

TYPED_TEST(Expire, GetOfAnExpiredObjectReloadsIt) {
  auto& ann = this->user(1);
  this->session().commit();
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(&this->user(1), &ann); }), Spent{.selects = 1});
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(ann.name.view(), "ann"); }), kNothing);
}

TYPED_TEST(Expire, OfAnObjectLosesItsUnflushedChangesAndTouchesNoOther) {
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  ann.name = "lost";
  bob.name = "kept";
  this->session().expire(ann);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
  EXPECT_EQ(ann.name.view(), "ann");
  EXPECT_THAT(this->database.rows("SELECT name FROM users"), testing::UnorderedElementsAre("ann", "kept", "cyd"));
}

TYPED_TEST(Expire, OfOneColumnReloadsIt) {
  auto& ann = this->user(1);
  ann.name = "lost";
  this->session().expire(ann, "name");
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(ann.email.view(), "ann@x"); }), kNothing);
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(ann.name.view(), "ann"); }), Spent{.selects = 1});
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Expire, OfAListReloadsItAlone) {
  auto& ann = this->user(1);
  EXPECT_EQ(ann.posts.size(), 2U);
  this->database.sql("UPDATE posts SET author_id = 1 WHERE id = 30");
  this->session().expire(ann, "posts");
  EXPECT_EQ(this->spent([&] { EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11, 30)); }), Spent{.selects = 1});
}

TYPED_TEST(Expire, OfAScalarKeepsItsKeyAndLooksItsTargetUpAgain) {
  auto& post = this->post(10);
  auto& ann = this->user(1);
  EXPECT_EQ(this->author(post), &ann);
  this->session().expire(post, "author");
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(this->author(post), &ann); }), kNothing);
}

TYPED_TEST(Expire, OfAScalarLosesItsUnflushedChange) {
  auto& post = this->post(10);
  this->set_author(post, &this->user(2));
  this->session().expire(post, "author");
  EXPECT_EQ(this->author(post)->id(), 1);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Expire, RefusesAnAttributeThatIsNotThere) {
  EXPECT_EQ(message_of<orm::NotMapped>([&] { this->session().expire(this->user(1), "nam"); }),
            "User has no attribute 'nam'");
}

TYPED_TEST(Expire, WithCascadeAllExpiresThePostsOfALoadedList) {
  auto& ann = this->user(1);
  auto& post = this->post(10);
  auto& made = this->make_post(40);
  made.title = "kept";
  ann.posts.append(made);
  post.title = "lost";
  this->session().expire(ann);
  EXPECT_EQ(made.state(), orm::State::pending);
  EXPECT_EQ(made.title.view(), "kept") << "a pending object is not touched";
  EXPECT_EQ(post.title.view(), "a");
}

TYPED_TEST(Expire, OfTheListAloneLeavesItsPosts) {
  auto& ann = this->user(1);
  EXPECT_EQ(ann.posts.size(), 2U);
  this->session().expire(ann, "posts");
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(this->post(10).title.view(), "a"); }), kNothing);
}

TYPED_TEST(Expire, AllForgetsChangesButKeepsPendingObjectsAndMarks) {
  auto& marked = this->post(20);
  auto& ann = this->user(1);
  ann.name = "lost";
  auto& made = this->make_post(40);
  this->session().add(made);
  this->session().remove(marked);
  this->session().expire_all();
  EXPECT_EQ(made.state(), orm::State::pending);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.selects = 1, .inserts = 1, .deletes = 1}))
      << "the object to delete was expired: it is loaded once more";
  EXPECT_EQ(ann.name.view(), "ann");
}

TYPED_TEST(Expire, AGenerationThatComesRoundExpiresTooAndForgetsNothingElse) {
  auto& old = this->user(1);
  auto& made = this->make_post(40);
  made.title = "mine";
  for (int i = 0; i < 70'000; ++i) {
    this->session().expire_all();
    if (i % 1000 == 0) {
      ASSERT_EQ(this->user(2).name.view(), "bob");
    }
  }
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(old.name.view(), "ann"); }), Spent{.selects = 1});
  EXPECT_EQ(made.title.view(), "mine");
  // Exactly one turn: an object of that generation must not pass as current.
  for (int i = 0; i < 65'535; ++i) this->session().expire_all();
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(old.name.view(), "ann"); }), Spent{.selects = 1});
}

TYPED_TEST(Expire, RefreshReloadsNowAndLosesTheObjectsOwnChanges) {
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  EXPECT_EQ(ann.posts.size(), 2U);
  ann.name = "lost";
  bob.name = "kept";
  EXPECT_EQ(this->spent([&] { this->session().refresh(ann); }), (Spent{.selects = 1, .updates = 1}))
      << "everything else is flushed first";
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(ann.name.view(), "ann"); }), kNothing);
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(ann.posts.size(), 2U); }), Spent{.selects = 1});
}

TYPED_TEST(Expire, ReadingAnExpiredObjectWhoseRowIsGoneSaysSo) {
  auto& post = this->post(10);
  this->session().commit();
  this->database.sql("DELETE FROM posts WHERE id = 10");
  EXPECT_EQ(message_of<orm::ObjectDeleted>([&] { post.title.view(); }), "Post 10 cannot be reloaded: its row is gone");
  EXPECT_THROW(this->session().refresh(post), orm::ObjectDeleted);
  EXPECT_EQ(this->find_post(10), nullptr);
}

TYPED_TEST(Expire, ReadingAnUnloadedAttributeOfADetachedObjectSaysSo) {
  auto& ann = this->user(1);
  this->session().expire(ann, "name");
  this->session().expunge(ann);
  EXPECT_EQ(message_of<orm::DetachedInstance>([&] { ann.name.view(); }),
            "User 1 left its session: an attribute that is not loaded cannot be read");
  EXPECT_EQ(message_of<orm::DetachedInstance>([&] { ann.posts.size(); }),
            "User 1.posts is not loaded, and User 1 left its session: add it to the session first");
  auto& post = this->post(20);
  this->session().expunge(post);
  EXPECT_EQ(message_of<orm::DetachedInstance>([&] { this->author(post); }),
            "Post 20.author is not loaded, and Post 20 left its session: add it to the session first");
  EXPECT_EQ(ann.email.view(), "ann@x");
}

TYPED_TEST(Expire, AColumnThatWasLostAndCameBackWritesNothing) {
  this->open({.autoflush = false});
  auto& ann = this->user(1);
  ann.name = "lost";
  this->session().expire(ann);
  this->database.sql("UPDATE users SET name = 'anna' WHERE id = 1");
  EXPECT_EQ(ann.name.view(), "anna");
  ann.name = "other";
  ann.name = "anna";
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Expire, WritingAnExpiredColumnLoadsNothingAndAlwaysWrites) {
  auto& ann = this->user(1);
  this->session().commit();
  EXPECT_EQ(this->spent([&] { ann.name = "ann"; }), kNothing);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.selects = 1, .updates = 1}))
      << "the old value was not known";
  EXPECT_EQ(ann.email.view(), "ann@x");
}

template <class R>
class DefaultCascadeExpire : public fixture::Linked<R> {};
TYPED_TEST_SUITE(DefaultCascadeExpire, fixture::DefaultCascade, fixture::Names);

TYPED_TEST(DefaultCascadeExpire, LeavesTheElements) {
  auto& ann = this->user(1);
  EXPECT_EQ(ann.posts.size(), 2U);
  this->post(10).title = "kept";
  this->session().expire(ann);
  EXPECT_EQ(this->post(10).title.view(), "kept");
}

}  // namespace
