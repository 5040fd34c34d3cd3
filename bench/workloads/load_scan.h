// load_scan: all users, and all posts by one SELECT in the order of their keys, then both sides walked once.
// Timed: the SELECTs, the making of objects, putting each post into its user's list, the walk. Untimed: opening the
// session, closing the one before. A mapped list takes what was read as loaded (append_without_event).
// Item: one post. Start: a session without objects. End: every user with its posts in order, every post with its
// author.
// Answers: What does a strategy cost where a whole table is read at once?
#pragma once

#include "bench/workloads/load_graph.h"

namespace bench {

template <class S>
class LoadScan : public LoadGraph<S> {
 public:
  static constexpr WorkloadWords words{"load_scan", Phase::load, "load all users and all posts with one scan", "post",
                                       "What does a strategy cost where a whole table is read at once?"};
  static constexpr bool works_without_lists = true;
  using LoadGraph<S>::LoadGraph;

  void run() {
    this->fixture_.load_scan();
    if constexpr (requires(typename Fixture<S>::User & user) { this->fixture_.posts(user); }) this->walk_both_sides();
  }
};

}  // namespace bench
