// load_two_selectin: all users with their posts and their comments, by two SELECTs for many users: of a user with k
// posts and k comments they bring 2 k rows. Timed: the SELECTs, the making of objects, a walk over both sides. Untimed:
// opening the session, closing the one before. Item: one post or comment. Start: a session without objects. End: every
// user with both lists in order, every post and comment with its author.
// Answers: What do two collections cost when they are loaded separately?
#pragma once

#include "bench/workloads/two_collections.h"

namespace bench {

template <class S>
class LoadTwoSelectin : public LoadTwoCollections<S> {
 public:
  static constexpr WorkloadWords words{"load_two_selectin", Phase::load,
                                       "load all users with their posts and comments, selectin", "post or comment",
                                       "What do two collections cost when they are loaded separately?"};
  using LoadTwoCollections<S>::LoadTwoCollections;

  void run() {
    this->fixture_.load_selectin();
    this->walk_both_sides();
  }
};

}  // namespace bench
