// load_subquery: all users, then their posts by one SELECT that repeats the query as a subquery, then both sides walked
// once.
// Timed: the SELECTs, the making of objects, the walk. Untimed: opening the session, closing the one before.
// Item: one post. Start: a session without objects. End: every user with its posts in order, every post with its
// author.
// Answers: Does one SELECT with a subquery beat one SELECT per 500 users?
#pragma once

#include "bench/workloads/collection_loads.h"
#include "bench/workloads/load_graph.h"

namespace bench {

template <class S>
class LoadSubquery : public LoadGraph<S> {
 public:
  static constexpr WorkloadWords words{"load_subquery", Phase::load, "load all users with their posts, subquery",
                                       "post", "Does one SELECT with a subquery beat one SELECT per 500 users?"};
  static constexpr std::string_view skipped = why_no_collection_loads<S>();
  using LoadGraph<S>::LoadGraph;

  void run() {
    this->fixture_.load_subquery();
    this->walk_both_sides();
  }
};

}  // namespace bench
