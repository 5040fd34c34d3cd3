// Lazy and selectin loading: what is loaded, and with how many SELECTs.
#include "linked.h"

namespace {

using fixture::ids;
using fixture::kNothing;
using fixture::Spent;
using testing::ElementsAre;
using testing::IsEmpty;

template <class R>
class Load : public fixture::Linked<R> {
 protected:
  auto posts_with_authors() {
    const orm::AttributeHandle author(this->registry, "Post", "author");
    return this->posts().options(orm::selectinload(author)).all();
  }
};
TYPED_TEST_SUITE(Load, fixture::Strategies, fixture::Names);

TYPED_TEST(Load, LazyListsCostOneSelectAnOwner) {
  const auto users = this->users().all();
  EXPECT_EQ(this->spent([&] {
    for (auto* user : users) user->posts.size();
    for (auto* user : users) user->posts.size();
  }),
            Spent{.selects = 3});
  EXPECT_THAT(ids(users[0]->posts), ElementsAre(10, 11));
  EXPECT_THAT(ids(users[2]->posts), IsEmpty());
}

TYPED_TEST(Load, SelectinListsCostOneSelectTogether) {
  std::vector<typename TestFixture::User*> users;
  EXPECT_EQ(this->spent([&] { users = this->users_with_posts(); }), Spent{.selects = 2});
  EXPECT_EQ(this->spent([&] {
    EXPECT_THAT(ids(users[0]->posts), ElementsAre(10, 11));
    EXPECT_THAT(ids(users[1]->posts), ElementsAre(20));
    EXPECT_THAT(ids(users[2]->posts), IsEmpty()) << "loaded, and empty";
  }),
            kNothing);
}

TYPED_TEST(Load, TheFirstTouchOfALoadedPostsAuthorCostsNothing) {
  auto& ann = this->user(1);
  ann.posts.size();
  auto& post = this->post(10);
  const auto& slot = orm::slot_at<orm::ScalarSlot>(post, this->registry.relationship("Post", "author").offset);
  EXPECT_FALSE(slot.has_target()) << "loading a list does not fill the other side";
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(this->author(post), &ann); }), kNothing);
  EXPECT_TRUE(slot.has_target());
}

TYPED_TEST(Load, AnAuthorThatIsNotPresentCostsOneSelectForAllItsPosts) {
  auto& first = this->post(10);
  auto& second = this->post(11);
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(this->author(first)->name.view(), "ann"); }), Spent{.selects = 1});
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(this->author(second), this->author(first)); }), kNothing);
}

TYPED_TEST(Load, ANullKeyCostsNothing) {
  auto& post = this->post(30);
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(this->author(post), nullptr); }), kNothing);
}

TYPED_TEST(Load, AnExpiredAuthorIsReloadedOnTheWay) {
  auto& ann = this->user(1);
  auto& post = this->post(10);
  this->session().expire(ann);
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(this->author(post), &ann); }), Spent{.selects = 1});
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(ann.name.view(), "ann"); }), kNothing);
}

TYPED_TEST(Load, AKeyWithoutARowReadsAsNull) {
  this->open();
  this->database.sql("PRAGMA foreign_keys = OFF");
  this->database.sql("UPDATE posts SET author_id = 99 WHERE id = 10");
  EXPECT_EQ(this->spent([&] { EXPECT_EQ(this->author(this->post(10)), nullptr); }), Spent{.selects = 2});
}

TYPED_TEST(Load, RelationshipsOfNewObjectsCostNothing) {
  auto& user = this->make_user(4);
  auto& post = this->make_post(40);
  this->session().add(post);
  EXPECT_EQ(this->spent([&] {
    EXPECT_EQ(this->author(post), nullptr);
    EXPECT_TRUE(user.posts.empty());
    EXPECT_TRUE(user.name.is_null());
    EXPECT_EQ(post.title.view(), "");
  }),
            kNothing);
}

TYPED_TEST(Load, SelectinOfAScalarAsksForAllItsTargetsTogether) {
  std::vector<typename TestFixture::Post*> posts;
  EXPECT_EQ(this->spent([&] { posts = this->posts_with_authors(); }), Spent{.selects = 2});
  EXPECT_EQ(this->spent([&] {
    EXPECT_EQ(this->author(*posts[0])->name.view(), "ann");
    EXPECT_EQ(this->author(*posts[2])->name.view(), "bob");
    EXPECT_EQ(this->author(*posts[3]), nullptr);
  }),
            kNothing);
}

