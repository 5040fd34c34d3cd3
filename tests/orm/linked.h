// The test of a linked pair, typed over how the pair is declared: a database, a session on it, and the relation.
#pragma once

#include <optional>

#include "fixture.h"
#include "models.h"
#include "strategies/back_populates.h"
#include "strategies/backref.h"

namespace fixture {

// R: a relation with classes User and Post, author(post) and set_author(post, user).
template <class R>
class Linked : public testing::Test {
 public:
  using User = typename R::User;
  using Post = typename R::Post;

 protected:
  explicit Linked(bool foreign_keys = true) : database(foreign_keys) {
    R::declare(registry);
    registry.configure();
    relation.emplace(registry);
    open();
  }
  void open(orm::SessionOptions options = {}) {
    opened.reset();
    opened.emplace(database.backend(), registry, options);
  }

  orm::Session& session() { return *opened; }
  User* find_user(std::int64_t key) { return opened->template get<User>(key); }
  Post* find_post(std::int64_t key) { return opened->template get<Post>(key); }
  User& user(std::int64_t key) { return *find_user(key); }
  Post& post(std::int64_t key) { return *find_post(key); }
  orm::Query<User> users() { return opened->template query<User>(); }
  orm::Query<Post> posts() { return opened->template query<Post>(); }
  std::vector<User*> users_with_posts() { return users().options(orm::selectinload<&User::posts>()).all(); }
  User* author(Post& post) { return relation->author(post); }
  void set_author(Post& post, User* user) { relation->set_author(post, user); }
  User& make_user(std::int64_t key) { return opened->template make<User>(key); }
  Post& make_post(std::int64_t key) { return opened->template make<Post>(key); }
  template <class F>
  Spent spent(F&& step) {
    return database.spent(step);
  }
  // Users 1 and 2 with their posts, and post 30, all loaded.
  void load_all() {
    for (const std::int64_t key : {1, 2, 3}) user(key).posts.size();
    post(30);
  }

  Database database;
  orm::Registry registry;
  std::optional<R> relation;
  std::optional<orm::Session> opened;
};

// The two ways of declaring a linked pair, as the strategies do (cascade "all") and with the default cascade.
using Strategies = testing::Types<strategies::BackPopulates::OneToMany, strategies::Backref::OneToMany>;
using DefaultCascade =
    testing::Types<models::Declared<models::kDefaultCascade>, models::Inferred<models::kDefaultCascade>>;

// The names of both lists' types.
struct Names {
  template <class R>
  static std::string GetName(int index) {
    return index == 0 ? "back_populates" : "backref";
  }
};

}  // namespace fixture
