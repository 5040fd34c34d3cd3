// load_user: one user by key with its posts, for one user in ten, in one session.
// Timed: two SELECTs a user, the making of objects. Untimed: opening the session, closing the one before.
// Item: one user. Start: a session without objects. End: these users with their posts in order, every post with its
// author.
// Answers: What does a page that shows one user and the user's posts cost?
#pragma once

#include <set>

#include "bench/workloads/load_graph.h"

namespace bench {

template <class S>
class LoadUser : public LoadGraph<S> {
 public:
  static constexpr WorkloadWords words{"load_user", Phase::load, "load one user by key with its posts", "user",
                                       "What does a page that shows one user and the user's posts cost?"};
  static constexpr Needs needs = Needs::users;
  using LoadGraph<S>::LoadGraph;

  void run() {
    for (std::int64_t id = 1; id <= this->database_.dataset().sizes().users; id += kStep) this->fixture_.load_user(id);
  }
  std::int64_t items() const { return (this->database_.dataset().sizes().users + kStep - 1) / kStep; }

  static Graph expected(const Graph& start) {
    Graph graph = start;
    std::erase_if(graph.users, [](const UserState& user) { return user.id % kStep != 1; });
    std::set<std::int64_t> loaded;
    for (const UserState& user : graph.users) loaded.insert(user.posts.begin(), user.posts.end());
    std::erase_if(graph.posts, [&](const PostState& post) { return !loaded.contains(post.id); });
    return graph;
  }

 private:
  static constexpr std::int64_t kStep = 10;
};

}  // namespace bench