TYPED_TEST(Load, SelectinOfAScalarAsksForPresentTargetsTooAsSqlAlchemyDoes) {
  this->users().all();
  EXPECT_EQ(this->spent([&] { this->posts_with_authors(); }), Spent{.selects = 2});
  EXPECT_EQ(this->spent([&] { this->posts_with_authors(); }), Spent{.selects = 2}) << "loaded or not";
}

TYPED_TEST(Load, SelectinKeepsAListThatIsLoaded) {
  auto& ann = this->user(1);
  ann.posts.append(this->post(20));
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11, 20));
  this->session().flush();
  this->users_with_posts();
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11, 20));
}

TYPED_TEST(Load, SelectinAsksForFiveHundredOwnersAtATime) {
  this->database.sql("DELETE FROM posts");
  this->database.sql("DELETE FROM users");
  const auto add_users = [&](int first, int last) {
    this->database.sql("WITH RECURSIVE n(i) AS (SELECT " + std::to_string(first) + " UNION ALL SELECT i + 1 FROM n" +
                       " WHERE i < " + std::to_string(last) +
                       ") INSERT INTO users (id, name) SELECT i, 'u' || i FROM n");
    this->database.sql("INSERT INTO posts (id, title, author_id) SELECT id * 10, 't', id FROM users WHERE id >= " +
                       std::to_string(first));
  };
  EXPECT_EQ(this->spent([&] { this->users_with_posts(); }), Spent{.selects = 1}) << "nobody to ask for";
  this->opened.reset();
  add_users(1, 500);
  this->open();
  EXPECT_EQ(this->spent([&] { this->users_with_posts(); }), Spent{.selects = 2});
  this->opened.reset();
  add_users(501, 501);
  this->open();
  std::vector<typename TestFixture::User*> users;
  EXPECT_EQ(this->spent([&] { users = this->users_with_posts(); }), Spent{.selects = 3});
  ASSERT_EQ(users.size(), 501U);
  EXPECT_EQ(this->spent([&] {
    for (auto* user : users) ASSERT_THAT(ids(user->posts), ElementsAre(user->id() * 10));
  }),
            kNothing);
}

TYPED_TEST(Load, LazyAndSelectinLoadTheSameLists) {
  std::vector<std::vector<std::int64_t>> lazy;
  for (auto* user : this->users().all()) lazy.push_back(ids(user->posts));
  this->open();
  std::vector<std::vector<std::int64_t>> selectin;
  for (auto* user : this->users_with_posts()) selectin.push_back(ids(user->posts));
  EXPECT_EQ(lazy, selectin);
}

TYPED_TEST(Load, ADatabaseErrorNamesWhatWasBeingLoaded) {
  auto& ann = this->user(1);
  this->database.sql("DROP TABLE posts");
  const auto about = [&](auto&& work) -> std::string {
    try {
      work();
    } catch (const orm::StatementError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr(error.about()));
      EXPECT_THAT(error.statement(), testing::HasSubstr("SELECT"));
      return error.about();
    }
    return "no error";
  };
  // A refused statement ends a transaction of PostgreSQL, and its DROP TABLE with it; one of SQLite's goes on.
  const auto begin_again = [&] {
    if (!databases::is_postgres_chosen()) return;
    this->session().rollback();
    this->database.sql("DROP TABLE IF EXISTS posts");
  };
  EXPECT_EQ(about([&] { ann.posts.size(); }), "User 1.posts");
  begin_again();
  EXPECT_EQ(about([&] { this->find_post(10); }), "Post 10");
  begin_again();
  EXPECT_EQ(about([&] { this->session().template query<typename TypeParam::Post>().all(); }), "Post");
}

TYPED_TEST(Load, TextsKeepEveryByte) {
  std::string text = "it's \"quoted\" \xF0\x9F\x98\x80 \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D ";
  if (!databases::is_postgres_chosen()) text += '\0';  // PostgreSQL refuses it; see the tests of its texts
  text += " end";
  auto& post = this->make_post(40);
  post.title = text;
  post.body = "";
  this->session().add(post);
  this->session().commit();
  EXPECT_EQ(post.title.view(), text);
  EXPECT_EQ(post.body.view(), "");
  EXPECT_FALSE(post.body.is_null()) << "an empty text is not NULL";
  post.body = std::nullopt;
  this->session().commit();
  EXPECT_TRUE(post.body.is_null());
}

}  // namespace
