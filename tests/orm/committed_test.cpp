// Values that were read by a query of one's own: set_committed_value puts them where a load would, and marks no change.
#include "linked.h"

namespace {

using fixture::ids;
using fixture::kNothing;
using fixture::message_of;
using fixture::Spent;
using testing::ElementsAre;
using testing::IsEmpty;

template <class R>
class Committed : public fixture::Linked<R> {
 protected:
  using User = typename R::User;
  using Post = typename R::Post;

  void set(User& user, const std::vector<Post*>& posts) { user.posts.set_committed_value(posts); }
};
TYPED_TEST_SUITE(Committed, fixture::Strategies, fixture::Names);

TYPED_TEST(Committed, ListIsThereWithoutAStatementAndUnchanged) {
  auto& ann = this->user(1);
  auto& first = this->post(10);
  auto& second = this->post(11);
  EXPECT_EQ(this->spent([&] {
    this->set(ann, {&first, &second});
    EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11));
    EXPECT_FALSE(this->session().is_modified(ann));
    this->session().flush();
  }),
            kNothing);
  EXPECT_FALSE(this->session().is_dirty());
}

TYPED_TEST(Committed, ListIsChangedLikeALoadedOne) {
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  auto& first = this->post(10);
  auto& second = this->post(11);
  this->set(ann, {&first, &second});
  bob.posts.size();
  EXPECT_EQ(this->spent([&] { bob.posts.append(first); }), kNothing);
  EXPECT_THAT(ids(ann.posts), ElementsAre(11));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.updates = 1}));
  EXPECT_THAT(this->database.authors(), ElementsAre("10|2", "11|1", "20|2", "30|"));
}

TYPED_TEST(Committed, AnotherValueTakesThePlaceOfALoadedOne) {
  auto& ann = this->user(1);
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11));
  this->set(ann, {&this->post(11)});
  EXPECT_THAT(ids(ann.posts), ElementsAre(11));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing)
      << "what is set is what the database is said to have";
  this->session().expire(ann);
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11));
}

TYPED_TEST(Committed, OfAnElementThatStandsThereTwiceTheFirstIsRemoved) {
  auto& ann = this->user(1);
  auto& first = this->post(10);
  auto& second = this->post(11);
  this->set(ann, {&first, &second, &first});
  ann.posts.remove(first);
  EXPECT_THAT(ids(ann.posts), ElementsAre(11, 10));
}

TYPED_TEST(Committed, ChangesQueuedWhileTheListWasNotLoadedAreApplied) {
  auto& ann = this->user(1);
  auto& first = this->post(10);
  auto& other = this->post(30);
  this->set_author(other, &ann);
  this->set(ann, {&first});
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 30));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.updates = 1}));
}

TYPED_TEST(Committed, ListOfAnExpiredUserIsSetAndItsColumnsStayExpired) {
  auto& ann = this->user(1);
  auto& first = this->post(10);
  this->session().expire(ann);
  EXPECT_EQ(this->spent([&] {
    this->set(ann, {&first});
    EXPECT_THAT(ids(ann.posts), ElementsAre(10));
  }),
            kNothing);
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(ann.name.view(), "ann"); }), (Spent{.selects = 1}));
  EXPECT_THAT(ids(ann.posts), ElementsAre(10));
}

TYPED_TEST(Committed, ChangeThatWaitsForTheFlushIsNotOverwritten) {
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  auto& first = this->post(10);
  ann.posts.size();
  bob.posts.size();
  ann.posts.assign(std::vector<typename TypeParam::Post*>{&first, &first});
  EXPECT_EQ(message_of<orm::LoadRefused>([&] { this->set(ann, {}); }),
            "User 1.posts has a change that waits for the flush: flush or expire it first");
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 10));
}

TYPED_TEST(Committed, ObjectOfAnotherSessionIsRefusedAndNothingIsSet) {
  auto& ann = this->user(1);
  orm::Session other(this->database.backend(), this->registry, {.joins_transaction = true});
  auto& stranger = *other.template get<typename TypeParam::Post>(10);
  EXPECT_EQ(message_of<orm::TypeMismatch>([&] { this->set(ann, {&stranger}); }),
            "User 1.posts cannot hold Post 10: it belongs to another session");
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11)) << "loaded";
}

// The same list, an element at a time: init_collection and append_without_event.
TYPED_TEST(Committed, ListIsFilledAnElementAtATimeAndUnchanged) {
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  auto& first = this->post(10);
  auto& second = this->post(11);
  EXPECT_EQ(this->spent([&] {
    ann.posts.init_collection();
    EXPECT_THAT(ids(ann.posts), IsEmpty());
    bob.posts.init_collection();
    ann.posts.append_without_event(second);
    ann.posts.append_without_event(first);
    EXPECT_THAT(ids(ann.posts), ElementsAre(11, 10));
    EXPECT_FALSE(this->session().is_modified(ann));
    this->session().flush();
  }),
            kNothing);
  EXPECT_EQ(this->spent([&] { bob.posts.append(first); }), kNothing);
  EXPECT_THAT(ids(ann.posts), ElementsAre(11));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.updates = 1}));
}

