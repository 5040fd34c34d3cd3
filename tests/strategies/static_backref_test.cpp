// What the compiler makes of backrefs: the reverse side's name, kind and place; and what it refuses.
#include "orm/static_backref.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace {

struct User;
struct Post;
struct Profile;
struct Tag;
using App = orm::schema<User, Post, Profile, Tag>;
struct User : App::Entity {
  orm::Text name;
  orm::Many<Post, orm::backref<"author">> posts;
  orm::One<Profile, orm::backref<"user">> profile;
  using orm_table = orm::table<"users", &User::name, &User::posts, &User::profile>;
};
struct Post : App::Entity {
  orm::Text title;
  orm::Many<Tag, orm::backref<"posts">, orm::secondary<"post_tags">> tags;
  orm::Many<Post, orm::backref<"parent", "posts.id">> replies;
  using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">,
                               orm::foreign_key<"parent_id", "posts.id">, &Post::tags, &Post::replies>;
};
struct Profile : App::Entity {
  using orm_table = orm::table<"profiles", orm::foreign_key<"user_id", "users.id">>;
};
struct Tag : App::Entity {
  orm::Text name;
  orm::One<User, orm::backref<"tags">> owner;
  using orm_table = orm::table<"tags", &Tag::name, orm::foreign_key<"owner_id", "users.id">, &Tag::owner>;
};

template <class T, orm::FixedString Name>
using Attribute = std::remove_cvref_t<decltype(orm::get<Name>(std::declval<T&>()))>;

TEST(StaticBackref, IsAScalarWhereTheDeclaredSideIsAListOrHoldsNoKey) {
  static_assert(std::is_same_v<Attribute<Post, "author">, orm::One<User>>);
  static_assert(std::is_same_v<Attribute<Post, "parent">, orm::One<Post>>);
  static_assert(std::is_same_v<Attribute<Profile, "user">, orm::One<User>>);
}

TEST(StaticBackref, IsAListWhereTheDeclaredSideHoldsTheKeyOrALinkTableTiesBoth) {
  static_assert(std::is_same_v<Attribute<Tag, "posts">, orm::Many<Post>>);
  static_assert(std::is_same_v<Attribute<User, "tags">, orm::Many<Tag>>);
}

TEST(StaticBackref, ReachesDeclaredMembersByNameToo) {
  static_assert(std::is_same_v<Attribute<User, "posts">, orm::Many<Post, orm::backref<"author">>>);
  static_assert(std::is_same_v<Attribute<User, "name">, orm::Text>);
}

TEST(StaticBackref, KnowsNoOtherNames) {
  static_assert(orm::has_attribute<Post, "author">);
  static_assert(!orm::has_attribute<Post, "autor">);
  static_assert(!orm::has_attribute<User, "author">);
  static_assert(!orm::has_attribute<User, "user">);
}

TEST(StaticBackref, IsAMemberLikeADeclaredOne) {
  static_assert(sizeof(orm::stored<Post, App>) == sizeof(Post) + sizeof(orm::One<User>) + sizeof(orm::One<Post>));
  static_assert(std::is_trivially_destructible_v<orm::stored<Post, App>>);
}

struct Twice;
struct Named;
using Colliding = orm::schema<Twice, Named>;
struct Twice : Colliding::Entity {
  orm::Many<Named, orm::backref<"owner">> first, second;
  using orm_table = orm::table<"twice", &Twice::first, &Twice::second>;
};
struct Named : Colliding::Entity {
  orm::Text title;
  orm::One<Twice, orm::backref<"first">> of;
  using orm_table = orm::table<"named", &Named::title, orm::foreign_key<"twice_id", "twice.id">, &Named::of>;
};

TEST(StaticBackref, RefusesANameThatIsTaken) {
  static_assert(orm::injected<Post, App>::is_valid);
  static_assert(!orm::injected<Named, Colliding>::is_valid);  // two backrefs
  static_assert(!orm::injected<Twice, Colliding>::is_valid);  // a declared member
}

TEST(StaticBackref, RefusesAClassOutsideTheSchema) {
  static_assert(orm::static_backref::stays_within<User, User, Post, Profile>());
  static_assert(!orm::static_backref::stays_within<User, User, Post>());
}

// A name that configure() gives the inferred side leads to the member that the compiler gave it.
TEST(StaticBackref, IsWhereConfigurePutsTheInferredSide) {
  orm::Registry registry;
  App::map(registry);
  registry.declare(orm::TableDescriptor{"post_tags",
                                        {{"post_id", orm::ColumnType::integer, true, "posts.id"},
                                         {"tag_id", orm::ColumnType::integer, true, "tags.id"}}});
  registry.configure();
  orm::stored<Post, App> post;
  const auto place = reinterpret_cast<char*>(&orm::get<"author">(post)) - reinterpret_cast<char*>(&post);
  EXPECT_EQ(registry.relationship("Post", "author").offset, place);
  EXPECT_TRUE(registry.relationship("Post", "author").is_inferred);
  EXPECT_EQ(registry.mapper<Post>().stride(), sizeof(post));
  for (const char* list : {"posts", "tags"}) {
    const auto& relationship = registry.relationship(list == std::string_view("posts") ? "Tag" : "User", list);
    EXPECT_TRUE(relationship.uselist) << list;
  }
  EXPECT_FALSE(registry.relationship("Profile", "user").uselist);
}

}  // namespace
