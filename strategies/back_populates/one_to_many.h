// back_populates, one_to_many: User.posts and Post.author, each naming the other. ListOptions: what else User.posts
// says of its list.
#pragma once

#include "strategies/strategy.h"

namespace strategies::back_populates {

template <orm::FixedString Strategy, class... ListOptions>
struct OneToMany : MapsPosts<OneToMany<Strategy, ListOptions...>> {
  struct Post;
  struct User : orm::Entity {
    orm::Text name, email;
    orm::Many<Post, orm::back_populates<"author">, orm::cascade<"all">, ListOptions...> posts;
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
  using MapsPosts<OneToMany<Strategy, ListOptions...>>::MapsPosts;

  auto& posts(User& user) { return user.posts; }
  User* author(Post& post) { return post.author; }
  void append(User& user, Post& post) { user.posts.append(post); }
  void remove(User& user, Post& post) { user.posts.remove(post); }
  void assign(User& user, const std::vector<Post*>& posts) { user.posts.assign(posts); }
  void set_author(Post& post, User* user) { post.author = user; }
};
static_assert(OneToManyRelation<OneToMany<"back_populates">>);

}  // namespace strategies::back_populates
