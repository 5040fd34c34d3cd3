// remove: every post is removed from its user's posts, in a fixed random order, in memory; no flush.
// Timed: the removals, with whatever keeps both sides and the record of the change. Untimed: loading, undoing.
// Item: one removal. Start: the graph loaded, both sides resolved. End: empty lists, no authors; a flush writes just
// that.
// Answers: What does removing from a collection cost, and does it grow with the collection?
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
      removals_.clear();
      for (const std::size_t i : working_order(this->posts_.size()))
        removals_.push_back({this->posts_[i], this->user(this->author_id(*this->posts_[i]))});
    } else {
      this->restore_authors();
    }
  }
  void run() {
    for (const auto& removal : removals_) this->fixture_.remove(*removal.from, *removal.post);
  }
  std::int64_t items() const { return this->database_.dataset().sizes().posts; }

  Graph memory_answer() { return this->in_memory(); }
  static Graph expected(const Graph& start) {
    Graph graph = start;
    for (UserState& user : graph.users) user.posts.clear();
    set_authors_from_lists(graph);
    set_rows_from_objects(graph);
    return graph;
  }

 protected:
  struct Removal {
    typename LoadedGraph<S>::Post* post;
    typename LoadedGraph<S>::User* from;
  };
  std::vector<Removal> removals_;  // in the working order
};

}  // namespace bench
