// Changes of lists that are not loaded: they wait, cost nothing, and are applied when the list is loaded.
#include "linked.h"

namespace {

using fixture::ids;
using fixture::kNothing;
using fixture::Spent;
using testing::ElementsAre;

template <class R>
class Queue : public fixture::Linked<R> {
 protected:
  Queue() { this->open({.autoflush = false}); }
};
TYPED_TEST_SUITE(Queue, fixture::Strategies, fixture::Names);

TYPED_TEST(Queue, SettingAnAuthorWithAnUnloadedListLoadsNothing) {
  auto& bob = this->user(2);
  auto& post = this->post(30);
  EXPECT_EQ(this->spent([&] { this->set_author(post, &bob); }), kNothing);
  EXPECT_EQ(this->author(post), &bob);
  EXPECT_EQ(this->spent([&] { EXPECT_THAT(ids(bob.posts), ElementsAre(20, 30)); }), Spent{.selects = 1});
}

TYPED_TEST(Queue, AdditionsStandAtTheEndInTheOrderOfTheWrites) {
  auto& cyd = this->user(3);
  for (const std::int64_t key : {30, 11, 20}) {
    this->post(key);
    this->set_author(this->post(key), &cyd);
  }
  EXPECT_THAT(ids(cyd.posts), ElementsAre(30, 11, 20));
}

TYPED_TEST(Queue, RemovalsAreTakenOutOfTheRows) {
  auto& ann = this->user(1);
  this->set_author(this->post(10), nullptr);
  EXPECT_EQ(this->spent([&] { EXPECT_THAT(ids(ann.posts), ElementsAre(11)); }), Spent{.selects = 1});
}

TYPED_TEST(Queue, AnAdditionAndARemovalOfOneObjectCancelEachOther) {
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  this->set_author(this->post(10), &bob);
  this->set_author(this->post(10), &ann);
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11)) << "at its place, not at the end";
  EXPECT_THAT(ids(bob.posts), ElementsAre(20));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Queue, AppendLoadsItsListAndQueuesInThePreviousOwners) {
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  auto& post = this->post(10);
  EXPECT_EQ(this->spent([&] { bob.posts.append(post); }), Spent{.selects = 1});
  EXPECT_EQ(this->spent([&] { EXPECT_THAT(ids(ann.posts), ElementsAre(11)); }), Spent{.selects = 1});
}

TYPED_TEST(Queue, AMoveFromALoadedListToAnUnloadedOne) {
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  EXPECT_EQ(ann.posts.size(), 2U);
  EXPECT_EQ(this->spent([&] { this->set_author(this->post(10), &bob); }), kNothing);
  EXPECT_THAT(ids(ann.posts), ElementsAre(11));
  EXPECT_THAT(ids(bob.posts), ElementsAre(20, 10));
}

TYPED_TEST(Queue, AnUnknownPreviousOwnersListIsNotTouched) {
  auto& bob = this->user(2);
  auto& post = this->post(10);  // ann is not in the session
  this->set_author(post, &bob);
  auto& ann = this->user(1);
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11)) << "the database still says so";
  this->session().flush();
  this->session().expire(ann);
  EXPECT_THAT(ids(ann.posts), ElementsAre(11));
}

TYPED_TEST(Queue, APostThatTheDatabaseStillShowsStandsTwiceWhenItComesBack) {
  auto& bob = this->user(2);
  auto& post = this->post(10);
  this->set_author(post, &bob);
  auto& ann = this->user(1);
  ann.posts.append(post);
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11, 10));
  ann.posts.remove(post);
  EXPECT_THAT(ids(ann.posts), ElementsAre(11, 10)) << "the first goes";
  EXPECT_EQ(this->author(post), &ann);
}

TYPED_TEST(Queue, AFlushEmptiesItAndWritesEachKey) {
  auto& bob = this->user(2);
  this->set_author(this->post(10), &bob);
  this->set_author(this->post(30), &bob);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 2});
  EXPECT_THAT(ids(bob.posts), ElementsAre(10, 20, 30)) << "now in the order of the rows";
}

TYPED_TEST(Queue, ExpireAndRollbackEmptyIt) {
  auto& bob = this->user(2);
  auto& post = this->post(30);
  this->set_author(post, &bob);
  this->session().expire(bob);
  EXPECT_THAT(ids(bob.posts), ElementsAre(20));
  this->session().rollback();
  this->set_author(post, &bob);
  this->session().rollback();
  EXPECT_THAT(ids(bob.posts), ElementsAre(20));
  EXPECT_EQ(this->author(post), nullptr);
}

TYPED_TEST(Queue, SelectinLoadingAppliesItToo) {
  auto& bob = this->user(2);
  this->set_author(this->post(30), &bob);
  this->set_author(this->post(20), nullptr);
  this->users_with_posts();
  EXPECT_EQ(this->spent([&] { EXPECT_THAT(ids(bob.posts), ElementsAre(30)); }), kNothing);
}

template <class R>
class Autoflush : public fixture::Linked<R> {};
TYPED_TEST_SUITE(Autoflush, fixture::Strategies, fixture::Names);

TYPED_TEST(Autoflush, WritesBeforeTheSelectThatWouldMissIt) {
  auto& bob = this->user(2);
  this->set_author(this->post(30), &bob);
  EXPECT_EQ(this->spent([&] { EXPECT_THAT(ids(bob.posts), ElementsAre(20, 30)); }),
            (Spent{.selects = 1, .updates = 1}));
}

TYPED_TEST(Autoflush, DoesNothingForReadsThatNeedNoSelect) {
  auto& ann = this->user(1);
  ann.name = "anna";
  EXPECT_EQ(this->spent([&] {
    EXPECT_EQ(ann.name.view(), "anna");
    EXPECT_EQ(&this->user(1), &ann);
  }),
            kNothing);
  EXPECT_EQ(this->spent([&] { this->user(2); }), (Spent{.selects = 1, .updates = 1}));
}

TYPED_TEST(Autoflush, OffLeavesTheChangeUntilFlush) {
  this->open({.autoflush = false});
  this->user(1).name = "anna";
  EXPECT_EQ(this->spent([&] { this->users().all(); }), Spent{.selects = 1});
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
}

}  // namespace
