// delete_users: one user in ten is deleted with its posts.
// Timed: marking the user and its posts as deleted, and the flush. Untimed: loading, rolling back.
// Item: one deleted user. Start: the graph loaded. End: the users' rows and their posts' rows are gone, no other
// touched.
// Answers: What does deleting an owner with what it owns cost, and who finds the posts?
#pragma once

#include "bench/workloads/loaded_graph.h"

namespace bench {

template <class S>
class DeleteUsers : public LoadedGraph<S> {
 public:
  static constexpr WorkloadWords words{"delete_users", Phase::flush, "delete one user in ten with its posts",
                                       "deleted user",
                                       "What does deleting an owner with what it owns cost, and who finds the posts?"};
  static constexpr Needs needs = Needs::users;
  static constexpr bool sends_statements = true;
  using Base = LoadedGraph<S>;
  using Base::Base;

  void setup() { this->load(); }
  void run() {
    for (auto* user : this->fixture_.users())
      if (goes(user->id())) this->fixture_.remove_user(*user);
    this->fixture_.flush();
  }
  std::int64_t items() const { return this->database_.dataset().sizes().users / 10; }

  // Of the objects, those that stay are compared: a deleted one has no state that a caller may rely on.
  Graph answer() {
    Graph graph = Base::answer();
    const std::vector<PostState>& start = this->database_.graph().posts;
    std::erase_if(graph.users, [](const UserState& user) { return goes(user.id); });
    std::erase_if(graph.posts,
                  [&](const PostState& post) { return goes(start[static_cast<std::size_t>(post.id - 1)].author); });
    return graph;
  }
  static Graph expected(const Graph& start) {
    Graph graph = start;
    std::erase_if(graph.users, [](const UserState& user) { return goes(user.id); });
    std::erase_if(graph.posts, [](const PostState& post) { return goes(post.author); });
    set_rows_from_objects(graph);
    return graph;
  }

 protected:
  static bool goes(std::int64_t user) { return user % 10 == 0; }
};

}  // namespace bench
