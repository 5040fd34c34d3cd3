// What a workload works on: a strategy's session with its objects. bench/hand_written/fixture.h has the same members
// for plain structs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bench/fixtures/session.h"
#include "bench/graph.h"
#include "strategies/strategy.h"

namespace bench {

// Users with posts of strategy S.
template <class S>
class Fixture : public SessionFixture<typename S::OneToMany> {
 public:
  using Relation = typename S::OneToMany;
  using User = typename Relation::User;
  using Post = typename Relation::Post;
  using SessionFixture<Relation>::SessionFixture;

  void open() {
    users_.clear();
    SessionFixture<Relation>::open();
  }
  void open_request() {
    users_.clear();
    SessionFixture<Relation>::open_request();
  }
  void load_lazy() { users_ = this->relation().load_lazy(this->session()); }
  void load_selectin() { users_ = this->relation().load_selectin(this->session()); }
  void load_joined() { users_ = this->relation().load_joined(this->session()); }
  void load_subquery() { users_ = this->relation().load_subquery(this->session()); }
  User& load_user(std::int64_t id) {  // with the posts
    users_.push_back(this->relation().load_user(this->session(), id));
    return *users_.back();
  }
  // One by its key: 1 SELECT unless the session has it.
  User& find_user(std::int64_t id) { return *this->session().template get<User>(id); }
  Post& find_post(std::int64_t id) { return *this->session().template get<Post>(id); }
  // The users alone, and the posts alone.
  void load_users() { users_ = this->session().template query<User>().all(); }
  std::vector<Post*> load_posts() { return this->session().template query<Post>().all(); }
  // All users and their lists as the database has them now.
  void reload() {
    this->session().expire_all();
    load_lazy();
  }
  // The loaded users, by ascending id.
  const std::vector<User*>& users() const noexcept { return users_; }
  // The posts that the users list, by ascending id: posts()[i] has id i + 1 when all posts have authors. Not for timed
  // code.
  std::vector<Post*> posts_by_id() {
    std::vector<Post*> posts;
    for (User* user : users_)
      for (Post* post : this->relation().posts(*user)) posts.push_back(post);
    std::sort(posts.begin(), posts.end(), [](const Post* a, const Post* b) { return a->id() < b->id(); });
    posts.erase(std::unique(posts.begin(), posts.end()), posts.end());
    return posts;
  }

  decltype(auto) posts(User& user) { return this->relation().posts(user); }
  User* author(Post& post) { return this->relation().author(post); }
  void append(User& user, Post& post) { this->relation().append(user, post); }
  void remove(User& user, Post& post) { this->relation().remove(user, post); }
  void assign(User& user, const std::vector<Post*>& posts) { this->relation().assign(user, posts); }
  void set_author(Post& post, User* user) { this->relation().set_author(post, user); }

  // What a caller writes who forgets the other side. Where the runtime keeps it, that is all there is to write.
  void set_author_alone(Post& post, User& user) {
    if constexpr (strategies::keeper_of<Relation> == strategies::Keeper::runtime)
      set_author(post, &user);
    else
      this->relation().set_author_alone(post, user);
  }
  void append_alone(User& user, Post& post) {
    if constexpr (strategies::keeper_of<Relation> == strategies::Keeper::runtime)
      append(user, post);
    else
      this->relation().append_alone(user, post);
  }

  User& make_user(const datasets::User& row) { return make_user(row, row.id); }
  User& make_user(const datasets::User& row, std::int64_t id) {
    User& user = this->session().template make<User>(id);
    user.name = row.name;
    user.email = row.email;
    users_.push_back(&user);
    return user;
  }
  Post& make_post(std::int64_t id, const datasets::Post& row) {
    Post& post = this->session().template make<Post>(id);
    post.title = row.title;
    post.body = row.body;
    return post;
  }
  void add(User& user) { this->session().add(user); }
  void add(Post& post) { this->session().add(post); }
  void expunge(Post& post) { this->session().expunge(post); }
  void set_title(Post& post, std::string_view title) { post.title = title; }
  void release_user(User& user) { this->relation().release_user(this->session(), user); }
  void delete_orphan(User& user, Post& post) { this->relation().delete_orphan(this->session(), user, post); }
  void delete_post(User& user, Post& post) {
    this->relation().remove(user, post);
    this->session().remove(post);
  }
  void remove_user(User& user) { this->relation().remove_user(this->session(), user); }

  static std::uint64_t texts(User& user) { return text_hash(user.name, user.email); }
  static std::uint64_t texts(Post& post) { return text_hash(post.title, post.body); }

 private:
  std::vector<User*> users_;
};

}  // namespace bench
