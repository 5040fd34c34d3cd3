// load_joined: all users and their posts by one SELECT that joins them, then both sides walked once.
// Timed: the SELECT, the making of objects, the walk. Untimed: opening the session, closing the one before.
// Item: one post. Start: a session without objects. End: every user with its posts in order, every post with its
// author.
// Answers: What do the user's columns, repeated in every row, cost a load?
#pragma once

#include "bench/workloads/collection_loads.h"
#include "bench/workloads/load_graph.h"

namespace bench {

template <class S>
class LoadJoined : public LoadGraph<S> {
 public:
  static constexpr WorkloadWords words{"load_joined", Phase::load, "load all users with their posts, joined", "post",
                                       "What do the user's columns, repeated in every row, cost a load?"};
  static constexpr std::string_view skipped = why_no_collection_loads<S>();
  using LoadGraph<S>::LoadGraph;

  void run() {
    this->fixture_.load_joined();
    this->walk_both_sides();
  }
};

}  // namespace bench
