// unidirectional, one_to_many: Post.author alone; User::posts is the caller's own container, of a kind that Containers
// names.
#pragma once

#include "strategies/parts/containers.h"
#include "strategies/strategy.h"

namespace strategies::unidirectional {

template <class Containers>
struct OneToMany {
  struct User;
  struct Post : orm::Entity {
    orm::Text title, body;
    orm::One<User> author;
    using orm_table =
        orm::table<"posts", &Post::title, &Post::body, orm::foreign_key<"author_id", "users.id">, &Post::author>;
  };
  struct User : orm::Entity {
    orm::Text name, email;
    typename Containers::template Of<Post, &Post::author> posts;  // not mapped
    using orm_table = orm::table<"users", &User::name, &User::email>;
  };

  static void declare(orm::Registry& registry) {
    orm::map<User>(registry);
    orm::map<Post>(registry);
  }
  explicit OneToMany(const orm::Registry& /*configured*/) {}

  std::vector<User*> load_lazy(orm::Session& session) {
    std::vector<User*> users = session.query<User>().all();
    for (User* user : users) user->posts = session.query<Post>().where("author_id", user->id()).all();
    return users;
  }
  // The posts of 500 users at a time, user by user.
  std::vector<User*> load_selectin(orm::Session& session) {
    std::vector<User*> users = session.query<User>().all();
    fill(users, session.query<Post>().all_in("author_id", strategies::ids_of(users)));
    return users;
  }
  std::vector<User*> load_scan(orm::Session& session) {
    std::vector<User*> users = session.query<User>().all();
    fill(users, session.query<Post>().all());
    return users;
  }
  User* load_user(orm::Session& session, std::int64_t id) {
    User* user = session.get<User>(id);
    user->posts = session.query<Post>().where("author_id", id).all();
    return user;
  }

  auto& posts(User& user) { return user.posts; }
  User* author(Post& post) { return post.author; }
  void append(User& user, Post& post) { set_author(post, &user); }
  void remove(User& user, Post& post) {
    take_out(user.posts, post);
    post.author = nullptr;
  }
  void assign(User& user, const std::vector<Post*>& posts) {
    for (Post* post : user.posts) post->author = nullptr;
    for (Post* post : posts) {
      if (User* other = post->author; other != nullptr && other != &user) take_out(other->posts, *post);
      post->author = &user;
    }
    user.posts = posts;
  }
  void set_author(Post& post, User* user) {
    if (User* old = post.author) take_out(old->posts, post);
    post.author = user;
    if (user != nullptr) user->posts.push_back(&post);
  }
  void remove_user(orm::Session& session, User& user) {
    for (Post* post : user.posts) session.remove(*post);
    session.remove(user);
  }
  void release_user(orm::Session& session, User& user) {
    for (Post* post : user.posts) post->author = nullptr;
    session.remove(user);
  }
  void delete_orphan(orm::Session& session, User& user, Post& post) {
    take_out(user.posts, post);
    session.remove(post);
  }

  // Of a caller who forgets the container, and of one who forgets the author.
  static constexpr Keeper keeper = Keeper::caller_of_container;
  void set_author_alone(Post& post, User& user) { post.author = &user; }
  void append_alone(User& user, Post& post) { user.posts.push_back(&post); }

 private:
  // Each post goes to the end of its author's container.
  static void fill(const std::vector<User*>& users, const std::vector<Post*>& posts) {
    for (User* user : users) user->posts.clear();
    for (Post* post : posts)
      if (User* user = post->author) user->posts.push_back(post);
  }
};
static_assert(OneToManyRelation<OneToMany<Vectors>>);

}  // namespace strategies::unidirectional