TYPED_TEST(Committed, WhatWasLoadedIsForgottenBeforeAListIsFilled) {
  auto& ann = this->user(1);
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11));
  ann.posts.init_collection();
  ann.posts.append_without_event(this->post(11));
  EXPECT_THAT(ids(ann.posts), ElementsAre(11));
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(Committed, OfAnElementThatWasFilledInTwiceTheFirstIsRemoved) {
  auto& ann = this->user(1);
  auto& bob = this->user(2);
  auto& first = this->post(10);
  auto& second = this->post(11);
  ann.posts.init_collection();
  bob.posts.init_collection();
  ann.posts.append_without_event(first);
  bob.posts.append_without_event(second);
  bob.posts.append_without_event(first);  // an element remembers the last of its places alone
  ann.posts.append_without_event(second);
  ann.posts.append_without_event(first);
  ann.posts.remove(first);
  EXPECT_THAT(ids(ann.posts), ElementsAre(11, 10));
}

TYPED_TEST(Committed, ListWithAChangeIsNotFilled) {
  auto& ann = this->user(1);
  auto& other = this->post(30);
  this->set_author(other, &ann);  // queued
  const auto refused = "User 1.posts has a change that waits for the flush: flush or expire it first";
  EXPECT_EQ(message_of<orm::LoadRefused>([&] { ann.posts.init_collection(); }), refused);
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11, 30)) << "flushed, then loaded";
  auto& taken = this->post(20);
  ann.posts.remove(other);
  EXPECT_EQ(message_of<orm::LoadRefused>([&] { ann.posts.init_collection(); }), refused);
  EXPECT_EQ(message_of<orm::LoadRefused>([&] { this->set(ann, {}); }), refused);
  ann.posts.append_without_event(taken);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.updates = 1})) << "of what was removed";
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11, 20));
  EXPECT_THAT(this->database.authors(), ElementsAre("10|1", "11|1", "20|2", "30|"));
}

TYPED_TEST(Committed, ListThatIsNotLoadedTakesNoElementWithoutAnEvent) {
  auto& ann = this->user(1);
  EXPECT_EQ(message_of<orm::LoadRefused>([&] { ann.posts.append_without_event(this->post(10)); }),
            "User 1.posts is not loaded: init_collection() first");
  orm::Session other(this->database.backend(), this->registry, {.joins_transaction = true});
  auto& stranger = *other.template get<typename TypeParam::Post>(10);
  ann.posts.init_collection();
  EXPECT_EQ(message_of<orm::TypeMismatch>([&] { ann.posts.append_without_event(stranger); }),
            "User 1.posts cannot hold Post 10: it belongs to another session");
}

// Of the scalar side, on declared classes.
using Declared = strategies::BackPopulates::OneToMany;
class CommittedScalar : public fixture::Linked<Declared> {};

TEST_F(CommittedScalar, IsThereWithoutAStatementAndUnchanged) {
  auto& ann = user(1);
  auto& first = post(10);
  EXPECT_EQ(spent([&] {
              first.author.set_committed_value(&ann);
              EXPECT_EQ(first.author.get(), &ann);
              session().flush();
            }),
            kNothing);
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11)) << "the other side is as the database has it";
}

TEST_F(CommittedScalar, ThatIsNotTheRowsTargetIsKeptAndNotWritten) {
  auto& bob = user(2);
  auto& first = post(10);
  first.author.set_committed_value(&bob);
  EXPECT_EQ(first.author.get(), &bob);
  EXPECT_EQ(spent([&] { session().flush(); }), kNothing);
  session().expire(first);
  EXPECT_EQ(first.author.get(), &user(1));
}

TEST_F(CommittedScalar, ChangeThatWaitsForTheFlushIsNotOverwritten) {
  auto& bob = user(2);
  auto& first = post(10);
  first.author = &bob;
  EXPECT_EQ(message_of<orm::LoadRefused>([&] { first.author.set_committed_value(nullptr); }),
            "Post 10.author has a change that waits for the flush: flush or expire it first");
  EXPECT_EQ(first.author.get(), &bob);
}

TEST_F(CommittedScalar, QueryByManyValuesIsOrderedByTheirColumn) {
  const std::vector<std::int64_t> keys{2, 1};
  std::vector<Declared::Post*> found;
  EXPECT_EQ(spent([&] { found = session().query<Declared::Post>().all_in("author_id", keys); }), (Spent{.selects = 1}));
  EXPECT_THAT(ids(found), ElementsAre(10, 11, 20));
  EXPECT_EQ(spent([&] { EXPECT_THAT(session().query<Declared::Post>().all_in("author_id", {}), IsEmpty()); }),
            kNothing);
  const std::vector<std::int64_t> many(501, 1);
  EXPECT_EQ(spent([&] { session().query<Declared::Post>().all_in("author_id", many); }), (Spent{.selects = 2}));
  EXPECT_EQ(message_of<orm::NotMapped>([&] { session().query<Declared::Post>().all_in("writer_id", keys); }),
            "table 'posts' has no column 'writer_id'");
}

}  // namespace
