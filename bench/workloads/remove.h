// remove: every post is removed from its user's posts, in the order of the ids, in memory; no flush.
// Timed: the removals, with whatever keeps both sides and the record of the change. Untimed: loading, undoing.
// Item: one removal. Start: the graph loaded, both sides resolved. End: empty lists, no authors; a flush writes just
// that.
#pragma once

#include "bench/workloads/loaded_graph.h"

namespace bench {

template <class S>
class Remove : public LoadedGraph<S> {
 public:
  static constexpr WorkloadWords words{
      "remove", Phase::sync, "remove a post from its user's posts", "removal",
      "What does removing from a collection cost, and does it grow with the collection?"};
  static constexpr bool sends_statements = false;
  using LoadedGraph<S>::LoadedGraph;

  void setup() {
    if (!this->is_loaded_) {
      this->load();
      from_.clear();
      for (auto* post : this->posts_) from_.push_back(this->user(this->author_id(*post)));
    } else {
      this->restore_authors();
    }
  }
  void run() {
    for (std::size_t i = 0; i < this->posts_.size(); ++i) this->fixture_.remove(*from_[i], *this->posts_[i]);
  }
  std::int64_t items() const { return this->database_.dataset().sizes().posts; }

  static Graph expected(const Graph& start) {
    Graph graph = start;
    for (UserState& user : graph.users) user.posts.clear();
    set_authors_from_lists(graph);
    set_rows_from_objects(graph);
    return graph;
  }

 private:
  std::vector<typename LoadedGraph<S>::User*> from_;  // from_[i]: the author of posts_[i]
};

}  // namespace bench
