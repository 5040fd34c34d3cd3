// What a side that is forgotten does where the mapping does not keep it: in a declaration, and in the calls. Nothing
// here is an error to anyone but the reader of the data.
#include "blog.h"
#include "strategies/unidirectional.h"

namespace {

using fixture::ids;
using fixture::kNothing;
using fixture::message_of;
using fixture::Spent;
using testing::ElementsAre;
using testing::IsEmpty;

// The caller of a unidirectional mapping keeps User::posts, a plain vector, by hand.
class ForgottenContainer : public testing::Test {
 protected:
  using Relation = strategies::Unidirectional::OneToMany;
  using User = Relation::User;
  using Post = Relation::Post;

  ForgottenContainer() {
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

  fixture::Database database;
  orm::Registry registry;
  std::optional<Relation> relation;
  std::optional<orm::Session> opened;
};

TEST_F(ForgottenContainer, IsEmptyAfterALoad) {
  EXPECT_THAT(user(1).posts, IsEmpty()) << "two rows say otherwise";
  relation->load_selectin(session());
  EXPECT_THAT(ids(user(1).posts), ElementsAre(10, 11));
}

TEST_F(ForgottenContainer, IsStaleAfterASetAndNothingSaysSo) {
  relation->load_selectin(session());
  post(10).author = &user(2);
  EXPECT_THAT(ids(user(1).posts), ElementsAre(10, 11)) << "still there";
  EXPECT_THAT(ids(user(2).posts), ElementsAre(20)) << "not there";
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.updates = 1});
  EXPECT_THAT(ids(user(1).posts), ElementsAre(10, 11));
  EXPECT_THAT(database.authors(), ElementsAre("10|2", "11|1", "20|2", "30|"));
}

TEST_F(ForgottenContainer, WritesNothingByItself) {
  relation->load_selectin(session());
  user(2).posts.push_back(&post(30));
  EXPECT_EQ(spent([&] { session().flush(); }), kNothing);
  EXPECT_THAT(database.authors(), ElementsAre("10|1", "11|1", "20|2", "30|"));
}

TEST_F(ForgottenContainer, IsAsItWasAfterExpireCommitAndRollback) {
  relation->load_selectin(session());
  relation->append(user(2), post(10));
  session().rollback();
  EXPECT_EQ(post(10).author.get(), &user(1));
  EXPECT_THAT(ids(user(2).posts), ElementsAre(20, 10)) << "the rows say otherwise";
  database.sql("UPDATE posts SET author_id = 3");
  session().expire_all();
  EXPECT_EQ(post(10).author.get(), &user(3));
  EXPECT_THAT(user(3).posts, IsEmpty());
}

TEST_F(ForgottenContainer, KeepsAPostThatWasDeleted) {
  relation->load_selectin(session());
  Post& first = post(10);
  session().remove(first);
  session().commit();
  EXPECT_EQ(user(1).posts.front(), &first);
  EXPECT_EQ(first.state(), orm::State::detached);
}

TEST_F(ForgottenContainer, DeletesAMovedPostWithItsOldUser) {
  relation->load_selectin(session());
  post(10).author = &user(2);
  session().flush();
  relation->remove_user(session(), user(1));
  EXPECT_EQ(spent([&] { session().flush(); }), Spent{.deletes = 3});
  EXPECT_THAT(database.authors(), ElementsAre("20|2", "30|")) << "post 10 was bob's";
}

TEST_F(ForgottenContainer, LeavesPostsOfADeletedUserToTheDatabase) {
  session().remove(user(1));
  EXPECT_THROW(session().flush(), orm::ForeignKeyViolation) << "nobody loaded them";
}

TEST_F(ForgottenContainer, AnObjectOfAnotherClassGivenByNameIsFoundAtTheFlush) {
  const orm::Property author(registry, "Post", "author");
  Post& first = post(10);
  EXPECT_NO_THROW(author.set(first, &post(11)));
  EXPECT_EQ(message_of<orm::TypeMismatch>([&] { session().flush(); }),
            "Post 10.author holds objects of class User, not Post 11");
}

// A pair of which only one side names the other: accepted, as in SQLAlchemy.
struct HalfPost;
struct HalfUser : orm::Entity {
  orm::Text name;
  orm::Many<HalfPost, orm::back_populates<"author">> posts;
  using orm_table = orm::table<"users", &HalfUser::name, &HalfUser::posts>;
};
struct HalfPost : orm::Entity {
  orm::Text title;
  orm::One<HalfUser> author;
  using orm_table = orm::table<"posts", &HalfPost::title, orm::foreign_key<"author_id", "users.id">, &HalfPost::author>;
};

