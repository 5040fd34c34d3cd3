// load_user: one user by key with its posts, for one user in ten, in a fixed random order, in one
// session.
// Timed: two SELECTs a user, the making of objects. Untimed: opening the session, closing the one before.
// Item: one user. Start: a session without objects. End: these users with their posts in order, every post with its
// author.
// Answers: What does a page that shows one user and the user's posts cost?
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

#include "bench/workloads/load_graph.h"
#include "bench/workloads/one_in_ten.h"

namespace bench {

template <class S>
class LoadUser : public LoadGraph<S> {
 public:
  static constexpr WorkloadWords words{"load_user", Phase::load, "load one user by key with its posts", "user",
                                       "What does a page that shows one user and the user's posts cost?"};
  static constexpr Needs needs = Needs::users;

  explicit LoadUser(Database& database)
      : LoadGraph<S>(database), ids_(users_asked_for(database.dataset().sizes().users)) {}

  void run() {
    for (const std::int64_t id : ids_) this->fixture_.load_user(id);
  }
  std::int64_t items() const { return static_cast<std::int64_t>(ids_.size()); }

  Graph answer() {
    Graph graph = LoadGraph<S>::answer();
    std::ranges::sort(graph.users, {}, &UserState::id);
    return graph;
  }
  static Graph expected(const Graph& start) {
    Graph graph = start;
    std::erase_if(graph.users, [](const UserState& user) { return !is_asked_for(user.id); });
    std::set<std::int64_t> loaded;
    for (const UserState& user : graph.users) loaded.insert(user.posts.begin(), user.posts.end());
    std::erase_if(graph.posts, [&](const PostState& post) { return !loaded.contains(post.id); });
    return graph;
  }

 private:
  std::vector<std::int64_t> ids_;
};

}  // namespace bench
