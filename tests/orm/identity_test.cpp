// One row, one object: get, query and the identity map, with what each costs.
#include <limits>

#include "linked.h"

namespace {

using fixture::ids;
using fixture::kNothing;
using fixture::message_of;
using fixture::Spent;
using testing::ElementsAre;
using testing::IsEmpty;

template <class R>
class Identity : public fixture::Linked<R> {};
TYPED_TEST_SUITE(Identity, fixture::Strategies, fixture::Names);

TYPED_TEST(Identity, GetCostsOneSelectAndThenNone) {
  typename TestFixture::User* ann = nullptr;
  EXPECT_EQ(this->spent([&] { ann = &this->user(1); }), Spent{.selects = 1});
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(&this->user(1), ann); }), kNothing);
  EXPECT_EQ(ann->name.view(), "ann");
}

TYPED_TEST(Identity, GetOfARowThatIsNotThereIsNullAndAsksAgain) {
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(this->spent([&] { EXPECT_EQ(this->find_user(9), nullptr); }), Spent{.selects = 1});
}

TYPED_TEST(Identity, GetOfADeletedRowIsNull) {
  this->session().remove(this->post(10));
  this->session().flush();
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(this->find_post(10), nullptr); }), Spent{.selects = 1});
}

TYPED_TEST(Identity, GetFindsAnObjectThatAFlushInserted) {
  auto& post = this->make_post(40);
  this->session().add(post);
  this->session().flush();
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(&this->post(40), &post); }), kNothing);
}

TYPED_TEST(Identity, TheSameKeyOfTwoClassesIsTwoObjects) {
  this->database.sql("INSERT INTO posts VALUES (1, 'same key', NULL, 1)");
  EXPECT_EQ(this->post(1).title.view(), "same key");
  EXPECT_EQ(this->user(1).name.view(), "ann");
}

TYPED_TEST(Identity, KeysMayBeSparseNegativeOrHuge) {
  const std::int64_t keys[] = {-1,          std::numeric_limits<std::int64_t>::min(), 0, 4095, 4096, 268'435'455,
                               268'435'456, std::numeric_limits<std::int64_t>::max()};
  std::vector<typename TestFixture::Post*> made;
  for (const std::int64_t key : keys) {
    made.push_back(&this->make_post(key));
    this->session().add(*made.back());
  }
  EXPECT_EQ(this->spent([&] { this->session().flush(); }), Spent{.inserts = 8});
  for (auto* post : made) EXPECT_EQ(this->spent([&] { EXPECT_EQ(&this->post(post->id()), post); }), kNothing);
  this->session().remove(*made[1]);
  this->session().flush();
  EXPECT_EQ(this->find_post(keys[1]), nullptr);
  this->session().commit();
  for (const std::int64_t key : keys)
    if (key != keys[1]) {
      EXPECT_EQ(this->spent([&] { EXPECT_EQ(this->post(key).id(), key); }), Spent{.selects = 1});
    }
}

TYPED_TEST(Identity, AQueryAlwaysSelectsAndReusesObjects) {
  auto& ann = this->user(1);
  std::vector<typename TestFixture::User*> all;
  for (int i = 0; i < 2; ++i) EXPECT_EQ(this->spent([&] { all = this->users().all(); }), Spent{.selects = 1});
  EXPECT_THAT(ids(all), ElementsAre(1, 2, 3));
  EXPECT_EQ(all.front(), &ann);
}

TYPED_TEST(Identity, AQueryKeepsUnflushedValues) {
  this->open({.autoflush = false});
  auto& ann = this->user(1);
  ann.name = "changed";
  this->users().all();
  EXPECT_EQ(ann.name.view(), "changed");
  EXPECT_EQ(ann.email.view(), "ann@x");
}

TYPED_TEST(Identity, AQueryFillsInWhatWasExpired) {
  auto& ann = this->user(1);
  this->session().expire(ann);
  this->users().all();
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(ann.name.view(), "ann"); }), kNothing);
}

TYPED_TEST(Identity, AQuerySeesRowsWrittenBehindTheSession) {
  auto& ann = this->user(1);
  this->database.sql("UPDATE users SET name = 'anna' WHERE id = 1");
  this->users().all();
  EXPECT_EQ(ann.name.view(), "ann") << "loaded values are kept";
  this->session().expire(ann);
  EXPECT_EQ(ann.name.view(), "anna");
}

TYPED_TEST(Identity, WhereSelectsByColumnsAndNull) {
  EXPECT_THAT(ids(this->posts().where("author_id", std::int64_t{1}).all()), ElementsAre(10, 11));
  EXPECT_THAT(ids(this->posts().where("author_id", {}).all()), ElementsAre(30));
  EXPECT_THAT(ids(this->posts().where("author_id", std::int64_t{1}).where("title", std::string_view("b")).all()),
              ElementsAre(11));
  EXPECT_THAT(ids(this->users().where("name", std::string_view("' OR 1 = 1 --")).all()), IsEmpty());
  EXPECT_THAT(ids(this->users().where("id", std::int64_t{2}).all()), ElementsAre(2));
}

TYPED_TEST(Identity, WhereRefusesAColumnThatIsNotThere) {
  EXPECT_EQ(message_of<orm::NotMapped>([&] { this->users().where("nam", std::int64_t{1}).all(); }),
            "table 'users' has no column 'nam'");
}

TYPED_TEST(Identity, SessionsOnOneBackendShareNoObjects) {
  auto& ann = this->user(1);
  orm::Session other(this->database.backend(), this->registry);
  this->session().commit();
  auto* theirs = other.template get<typename TestFixture::User>(1);
  EXPECT_NE(theirs, &ann);
  theirs->name = "anna";
  other.commit();
  EXPECT_EQ(ann.name.view(), "anna") << "what one commits, the other sees after its own commit";
}

TYPED_TEST(Identity, ManySessionsOneAfterAnotherReuseTheirNumbers) {
  for (int i = 0; i < 5000; ++i) {
    orm::Session session(this->database.backend(), this->registry);
    ASSERT_EQ(session.template make<typename TestFixture::User>(i).id(), i);
  }
}

}  // namespace
