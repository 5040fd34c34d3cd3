// backref_scalar: the scalar side is declared, the one that holds the key; configure() infers the collection.
//
// backref the other way round: runtime slots are taken per user instead of per post. One-to-many alone: elsewhere the
// declared side of backref is a scalar already, or neither is.
#pragma once

#include "strategies/strategy.h"

namespace strategies {

struct BackrefScalar {
  static constexpr std::string_view name = "backref_scalar";
  static constexpr Words words{
      .declares = "only Post.author; configure() adds User.posts",
      .in_step = "the runtime, at each change",
      .caller_writes =
          "one line per operation, on either side, the inferred list through a handle made after configure(); and the "
          "posts of each deleted user, because a name alone gives the inferred side no cascade",
      .predicts = "the time of backref: which side is inferred changes only the position of its slot",
  };

  struct OneToMany : MapsPosts<OneToMany> {
    struct User : orm::Entity {
      orm::Text name, email;
      using orm_table = orm::table<"users", &User::name, &User::email>;
    };
    struct Post : orm::Entity {
      orm::Text title, body;
      orm::One<User, orm::backref<"posts">> author;
      using orm_table =
          orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"author_id", "users.id">, &Post::author>;
    };

    static void declare(orm::Registry& registry) {
      orm::map<User>(registry);
      orm::map<Post>(registry);
    }
    explicit OneToMany(const orm::Registry& configured)
        : MapsPosts<OneToMany>(configured), posts_(configured, "posts") {}

    auto posts(User& user) { return posts_.get(user); }
    User* author(Post& post) { return post.author; }
    void append(User& user, Post& post) { posts_.append(user, &post); }
    void remove(User& user, Post& post) { posts_.remove(user, &post); }
    void assign(User& user, const std::vector<Post*>& posts) { posts_.assign(user, posts); }
    void set_author(Post& post, User* user) { post.author = user; }
    void remove_user(orm::Session& session, User& user) {
      for (Post* post : posts(user)) session.remove(*post);
      session.remove(user);
    }
    void delete_orphan(orm::Session& session, User& user, Post& post) {
      remove(user, post);
      session.remove(post);
    }

    static constexpr std::string_view why_no_write_only =
        "the collection is inferred, and a backref cannot ask for write_only";

   private:
    orm::ListHandle<User, Post> posts_;
  };
};

static_assert(Strategy<BackrefScalar>);

}  // namespace strategies
