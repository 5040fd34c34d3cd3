// A side that follows: stale from a change of the side that is written until the flush, right after it, never written.
#include <optional>

#include "blog.h"
#include "strategies/sync_at_flush.h"

namespace {

using fixture::ids;
using fixture::kNothing;
using fixture::message_of;
using fixture::Spent;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Following : public testing::Test {
 protected:
  using Relation = strategies::SyncAtFlush::OneToMany;
  using User = Relation::User;
  using Post = Relation::Post;

  Following() {
    Relation::declare(registry);
    registry.configure();
    relation.emplace(registry);
    opened.emplace(database.backend(), registry);
  }
  orm::Session& session() { return *opened; }
  User& user(std::int64_t key) { return *opened->get<User>(key); }
  Post& post(std::int64_t key) { return *opened->get<Post>(key); }
  template <class F>
  Spent spent(F&& step) {
    return database.spent(step);
  }
  void load() { relation->load_selectin(session()); }

  fixture::Database database;
  orm::Registry registry;
  std::optional<Relation> relation;
  std::optional<orm::Session> opened;
};

TEST_F(Following, ListsAreStaleUntilTheFlushAndRightAfterIt) {
  load();
  EXPECT_EQ(spent([&] { post(10).author = &user(2); }), kNothing);
  EXPECT_THAT(ids(user(1).posts), ElementsAre(10, 11)) << "still there";
  EXPECT_THAT(ids(user(2).posts), ElementsAre(20)) << "not there yet";
  EXPECT_EQ(spent([&] { session().flush(); }), (Spent{.updates = 1}));
  EXPECT_THAT(ids(user(1).posts), ElementsAre(11));
  EXPECT_THAT(ids(user(2).posts), ElementsAre(20, 10));
}

TEST_F(Following, WhatComesStandsBehindInTheOrderOfTheChanges) {
  load();
  post(30).author = &user(3);
  post(10).author = &user(3);
  post(20).author = nullptr;
  session().flush();
  EXPECT_THAT(ids(user(3).posts), ElementsAre(30, 10));
  EXPECT_THAT(ids(user(2).posts), IsEmpty());
}

TEST_F(Following, APostThatCameBackKeepsItsPlaceAndIsNotWritten) {
  load();
  post(10).author = &user(2);
  post(10).author = &user(1);
  EXPECT_EQ(spent([&] { session().flush(); }), kNothing);
  EXPECT_THAT(ids(user(1).posts), ElementsAre(10, 11));
}

TEST_F(Following, ANewPostShowsAndADeletedOneGoes) {
  load();
  Post& fresh = session().make<Post>(40);
  fresh.author = &user(1);
  session().add(fresh);
  session().remove(post(11));
  EXPECT_THAT(ids(user(1).posts), ElementsAre(10, 11));
  EXPECT_EQ(spent([&] { session().flush(); }), (Spent{.inserts = 1, .deletes = 1}));
  EXPECT_THAT(ids(user(1).posts), ElementsAre(10, 40));
}

TEST_F(Following, WhatACallerWritesToTheListIsUndoneAndNotWritten) {
  load();
  user(2).posts.append(post(10));
  user(1).posts.remove(post(11));
  EXPECT_THAT(ids(user(2).posts), ElementsAre(20, 10));
  EXPECT_EQ(spent([&] { session().flush(); }), kNothing);
  EXPECT_THAT(ids(user(1).posts), ElementsAre(10, 11));
  EXPECT_THAT(ids(user(2).posts), ElementsAre(20));
  EXPECT_THAT(database.authors(), ElementsAre("10|1", "11|1", "20|2", "30|"));
}

TEST_F(Following, AListThatIsNotLoadedStaysUnloadedAndAQueryFlushesFirst) {
  Post& moved = post(10);
  User& ann = user(1);
  moved.author = &user(2);
  EXPECT_EQ(spent([&] { EXPECT_THAT(ids(user(2).posts), ElementsAre(10, 20)); }), (Spent{.selects = 1, .updates = 1}));
  EXPECT_EQ(spent([&] { EXPECT_THAT(ids(ann.posts), ElementsAre(11)); }), (Spent{.selects = 1}));
}

TEST_F(Following, AFlushThatConcernsNoListLeavesThemAlone) {
  load();
  user(1).posts.set_committed_value({});  // which nothing says is wrong
  post(10).title = "another";
  post(20).author = &user(3);
  session().flush();
  EXPECT_THAT(ids(user(1).posts), IsEmpty()) << "not looked at";
}

TEST_F(Following, AStaleListMakesACallerDeleteAMovedPost) {
  load();
  post(10).author = &user(2);
  relation->remove_user(session(), user(1));  // by the list as of the last flush
  session().flush();
  EXPECT_THAT(database.authors(), ElementsAre("20|2", "30|")) << "post 10 was user 2's by then";
}

TEST_F(Following, ARollbackShowsTheDatabaseAgain) {
  load();
  post(10).author = &user(2);
  session().flush();
  session().rollback();
  EXPECT_THAT(ids(user(1).posts), ElementsAre(10, 11));
  EXPECT_THAT(ids(user(2).posts), ElementsAre(20));
}

TEST_F(Following, AnObjectOfAnotherClassGivenByNameIsFoundAtTheFlush) {
  orm::Property(registry, "Post", "author").set(post(10), &post(11));
  EXPECT_THROW(session().flush(), orm::TypeMismatch);
}

// Two profiles name one user: the one that came last stands there.
TEST(FollowingProfile, IsTheLastThatNamesTheUser) {
  using Relation = strategies::SyncAtFlush::OneToOne;
  fixture::Database database;
  database.sql("CREATE TABLE profiles (id INTEGER PRIMARY KEY, bio TEXT, user_id INTEGER REFERENCES users (id))");
  database.sql("INSERT INTO profiles VALUES (1, 'p', 1), (2, 'q', 2)");
  orm::Registry registry;
  Relation::declare(registry);
  registry.configure();
  orm::Session session(database.backend(), registry);
  Relation relation(registry);
  const auto users = relation.load_selectin(session);
  auto& second = *session.get<Relation::Profile>(2);
  second.user = users[0];
  EXPECT_EQ(users[0]->profile->id(), 1) << "until the flush";
  EXPECT_EQ(database.spent([&] { session.flush(); }), (Spent{.updates = 1}));
  EXPECT_EQ(users[0]->profile->id(), 2);
  EXPECT_EQ(users[1]->profile.get(), nullptr);
}

// Post.tags is written, Tag.posts follows.
class FollowingTags : public testing::Test {
 protected:
  using Relation = strategies::SyncAtFlush::ManyToMany;
  FollowingTags() {
    database.sql("CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT)");
    database.sql("CREATE TABLE post_tags (post_id INTEGER, tag_id INTEGER, PRIMARY KEY (post_id, tag_id))");
    database.sql("INSERT INTO tags VALUES (7, 'cpp'), (8, 'sql')");
    database.sql("INSERT INTO post_tags VALUES (10, 7), (11, 7), (11, 8)");
    Relation::declare(registry);
    registry.configure();
    opened.emplace(database.backend(), registry);
  }
  Relation::Post& post(std::int64_t key) { return *opened->get<Relation::Post>(key); }
  Relation::Tag& tag(std::int64_t key) { return *opened->get<Relation::Tag>(key); }

