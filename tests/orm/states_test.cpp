// Object states, and what brings an object into the session or takes it out.
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
class States : public fixture::Linked<R> {};
TYPED_TEST_SUITE(States, fixture::Strategies, fixture::Names);

TYPED_TEST(States, AnObjectGoesFromTransientToDetached) {
  auto& post = this->make_post(40);
  EXPECT_EQ(post.state(), State::transient);
  EXPECT_EQ(post.id(), 40);
  this->session().add(post);
  EXPECT_EQ(post.state(), State::pending);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.inserts = 1});
  EXPECT_EQ(post.state(), State::persistent);
  this->session().remove(post);
  EXPECT_EQ(post.state(), State::persistent) << "until the flush";
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.deletes = 1});
  EXPECT_EQ(post.state(), State::deleted);
  this->session().commit();
  EXPECT_EQ(post.state(), State::detached);
}

TYPED_TEST(States, ExpungeMakesPendingTransientAndPersistentDetached) {
  auto& made = this->make_post(40);
  this->session().add(made);
  this->session().expunge(made);
  EXPECT_EQ(made.state(), State::transient);
  auto& loaded = this->post(10);
  this->session().expunge(loaded);
  EXPECT_EQ(loaded.state(), State::detached);
  EXPECT_EQ(loaded.title.view(), "a") << "what was loaded stays readable";
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
  EXPECT_NE(&this->post(10), &loaded);
}

TYPED_TEST(States, AddingADetachedObjectMakesItPersistentAgain) {
  auto& post = this->post(10);
  this->session().expunge(post);
  EXPECT_EQ(this->spent([&] { this->session().add(post); }), kNothing);
  EXPECT_EQ(post.state(), State::persistent);
  EXPECT_EQ(&this->post(10), &post);
  post.title = "new";
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.updates = 1});
}

TYPED_TEST(States, RefusesToAddADetachedObjectWhoseKeyIsTaken) {
  auto& post = this->post(10);
  this->session().expunge(post);
  this->post(10);
  EXPECT_EQ(message_of<orm::IdentityConflict>([&] { this->session().add(post); }),
            "another object is Post 10 in this session: expunge it first");
  EXPECT_EQ(post.state(), State::detached);
}

TYPED_TEST(States, RefusesToAddADeletedObjectAlsoAfterTheCommit) {
  auto& post = this->post(10);
  this->session().remove(post);
  this->session().flush();
  EXPECT_EQ(message_of<orm::InstanceDeleted>([&] { this->session().add(post); }),
            "Post 10 was deleted: its row is gone, so it cannot be added again");
  this->session().commit();
  EXPECT_EQ(post.state(), State::detached);
  EXPECT_THROW(this->session().add(post), orm::InstanceDeleted);
}

TYPED_TEST(States, DeletingADeletedObjectAgainAfterTheCommitFindsNoRowAndIsAccepted) {
  auto& post = this->post(10);
  this->session().remove(post);
  this->session().commit();
  this->session().remove(post);
  EXPECT_EQ(post.state(), State::deleted);
  EXPECT_NO_THROW(this->session().flush()) << "SQLAlchemy warns";
  EXPECT_THAT(this->database.authors(), ElementsAre("11|1", "20|2", "30|"));
}

TYPED_TEST(States, RefusesToDeleteWhatHasNoRow) {
  auto& post = this->make_post(40);
  EXPECT_EQ(message_of<orm::NotPersisted>([&] { this->session().remove(post); }),
            "Post 40 is transient: only an object with a row can be deleted");
  this->session().add(post);
  EXPECT_THROW(this->session().remove(post), orm::NotPersisted);
  EXPECT_EQ(post.state(), State::pending);
}

TYPED_TEST(States, DeleteOfADetachedObjectPutsItBackFirst) {
  auto& post = this->post(10);
  this->session().expunge(post);
  this->session().remove(post);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.deletes = 1});
  EXPECT_EQ(post.state(), State::deleted);
}

TYPED_TEST(States, RefusesToExpungeOrExpireWhatIsNotInTheSession) {
  auto& post = this->make_post(40);
  EXPECT_EQ(message_of<orm::NotInSession>([&] { this->session().expunge(post); }),
            "Post 40 is transient: it is not in the session");
  EXPECT_EQ(message_of<orm::NotInSession>([&] { this->session().expire(post); }),
            "Post 40 is transient: only a persistent object can be expired");
  EXPECT_THROW(this->session().refresh(post), orm::NotInSession);
  this->session().add(post);
  EXPECT_THROW(this->session().expire(post, "title"), orm::NotInSession);
}

