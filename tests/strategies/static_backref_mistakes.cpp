// Three mistakes in models with static backrefs, one chosen by a macro. Compiled by CMakeLists.txt, to see it fail.
#include "orm/static_backref.h"

struct User;
struct Post;
#ifdef BOTHSIDES_left_out
using App = orm::schema<User>;
#else
using App = orm::schema<User, Post>;
#endif
struct User : App::Entity {
#ifdef BOTHSIDES_collides
  orm::Many<Post, orm::backref<"title">> posts;
#else
  orm::Many<Post, orm::backref<"author">> posts;
#endif
  using orm_table = orm::table<"users", &User::posts>;
};
struct Post : App::Entity {
  orm::Text title;
  using orm_table = orm::table<"posts", &Post::title, orm::foreign_key<"author_id", "users.id">>;
};

void use(orm::Registry& registry, Post& post) {
  App::map(registry);
#ifdef BOTHSIDES_misspelt
  orm::get<"autor">(post) = nullptr;
#else
  orm::get<"author">(post) = nullptr;
#endif
}
