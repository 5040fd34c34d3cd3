// backref: one side is declared; configure() infers the other and adds it to the other class.
//
// Post's class declares no author: the attribute exists after configure(), behind Post's own members, and is reached
// through a handle. The caller's reads and writes of it go through that handle.
#pragma once

#include "strategies/backref/many_to_many.h"
#include "strategies/backref/one_to_one.h"
#include "strategies/backref/self_referential.h"
#include "strategies/strategy.h"

namespace strategies {

struct Backref {
  static constexpr std::string_view name = "backref";
  static constexpr Words words{
      .declares = "only User.posts; configure() adds Post.author",
      .in_step = "the runtime, at each change",
      .caller_writes = "the same as with back_populates; the inferred side through a handle made after configure()",
      .predicts =
          "the time of back_populates in load, sync and flush: once configured both are the same pair of attributes",
  };

  struct OneToMany : MapsPosts<OneToMany> {
    struct Post;
    struct User : orm::Entity {
      orm::Text name, email;
      orm::Many<Post, orm::backref<"author">, orm::cascade<"all">> posts;
      using orm_table = orm::table<"users", &User::name, &User::email, &User::posts>;
    };
    struct Post : orm::Entity {
      orm::Text title, body;
      using orm_table = orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"author_id", "users.id">>;
    };

    static void declare(orm::Registry& registry) {
      orm::map<User>(registry);
      orm::map<Post>(registry);
    }
    explicit OneToMany(const orm::Registry& configured)
        : MapsPosts<OneToMany>(configured), author_(configured, "author") {}

    auto& posts(User& user) { return user.posts; }
    User* author(Post& post) { return author_.get(post); }
    void append(User& user, Post& post) { user.posts.append(post); }
    void remove(User& user, Post& post) { user.posts.remove(post); }
    void assign(User& user, const std::vector<Post*>& posts) { user.posts.assign(posts); }
    void set_author(Post& post, User* user) { author_.set(post, user); }

   private:
    orm::ScalarHandle<Post, User> author_;
  };

  using OneToOne = backref::OneToOne;
  using SelfReferential = backref::SelfReferential;
  using ManyToMany = backref::ManyToMany;
};

static_assert(StrategyOfAllRelations<Backref>);

}  // namespace strategies
