// load_selectin: all users, and the posts of 500 of them by one SELECT each, then both sides walked once.
// Timed: the SELECTs, the making of objects, the walk. Untimed: opening the session, closing the one before.
// unidirectional: the caller sends the same SELECTs and fills the containers by hand, going by the posts' authors.
// Item: one post. Start: a session without objects. End: every user with its posts in order, every post with its
// author.
// Answers: What does a strategy cost when a whole graph is loaded at once?
#pragma once

#include "bench/workloads/load_graph.h"

namespace bench {

template <class S>
class LoadSelectin : public LoadGraph<S> {
 public:
  static constexpr WorkloadWords words{"load_selectin", Phase::load, "load all users with their posts, selectin",
                                       "post", "What does a strategy cost when a whole graph is loaded at once?"};
  using LoadGraph<S>::LoadGraph;

  void run() {
    this->fixture_.load_selectin();
    this->walk_both_sides();
  }
};

}  // namespace bench