TEST(ForgottenName, APairThatOneSideAloneNamesFollowsInOneDirection) {
  fixture::Database database;
  orm::Registry registry;
  orm::map<HalfUser>(registry);
  orm::map<HalfPost>(registry);
  registry.configure();
  EXPECT_EQ(registry.relationship("HalfUser", "posts").syncs, "author");
  EXPECT_EQ(registry.relationship("HalfPost", "author").syncs, "");
  orm::Session session(database.backend(), registry);
  auto& ann = *session.get<HalfUser>(1);
  auto& bob = *session.get<HalfUser>(2);
  auto& post = *session.get<HalfPost>(10);
  ann.posts.size();
  bob.posts.append(post);
  EXPECT_EQ(post.author.get(), &bob) << "a change of the list reaches the post";
  post.author = &ann;
  EXPECT_THAT(ids(ann.posts), ElementsAre(10, 11)) << "a change of the post reaches no list";
  EXPECT_THAT(ids(bob.posts), ElementsAre(20, 10));
}

struct MisspeltPost : orm::Entity {
  orm::Text title;
  using orm_table = orm::table<"posts", &MisspeltPost::title, orm::foreign_key<"author_id", "users.id">>;
};
struct MisspeltUser : orm::Entity {
  orm::Text name;
  orm::Many<MisspeltPost, orm::backref<"autor">> posts;
  using orm_table = orm::table<"users", &MisspeltUser::name, &MisspeltUser::posts>;
};

TEST(ForgottenName, AMisspeltOrRenamedBackrefIsFoundWhereItsOldNameIsUsed) {
  orm::Registry registry;
  orm::map<MisspeltUser>(registry);
  orm::map<MisspeltPost>(registry);
  EXPECT_NO_THROW(registry.configure()) << "any name will do";
  EXPECT_EQ(message_of<orm::NotMapped>([&] { orm::ScalarHandle<MisspeltPost, MisspeltUser>(registry, "author"); }),
            "MisspeltPost has no relationship 'author': declare it, or name it in a backref of the other side");
  EXPECT_EQ(message_of<orm::NotMapped>([&] { orm::Property(registry, "MisspeltPost", "author"); }),
            "MisspeltPost has no attribute 'author'");
}

TEST(ForgottenName, TwoForeignKeysAreRefusedHoweverThePairIsDeclared) {
  const orm::TableDescriptor users{"users", {{"id", orm::ColumnType::integer, true, {}}}};
  const orm::TableDescriptor posts{"posts",
                                   {{"id", orm::ColumnType::integer, true, {}},
                                    {"author_id", orm::ColumnType::integer, false, "users.id"},
                                    {"editor_id", orm::ColumnType::integer, false, "users.id"}}};
  using Relationships = std::vector<orm::RelationshipDescriptor>;
  const auto refuse = [&](const Relationships& of_user, const Relationships& of_post) {
    orm::Registry registry;
    registry.declare(users);
    registry.declare(posts);
    registry.declare(orm::ClassDescriptor{"User", "users", of_user});
    registry.declare(orm::ClassDescriptor{"Post", "posts", of_post});
    EXPECT_THAT(message_of<orm::AmbiguousForeignKeys>([&] { registry.configure(); }),
                testing::HasSubstr("choose with foreign_keys"));
  };
  refuse({{.name = "posts", .target = "Post", .back_populates = "author"}},
         {{.name = "author", .target = "User", .back_populates = "posts"}});
  refuse({{.name = "posts", .target = "Post", .backref = "author"}}, {});
  refuse({}, {{.name = "author", .target = "User"}});
  refuse({{.name = "posts", .target = "Post"}}, {{.name = "author", .target = "User"}});
}

TEST(ForgottenName, AClassThatNoKeyLeadsToIsRefusedHoweverThePairIsDeclared) {
  const orm::TableDescriptor users{"users", {{"id", orm::ColumnType::integer, true, {}}}};
  const orm::TableDescriptor posts{
      "posts",
      {{"id", orm::ColumnType::integer, true, {}}, {"author_id", orm::ColumnType::integer, false, "users.id"}}};
  const orm::TableDescriptor tags{"tags", {{"id", orm::ColumnType::integer, true, {}}}};
  const auto refuse = [&](const orm::RelationshipDescriptor& of_post) {
    orm::Registry registry;
    registry.declare(users);
    registry.declare(posts);
    registry.declare(tags);
    registry.declare(orm::ClassDescriptor{"User", "users", {}});
    registry.declare(orm::ClassDescriptor{"Tag", "tags", {}});
    registry.declare(orm::ClassDescriptor{"Post", "posts", {of_post}});
    EXPECT_THROW(registry.configure(), orm::NoForeignKey);
  };
  refuse({.name = "author", .target = "Tag", .back_populates = "posts"});
  refuse({.name = "author", .target = "Tag", .backref = "posts"});
  refuse({.name = "author", .target = "Tag"});
}

}  // namespace
