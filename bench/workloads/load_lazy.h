// load_lazy: all users, then the posts of each by a SELECT of their own (N+1), then both sides walked once.
// Timed: the SELECTs, the making of objects, the walk. Untimed: opening the session, closing the one before.
// unidirectional: the caller fills each user's container by a query of its own.
// Item: one post. Start: a session without objects. End: every user with its posts in order, every post with its
// author.
// Answers: What does a strategy cost where collections are loaded on first touch (N+1)?
#pragma once

#include "bench/workloads/load_graph.h"

namespace bench {

template <class S>
class LoadLazy : public LoadGraph<S> {
 public:
  static constexpr WorkloadWords words{"load_lazy", Phase::load, "load all users, posts lazily user by user", "post",
                                       "What does a strategy cost where collections are loaded on first touch (N+1)?"};
  using LoadGraph<S>::LoadGraph;

  void run() {
    this->fixture_.load_lazy();
    this->walk_both_sides();
  }
};

}  // namespace bench
