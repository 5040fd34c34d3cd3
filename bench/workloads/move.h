// What moving workloads share: every post goes from its author to the next user, in the order of the ids.
#pragma once

#include <algorithm>

#include "bench/workloads/loaded_graph.h"

namespace bench {

template <class S>
class Move : public LoadedGraph<S> {
 public:
  static constexpr bool sends_statements = false;
  using LoadedGraph<S>::LoadedGraph;

  void setup() {
    if (!this->is_loaded_) {
      this->load();
      to_.clear();
      const auto n_users = this->database_.dataset().sizes().users;
      for (auto* post : this->posts_) to_.push_back(this->user(this->next_author(this->author_id(*post), n_users)));
    } else {
      this->restore_authors();
    }
  }
  std::int64_t items() const { return this->database_.dataset().sizes().posts; }

  static Graph expected(const Graph& start) {
    Graph graph = start;
    const auto n_users = static_cast<std::int64_t>(graph.users.size());
    for (UserState& user : graph.users) user.posts.clear();
    for (const PostState& post : start.posts)
      graph.users[static_cast<std::size_t>(LoadedGraph<S>::next_author(post.author, n_users) - 1)].posts.push_back(
          post.id);
    set_authors_from_lists(graph);
    set_rows_from_objects(graph);
    return graph;
  }

 protected:
  std::vector<typename LoadedGraph<S>::User*> to_;  // to_[i]: the new author of posts_[i]
};

}  // namespace bench