  fixture::Database database;
  orm::Registry registry;
  std::optional<orm::Session> opened;
};

TEST_F(FollowingTags, FollowLoadedAndUnloadedTagsOfAPost) {
  tag(7).posts.size();
  tag(8).posts.size();
  post(11).tags.size();
  post(10).tags.append(tag(8));  // loaded by the append
  post(11).tags.remove(tag(7));
  EXPECT_THAT(ids(tag(7).posts), ElementsAre(10, 11));
  EXPECT_EQ(database.spent([&] { opened->flush(); }), (Spent{.inserts = 1, .deletes = 1}));
  EXPECT_THAT(ids(tag(7).posts), ElementsAre(10));
  EXPECT_THAT(ids(tag(8).posts), ElementsAre(11, 10));
}

TEST_F(FollowingTags, BothSidesWrittenAreOneLink) {
  tag(8).posts.size();
  post(10).tags.append(tag(8));
  tag(8).posts.append(post(10));
  EXPECT_EQ(database.spent([&] { opened->flush(); }), (Spent{.inserts = 1}));
  EXPECT_THAT(ids(tag(8).posts), ElementsAre(11, 10));
}

TEST_F(FollowingTags, ADeletedPostLeavesItsTags) {
  tag(7).posts.size();
  post(11).tags.size();
  opened->remove(post(11));
  opened->flush();
  EXPECT_THAT(ids(tag(7).posts), ElementsAre(10));
}

// What cannot follow is refused by configure(), which says why.
std::string refusal(const orm::RelationshipDescriptor& posts, const orm::RelationshipDescriptor& author,
                    bool has_editor = false) {
  orm::Registry registry;
  registry.declare(orm::TableDescriptor{"users", {{"id", orm::ColumnType::integer, true, {}}}});
  orm::TableDescriptor table{
      "posts",
      {{"id", orm::ColumnType::integer, true, {}}, {"author_id", orm::ColumnType::integer, false, "users.id"}}};
  if (has_editor) table.columns.push_back({"editor_id", orm::ColumnType::integer, false, "users.id"});
  registry.declare(table);
  registry.declare(orm::ClassDescriptor{"User", "users", {posts}});
  registry.declare(orm::ClassDescriptor{"Post", "posts", {author}});
  return message_of<orm::MappingError>([&] { registry.configure(); });
}

TEST(FollowingName, IsChecked) {
  const orm::RelationshipDescriptor author{.name = "author", .target = "User"};
  EXPECT_THAT(refusal({.name = "posts", .target = "Post", .follows = "autor"}, author),
              HasSubstr("User.posts names Post.autor in follows, but Post has no such property"));
  EXPECT_THAT(refusal({.name = "posts", .target = "Post"}, {.name = "author", .target = "User", .follows = "posts"}),
              HasSubstr("Post.author follows User.posts, but holds the key itself"));
  EXPECT_THAT(refusal({.name = "posts", .target = "Post", .follows = "author", .cascade = "all"}, author),
              HasSubstr("has a cascade, but is never written"));
  EXPECT_THAT(refusal({.name = "posts", .target = "Post", .back_populates = "author", .follows = "author"}, author),
              HasSubstr("write one side, let the other follow"));
}

TEST(FollowingName, TwoForeignKeysAreRefused) {
  EXPECT_THAT(refusal({.name = "posts", .target = "Post", .follows = "author"}, {.name = "author", .target = "User"},
                      /*has_editor=*/true),
              HasSubstr("choose with foreign_keys"));
  EXPECT_THAT(refusal({.name = "posts", .target = "Post", .follows = "author", .foreign_keys = {"posts.editor_id"}},
                      {.name = "author", .target = "User", .foreign_keys = {"posts.author_id"}}, /*has_editor=*/true),
              HasSubstr("which has another key"));
}

}  // namespace
