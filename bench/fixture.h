// What a workload works on: a strategy's session with its objects. bench/hand_written/fixture.h has the same members
// for plain structs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "bench/database.h"
#include "strategies/strategy.h"

namespace bench {

// A configured registry of strategy S, opened on a database. Nothing is ever committed: close() and rollback() leave
// the database as it was.
template <class S>
class Fixture {
 public:
  using Relation = typename S::OneToMany;
  using User = typename Relation::User;
  using Post = typename Relation::Post;

  explicit Fixture(Database& database) : database_(database) {
    Relation::declare(registry_);
    registry_.configure();
    relation_.emplace(registry_);
  }

  // A fresh session without objects; the one before is closed.
  void open() {
    session_.reset();
    users_.clear();
    session_.emplace(database_.backend(), registry_);
  }
  void load_lazy() { users_ = relation_->load_lazy(*session_); }
  void load_selectin() { users_ = relation_->load_selectin(*session_); }
  // The loaded users, by ascending id.
  const std::vector<User*>& users() const noexcept { return users_; }
  // The posts that the users list, by ascending id: posts()[i] has id i + 1 when all posts have authors. Not for timed
  // code.
  std::vector<Post*> posts_by_id() {
    std::vector<Post*> posts;
    for (User* user : users_)
      for (Post* post : relation_->posts(*user)) posts.push_back(post);
    std::sort(posts.begin(), posts.end(), [](const Post* a, const Post* b) { return a->id() < b->id(); });
    posts.erase(std::unique(posts.begin(), posts.end()), posts.end());
    return posts;
  }

  Relation& relation() noexcept { return *relation_; }
  decltype(auto) posts(User& user) { return relation_->posts(user); }
  User* author(Post& post) { return relation_->author(post); }
  void append(User& user, Post& post) { relation_->append(user, post); }
  void remove(User& user, Post& post) { relation_->remove(user, post); }
  void set_author(Post& post, User* user) { relation_->set_author(post, user); }

  User& make_user(const datasets::User& row) {
    User& user = session_->template make<User>(row.id);
    user.name = row.name;
    user.email = row.email;
    users_.push_back(&user);
    return user;
  }
  Post& make_post(std::int64_t id, const datasets::Post& row) {
    Post& post = session_->template make<Post>(id);
    post.title = row.title;
    post.body = row.body;
    return post;
  }
  void add(User& user) { session_->add(user); }
  void add(Post& post) { session_->add(post); }
  void expunge(Post& post) { session_->expunge(post); }
  void remove_user(User& user) { relation_->remove_user(*session_, user); }
  void flush() { session_->flush(); }
  void rollback() { session_->rollback(); }

  orm::Counts counts() const { return database_.backend().counts(); }

  static std::uint64_t texts(User& user) { return text_hash(user.name, user.email); }
  static std::uint64_t texts(Post& post) { return text_hash(post.title, post.body); }

 private:
  Database& database_;
  orm::Registry registry_;
  std::optional<Relation> relation_;
  std::optional<orm::Session> session_;
  std::vector<User*> users_;
};

}  // namespace bench
