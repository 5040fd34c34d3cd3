// back_populates_runtime: both sides are declared, each naming the other, but as data: no class has a relationship
// member.
//
// What backref is for one side, this is for both: attributes behind the objects' own members, reached through handles.
// Against back_populates it tells what storage costs; against backref, what declaring costs.
#pragma once

#include "strategies/back_populates_runtime/many_to_many.h"
#include "strategies/back_populates_runtime/one_to_one.h"
#include "strategies/back_populates_runtime/self_referential.h"
#include "strategies/strategy.h"

namespace strategies {

struct BackPopulatesRuntime {
  static constexpr std::string_view name = "back_populates_runtime";
  static constexpr Words words{
      .declares = "User.posts and Post.author, each naming the other, as data outside the classes",
      .in_step = "the runtime, at each change",
      .caller_writes = "the same as with back_populates, through handles made after configure()",
      .predicts = "the time of back_populates: an attribute behind an object's members costs what a member costs",
  };

  struct OneToMany : MapsPosts<OneToMany> {
    struct User : orm::Entity {
      orm::Text name, email;
      using orm_table = orm::table<"users", &User::name, &User::email>;
    };
    struct Post : orm::Entity {
      orm::Text title, body;
      using orm_table = orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"author_id", "users.id">>;
    };

    static void declare(orm::Registry& registry) {
      orm::map<User>(registry);
      orm::map<Post>(registry);
      registry.described("User").relationships.push_back(
          {.name = "posts", .target = "Post", .back_populates = "author", .cascade = "all"});
      registry.described("Post").relationships.push_back(
          {.name = "author", .target = "User", .back_populates = "posts"});
    }
    explicit OneToMany(const orm::Registry& configured)
        : MapsPosts<OneToMany>(configured), posts_(configured, "posts"), author_(configured, "author") {}

    auto posts(User& user) { return posts_.get(user); }
    User* author(Post& post) { return author_.get(post); }
    void append(User& user, Post& post) { posts_.append(user, &post); }
    void remove(User& user, Post& post) { posts_.remove(user, &post); }
    void assign(User& user, const std::vector<Post*>& posts) { posts_.assign(user, posts); }
    void set_author(Post& post, User* user) { author_.set(post, user); }

   private:
    orm::ListHandle<User, Post> posts_;
    orm::ScalarHandle<Post, User> author_;
  };

  using OneToOne = back_populates_runtime::OneToOne;
  using SelfReferential = back_populates_runtime::SelfReferential;
  using ManyToMany = back_populates_runtime::ManyToMany;
};

static_assert(StrategyOfAllRelations<BackPopulatesRuntime>);

}  // namespace strategies
