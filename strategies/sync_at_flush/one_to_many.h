// sync_at_flush, one_to_many: Post.author is written; User.posts follows it at the flush.
#pragma once

#include "strategies/strategy.h"

namespace strategies::sync_at_flush {

struct OneToMany : MapsPosts<OneToMany> {
  struct Post;
  struct User : orm::Entity {
    orm::Text name, email;
    orm::Many<Post, orm::follows<"author">> posts;
    using orm_table = orm::table<"users", &User::name, &User::email, &User::posts>;
  };
  struct Post : orm::Entity {
    orm::Text title, body;
    orm::One<User> author;
    using orm_table =
        orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"author_id", "users.id">, &Post::author>;
  };
  static constexpr Stale stale = Stale::put_right;

  static void declare(orm::Registry& registry) {
    orm::map<User>(registry);
    orm::map<Post>(registry);
  }
  // The list is not written, so there is no cascade to choose and no write-only list.
  static void change_posts(orm::Registry& /*registry*/, const PostsOptions& /*options*/) {}
  static constexpr std::string_view why_no_write_only =
      "the list is not written: its caller sets the author, set_author_unloaded";
  using MapsPosts<OneToMany>::MapsPosts;

  auto& posts(User& user) { return user.posts; }
  User* author(Post& post) { return post.author; }
  void append(User& user, Post& post) { post.author = &user; }
  void remove(User& /*user*/, Post& post) { post.author = nullptr; }
  void assign(User& user, const std::vector<Post*>& posts) {
    for (Post* post : user.posts) post->author = nullptr;
    for (Post* post : posts) post->author = &user;
  }
  void set_author(Post& post, User* user) { post.author = user; }
  void remove_user(orm::Session& session, User& user) {
    for (Post* post : user.posts) session.remove(*post);
    session.remove(user);
  }
  void release_user(orm::Session& session, User& user) {
    for (Post* post : user.posts) post->author = nullptr;
    session.remove(user);
  }
  void delete_orphan(orm::Session& session, User& /*user*/, Post& post) { session.remove(post); }

  // Of a caller who forgets the lists, which is none here, and of one who forgets the author.
  static constexpr Keeper keeper = Keeper::flush;
  void set_author_alone(Post& post, User& user) { post.author = &user; }
  void append_alone(User& user, Post& post) { user.posts.append(post); }
};
static_assert(OneToManyRelation<OneToMany>);

}  // namespace strategies::sync_at_flush
