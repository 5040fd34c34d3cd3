// one_sided: one side is declared, the one that holds the key, and nobody keeps the other.
//
// A caller who needs a user's posts asks the database for them. One-to-many alone: the other relations are measured by
// what both of their sides take.
#pragma once

#include "strategies/strategy.h"

namespace strategies {

struct OneSided {
  static constexpr std::string_view name = "one_sided";
  static constexpr Words words{
      .declares = "Post.author alone",
      .in_step = "nobody: there is no other side",
      .caller_writes = "the author; a query wherever the posts of a user are wanted",
      .predicts =
          "less than any strategy that keeps both sides wherever an author changes, and less memory: the difference "
          "is what both sides cost an application that never reads the lists",
  };

  struct OneToMany {
    struct User : orm::Entity {
      orm::Text name, email;
      using orm_table = orm::table<"users", &User::name, &User::email>;
    };
    struct Post : orm::Entity {
      orm::Text title, body;
      orm::One<User> author;
      using orm_table =
          orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"author_id", "users.id">, &Post::author>;
    };

    static void declare(orm::Registry& registry) {
      orm::map<User>(registry);
      orm::map<Post>(registry);
    }
    explicit OneToMany(const orm::Registry& /*configured*/) {}

    User* author(Post& post) { return post.author; }
    void set_author(Post& post, User* user) { post.author = user; }
  };
};

static_assert(Strategy<OneSided> && !has_lists<OneSided::OneToMany>);

}  // namespace strategies
