// What a C++ model says: names from member pointers, attributes that exist only after configure(), handles.
#include "fixture.h"
#include "strategies/back_populates.h"
#include "strategies/backref.h"
#include "strategies/unidirectional.h"

namespace {

using fixture::Database;
using fixture::message_of;
using Declared = strategies::BackPopulates::OneToMany;
using Inferred = strategies::Backref::OneToMany;

TEST(Model, NamesComeFromTheMemberPointers) {
  static_assert(orm::member_name<&Declared::User::posts>() == "posts");
  static_assert(orm::member_name<&Declared::Post::title>() == "title");
  static_assert(orm::type_name<Declared::Post>() == "Post");
  orm::Registry registry;
  Declared::declare(registry);
  registry.configure();
  const orm::Mapper& post = registry.mapper<Declared::Post>();
  EXPECT_EQ(post.table(), "posts");
  EXPECT_EQ(post.select_list(), R"("id", "title", "body", "author_id")");
  EXPECT_EQ(registry.mapper<Declared::User>().select_list(), R"("id", "name", "email")");
  EXPECT_EQ(&post, &registry.mapper("Post"));
}

TEST(Model, AnInferredAttributeExistsAfterConfigureAndNotBefore) {
  orm::Registry registry;
  Inferred::declare(registry);
  EXPECT_EQ(
      message_of<orm::NotConfigured>([&] { orm::ScalarHandle<Inferred::Post, Inferred::User>(registry, "author"); }),
      "Post.author was asked for before configure(): call Registry::configure() first");
  registry.configure();
  const orm::ScalarHandle<Inferred::Post, Inferred::User> author(registry, "author");
  EXPECT_TRUE(author.relationship().is_inferred);
  EXPECT_GE(author.relationship().offset, sizeof(Inferred::Post)) << "it is stored behind what the class declares";
}

TEST(Model, ADeclaredAttributeIsNotInferred) {
  orm::Registry registry;
  Declared::declare(registry);
  registry.configure();
  const orm::ScalarHandle<Declared::Post, Declared::User> author(registry, "author");
  EXPECT_FALSE(author.relationship().is_inferred);
  EXPECT_LT(author.relationship().offset, sizeof(Declared::Post));
  EXPECT_EQ(registry.mapper<Declared::Post>().stride(), sizeof(Declared::Post));
}

TEST(Model, BothWaysOfDeclaringTakeTheSameMemory) {
  orm::Registry declared;
  Declared::declare(declared);
  declared.configure();
  orm::Registry inferred;
  Inferred::declare(inferred);
  inferred.configure();
  EXPECT_EQ(declared.mapper("Post").stride(), inferred.mapper("Post").stride());
  EXPECT_EQ(declared.mapper("User").stride(), inferred.mapper("User").stride());
}

TEST(Handle, RefusesWhatIsNotThere) {
  orm::Registry registry;
  strategies::Unidirectional::OneToMany::declare(registry);
  registry.configure();
  using User = strategies::Unidirectional::OneToMany::User;
  using Post = strategies::Unidirectional::OneToMany::Post;
  EXPECT_EQ(message_of<orm::NotMapped>([&] { orm::ListHandle<User, Post>(registry, "posts"); }),
            "User has no relationship 'posts': declare it, or name it in a backref of the other side");
  EXPECT_THROW((orm::ScalarHandle<Post, User>(registry, "title")), orm::NotMapped) << "a column is no relationship";
}

TEST(Handle, RefusesTheWrongKindAndTheWrongClass) {
  orm::Registry registry;
  Inferred::declare(registry);
  registry.configure();
  EXPECT_EQ(
      message_of<orm::TypeMismatch>([&] { orm::ScalarHandle<Inferred::User, Inferred::Post>(registry, "posts"); }),
      "User.posts is a list: use a ListHandle");
  EXPECT_EQ(message_of<orm::TypeMismatch>([&] { orm::ListHandle<Inferred::Post, Inferred::User>(registry, "author"); }),
            "Post.author is a scalar: use a ScalarHandle");
  EXPECT_EQ(
      message_of<orm::TypeMismatch>([&] { orm::ScalarHandle<Inferred::Post, Inferred::Post>(registry, "author"); }),
      "Post.author goes to User, not to Post");
}

TEST(Handle, AndMemberAreTheSameAttribute) {
  Database database;
  orm::Registry registry;
  Declared::declare(registry);
  registry.configure();
  const orm::ScalarHandle<Declared::Post, Declared::User> author(registry, "author");
  const orm::ListHandle<Declared::User, Declared::Post> posts(registry, "posts");
  orm::Session session(database.backend(), registry);
  auto& ann = *session.get<Declared::User>(1);
  auto& bob = *session.get<Declared::User>(2);
  auto& post = *session.get<Declared::Post>(10);
  EXPECT_EQ(author.get(post), &ann);
  EXPECT_THAT(fixture::ids(posts.get(bob)), testing::ElementsAre(20));
  author.set(post, &bob);
  EXPECT_EQ(post.author.get(), &bob);
  EXPECT_THAT(fixture::ids(posts.get(bob)), testing::ElementsAre(20, 10));
  EXPECT_EQ(posts.get(bob).size(), bob.posts.size());
  posts.append(ann, &post);
  EXPECT_EQ(post.author.get(), &ann);
  posts.remove(ann, &post);
  EXPECT_EQ(author.get(post), nullptr);
  post.author = &bob;
  EXPECT_EQ(author.get(post), &bob);
}

TEST(Model, OneRegistryServesManySessionsAndOneTypeManyRegistries) {
  Database database;
  orm::Registry first;
  Declared::declare(first);
  first.configure();
  orm::Registry second;
  orm::map<Declared::Post>(second);  // in another order
  orm::map<Declared::User>(second);
  second.configure();
  orm::Session one(database.backend(), first);
  EXPECT_EQ(one.get<Declared::User>(1)->name.view(), "ann");
  one.rollback();
  orm::Session two(database.backend(), second);
  EXPECT_EQ(two.get<Declared::Post>(10)->author->name.view(), "ann");
}

TEST(Model, IsMappedOnceInARegistry) {
  orm::Registry registry;
  orm::map<Declared::User>(registry);
  EXPECT_EQ(message_of<orm::MappingError>([&] { orm::map<Declared::User>(registry); }),
            "table 'users' is declared twice in this registry");
}

TEST(Model, ASessionNeedsAConfiguredRegistryAndMappedClasses) {
  Database database;
  orm::Registry registry;
  Declared::declare(registry);
  EXPECT_THROW(orm::Session(database.backend(), registry), orm::NotConfigured);
  registry.configure();
  orm::Session session(database.backend(), registry);
  EXPECT_EQ(message_of<orm::NotMapped>([&] { session.get<Inferred::User>(1); }),
            "there is no class User in this registry: declare it with map<User>()");
}

TEST(Model, ASessionRefusesRelationshipsThatItCannotKeep) {
  Database database;
  orm::Registry registry;
  registry.declare(orm::TableDescriptor{"tags", {{"id", orm::ColumnType::integer, true, {}}}});
  registry.declare(orm::ClassDescriptor{"Tag", "tags", {}});
  registry.configure();
  EXPECT_EQ(message_of<orm::MappingError>([&] { orm::Session(database.backend(), registry); }),
            "class Tag has no C++ type: a session keeps objects of mapped types only");
}

struct Lone;
struct Owner : orm::Entity {
  orm::Text name;
  orm::Many<Lone> posts;
  using orm_table = orm::table<"users", &Owner::name, &Owner::posts>;
};
struct Lone : orm::Entity {
  orm::Text title;
  using orm_table = orm::table<"posts", &Lone::title, orm::foreign_key<"author_id", "users.id">>;
};

TEST(Model, AListWithoutAReverseSideIsKeptAndWritesItsKeys) {
  Database database;
  orm::Registry registry;
  orm::map<Owner>(registry);
  orm::map<Lone>(registry);
  registry.configure();
  orm::Session session(database.backend(), registry);
  auto& ann = *session.get<Owner>(1);
  auto& post = *session.get<Lone>(30);
  EXPECT_EQ(database.spent([&] { ann.posts.append(post); }), fixture::Spent{.selects = 1});
  EXPECT_THAT(fixture::ids(ann.posts), testing::ElementsAre(10, 11, 30));
  EXPECT_EQ(database.spent([&] { session.flush(); }), fixture::Spent{.updates = 1});
  EXPECT_THAT(database.authors(), testing::ElementsAre("10|1", "11|1", "20|2", "30|1"));
}

}  // namespace
