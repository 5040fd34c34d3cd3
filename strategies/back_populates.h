// back_populates: both sides are declared, and each names the other.
#pragma once

#include "strategies/back_populates/many_to_many.h"
#include "strategies/back_populates/one_to_one.h"
#include "strategies/back_populates/self_referential.h"
#include "strategies/strategy.h"

namespace strategies {

// One source for the strategy and for its A/A copy, which differ in their name alone.
template <orm::FixedString Name>
struct BasicBackPopulates {
  static constexpr std::string_view name = Name.view();
  static constexpr Words words{
      .declares = "User.posts and Post.author, each naming the other; configure() checks that the pair agrees",
      .in_step = "the runtime, at each change",
      .caller_writes = "one line an operation, on either side; two where a one-to-one takes over another's partner",
      .predicts =
          "the time of backref in load, sync and flush; in sync more than unidirectional on short lists, by keeping "
          "the other side, and less on long ones, where a plain vector searches",
  };

  struct OneToMany : MapsPosts<OneToMany> {
    struct Post;
    struct User : orm::Entity {
      orm::Text name, email;
      orm::Many<Post, orm::back_populates<"author">, orm::cascade<"all">> posts;
      using orm_table = orm::table<"users", &User::name, &User::email, &User::posts>;
    };
    struct Post : orm::Entity {
      orm::Text title, body;
      orm::One<User, orm::back_populates<"posts">> author;
      using orm_table =
          orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"author_id", "users.id">, &Post::author>;
    };

    static void declare(orm::Registry& registry) {
      orm::map<User>(registry);
      orm::map<Post>(registry);
    }
    using MapsPosts<OneToMany>::MapsPosts;

    auto& posts(User& user) { return user.posts; }
    User* author(Post& post) { return post.author; }
    void append(User& user, Post& post) { user.posts.append(post); }
    void remove(User& user, Post& post) { user.posts.remove(post); }
    void assign(User& user, const std::vector<Post*>& posts) { user.posts.assign(posts); }
    void set_author(Post& post, User* user) { post.author = user; }
  };

  using OneToOne = back_populates::OneToOne<Name>;
  using SelfReferential = back_populates::SelfReferential<Name>;
  using ManyToMany = back_populates::ManyToMany<Name>;
};

using BackPopulates = BasicBackPopulates<"back_populates">;
static_assert(StrategyOfAllRelations<BackPopulates>);

}  // namespace strategies
