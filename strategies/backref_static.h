// backref_static: one side is declared; the compiler finds the other and gives the objects a member for it.
//
// Post's class declares no author. App names the classes among which backrefs are resolved, and each object holds,
// behind what its class declares, the reverse sides that the others' backrefs give it.
#pragma once

#include "orm/static_backref.h"
#include "strategies/backref_static/many_to_many.h"
#include "strategies/backref_static/one_to_one.h"
#include "strategies/backref_static/self_referential.h"
#include "strategies/strategy.h"

namespace strategies {

struct BackrefStatic {
  static constexpr std::string_view name = "backref_static";
  static constexpr Words words{
      .declares = "only User.posts; the compiler adds Post.author, from the schema that the base list names",
      .in_step = "the runtime, at each change",
      .caller_writes = "the same as with back_populates; the inferred side by its name, get<\"author\">(post)",
      .predicts = "the time of back_populates: the same members at the same places; a misspelt name does not compile",
  };

  struct OneToMany : MapsPosts<OneToMany> {
    struct User;
    struct Post;
    using App = orm::schema<User, Post>;
    struct User : App::Entity {
      orm::Text name, email;
      orm::Many<Post, orm::backref<"author">, orm::cascade<"all">> posts;
      using orm_table = orm::table<"users", &User::name, &User::email, &User::posts>;
    };
    struct Post : App::Entity {
      orm::Text title, body;
      using orm_table = orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"author_id", "users.id">>;
    };

    static void declare(orm::Registry& registry) { App::map(registry); }
    using MapsPosts<OneToMany>::MapsPosts;

    auto& posts(User& user) { return orm::get<"posts">(user); }
    User* author(Post& post) { return orm::get<"author">(post); }
    void append(User& user, Post& post) { orm::get<"posts">(user).append(post); }
    void remove(User& user, Post& post) { orm::get<"posts">(user).remove(post); }
    void assign(User& user, const std::vector<Post*>& posts) { orm::get<"posts">(user).assign(posts); }
    void set_author(Post& post, User* user) { orm::get<"author">(post) = user; }
  };

  using OneToOne = backref_static::OneToOne;
  using SelfReferential = backref_static::SelfReferential;
  using ManyToMany = backref_static::ManyToMany;
};

static_assert(StrategyOfAllRelations<BackrefStatic>);

}  // namespace strategies
