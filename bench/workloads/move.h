// What moving workloads share: every post goes from its author to the next user, in a fixed random order.
#pragma once

#include <algorithm>

#include "bench/workloads/loaded_graph.h"

namespace bench {

template <class S>
class Move : public LoadedGraph<S> {
 public:
  static constexpr Needs needs = Needs::other_users;
  static constexpr bool sends_statements = false;
  using LoadedGraph<S>::LoadedGraph;

  void setup() {
    if (!this->is_loaded_) {
      this->load();
      moves_.clear();
      const auto n_users = this->database_.dataset().sizes().users;
      for (const std::size_t i : working_order(this->posts_.size())) {
        auto* post = this->posts_[i];
        moves_.push_back({post, this->user(this->next_author(this->author_id(*post), n_users))});
      }
    } else {
      this->restore_authors();
    }
  }
  std::int64_t items() const { return this->database_.dataset().sizes().posts; }

  Graph memory_answer() { return this->in_memory(); }
  static Graph expected(const Graph& start) {
    Graph graph = start;
    const auto n_users = static_cast<std::int64_t>(graph.users.size());
    for (UserState& user : graph.users) user.posts.clear();
    for (const std::size_t i : working_order(start.posts.size())) {
      const auto to = static_cast<std::size_t>(LoadedGraph<S>::next_author(start.posts[i].author, n_users) - 1);
      graph.users[to].posts.push_back(start.posts[i].id);
    }
    set_authors_from_lists(graph);
    set_rows_from_objects(graph);
    return graph;
  }

 protected:
  struct OneMove {
    typename LoadedGraph<S>::Post* post;
    typename LoadedGraph<S>::User* to;
  };
  std::vector<OneMove> moves_;  // in the working order
};

}  // namespace bench