TYPED_TEST(States, AddBringsWhatIsReachableFromBothSides) {
  auto& user = this->make_user(4);
  auto& first = this->make_post(40);
  auto& second = this->make_post(41);
  user.posts.append(first);
  user.posts.append(second);
  EXPECT_EQ(first.state(), State::transient);
  this->session().add(second);
  EXPECT_EQ(user.state(), State::pending);
  EXPECT_EQ(first.state(), State::pending);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.inserts = 3});
  EXPECT_THAT(this->database.rows("SELECT id, author_id FROM posts WHERE id >= 40"), ElementsAre("40|4", "41|4"));
}

TYPED_TEST(States, AppendToAnOwnerInTheSessionAddsTheElement) {
  auto& post = this->make_post(40);
  this->user(1).posts.append(post);
  EXPECT_EQ(post.state(), State::pending);
}

TYPED_TEST(States, SettingAnOwnerFromOutsideAddsNothing) {
  auto& ann = this->user(1);
  ann.posts.size();
  auto& post = this->make_post(40);
  this->set_author(post, &ann);
  EXPECT_EQ(post.state(), State::transient);
  EXPECT_TRUE(ann.posts.contains(&post)) << "though it shows on the other side";
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), kNothing);
}

TYPED_TEST(States, SettingANewOwnerFromInsideAddsTheOwner) {
  auto& user = this->make_user(4);
  this->set_author(this->post(10), &user);
  EXPECT_EQ(user.state(), State::pending);
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), (Spent{.inserts = 1, .updates = 1}));
}

TYPED_TEST(States, ExpungeWithCascadeAllTakesTheLoadedPostsAlong) {
  auto& ann = this->user(1);
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11));
  auto& post = this->post(10);
  this->session().expunge(ann);
  EXPECT_EQ(post.state(), State::detached);
}

TYPED_TEST(States, RefusesObjectsOfAnotherSession) {
  orm::Session other(this->database.backend(), this->registry);
  auto& theirs = other.template make<typename TestFixture::Post>(40);
  EXPECT_EQ(message_of<orm::TypeMismatch>([&] { this->session().add(theirs); }),
            "add of Post 40: it belongs to another session");
  EXPECT_THROW(this->session().remove(theirs), orm::TypeMismatch);
  EXPECT_THROW(this->session().expunge(theirs), orm::TypeMismatch);
  EXPECT_THROW(this->session().expire(theirs), orm::TypeMismatch);
  auto& ann = this->user(1);
  EXPECT_EQ(message_of<orm::TypeMismatch>([&] { ann.posts.append(theirs); }),
            "User 1.posts cannot hold Post 40: it belongs to another session");
  EXPECT_THROW(this->set_author(theirs, &ann), orm::TypeMismatch);
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11)) << "nothing changed";
}

TYPED_TEST(States, RefusesAnObjectThatNoSessionMade) {
  typename TestFixture::User on_the_stack;
  auto& post = this->post(10);
  EXPECT_THAT(message_of<orm::OrmError>([&] { on_the_stack.posts.append(post); }),
              HasSubstr("make objects with Session::make, not on the stack"));
  EXPECT_THROW(on_the_stack.posts.size(), orm::OrmError);
  EXPECT_THROW(on_the_stack.name = "x", orm::OrmError);
  EXPECT_THROW(on_the_stack.name.view(), orm::OrmError);
  EXPECT_THROW(this->session().add(on_the_stack), orm::OrmError);
  EXPECT_THROW(this->user(1).posts.append(*std::make_unique<typename TestFixture::Post>()), orm::OrmError);
  EXPECT_THROW(this->set_author(post, &on_the_stack), orm::OrmError);
  EXPECT_EQ(this->author(post)->id(), 1);
}

template <class R>
class DefaultCascade : public fixture::Linked<R> {};
TYPED_TEST_SUITE(DefaultCascade, fixture::DefaultCascade, fixture::Names);

TYPED_TEST(DefaultCascade, ExpungeLeavesTheLoadedPosts) {
  auto& ann = this->user(1);
  ann.posts.size();
  this->session().expunge(ann);
  EXPECT_EQ(this->post(10).state(), State::persistent);
}

}  // namespace
