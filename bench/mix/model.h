// Users with posts as plain numbers, changed by the steps of requests: what a mix must come to, without the mapper.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bench/answers/graph.h"
#include "bench/databases/database.h"
#include "bench/mix/script.h"

namespace bench {

class Model {
 public:
  explicit Model(const Database& database);

  std::int64_t n_users() const { return static_cast<std::int64_t>(users_.size()); }  // deleted ones included
  bool is_alive(std::int64_t user) const { return users_[index(user)].is_alive; }
  // As the rows have them: ascending.
  const std::vector<std::int64_t>& posts(std::int64_t user) const { return users_[index(user)].posts; }
  std::int64_t author(std::int64_t post) const { return posts_[index(post)].author; }  // 0: none, or deleted
  std::int64_t next_user() const { return n_users() + 1; }
  std::int64_t next_post() const { return static_cast<std::int64_t>(posts_.size()) + 1; }

  void apply(const Step& step);
  // What both sides are now, of what the steps since the last call have loaded.
  Graph close_request();
  // The rows as they are now.
  Graph rows() const;

  // The row whose texts a new user or post takes.
  std::int64_t source_of_user(std::int64_t user) const { return (user - 1) % n_first_users_ + 1; }
  std::int64_t source_of_post(std::int64_t post) const { return (post - 1) % n_first_posts_ + 1; }

 private:
  struct User {
    std::uint64_t texts;
    bool is_alive;
    std::vector<std::int64_t> posts;
  };
  struct Post {
    std::uint64_t texts;
    std::int64_t author;
    bool is_alive;
  };
  static std::size_t index(std::int64_t id) { return static_cast<std::size_t>(id - 1); }

  void load_list(std::int64_t user) { lists_[user] = users_[index(user)].posts; }
  void make_post(std::int64_t post, std::int64_t author);
  void set_author(std::int64_t post, std::int64_t user);
  void delete_post(std::int64_t post);

  const datasets::Dataset& dataset_;
  std::int64_t n_first_users_;
  std::int64_t n_first_posts_;
  std::vector<User> users_;  // by id
  std::vector<Post> posts_;
  std::map<std::int64_t, std::vector<std::int64_t>> lists_;  // loaded in this request, as they are in memory
  std::set<std::int64_t> seen_posts_;                        // touched in this request
};

}  // namespace bench
