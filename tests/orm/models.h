// Small classes on the tables of fixture.h, for what the strategies' own classes do not vary: the cascade.
#pragma once

#include <string>

#include "orm/model.h"
#include "orm/session.h"

namespace models {

inline constexpr orm::FixedString kDefaultCascade = "save-update, merge";
inline constexpr orm::FixedString kDeleteOrphan = "all, delete-orphan";

// Both sides declared.
template <orm::FixedString Cascade>
struct Declared {
  struct Post;
  struct User : orm::Entity {
    orm::Text name;
    orm::Many<Post, orm::back_populates<"author">, orm::cascade<Cascade>> posts;
    using orm_table = orm::table<"users", &User::name, &User::posts>;
  };
  struct Post : orm::Entity {
    orm::Text title;
    orm::One<User, orm::back_populates<"posts">> author;
    using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">, &Post::author>;
  };
  static void declare(orm::Registry& registry) {
    orm::map<User>(registry);
    orm::map<Post>(registry);
  }
  explicit Declared(const orm::Registry& /*configured*/) {}
  User* author(Post& post) { return post.author; }
  void set_author(Post& post, User* user) { post.author = user; }
};

// The scalar side inferred.
template <orm::FixedString Cascade>
struct Inferred {
  struct Post;
  struct User : orm::Entity {
    orm::Text name;
    orm::Many<Post, orm::backref<"author">, orm::cascade<Cascade>> posts;
    using orm_table = orm::table<"users", &User::name, &User::posts>;
  };
  struct Post : orm::Entity {
    orm::Text title;
    using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">>;
  };
  static void declare(orm::Registry& registry) {
    orm::map<User>(registry);
    orm::map<Post>(registry);
  }
  explicit Inferred(const orm::Registry& configured) : author_(configured, "author") {}
  User* author(Post& post) { return author_.get(post); }
  void set_author(Post& post, User* user) { author_.set(post, user); }

 private:
  orm::ScalarHandle<Post, User> author_;
};

}  // namespace models
