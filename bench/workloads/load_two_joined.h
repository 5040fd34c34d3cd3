// load_two_joined: all users with their posts and their comments, by one SELECT that joins both: of a user with k posts
// and k comments it brings k * k rows. Timed: the SELECTs, the making of objects, a walk over both sides. Untimed:
// opening the session, closing the one before. Item: one post or comment. Start: a session without objects. End: every
// user with both lists in order, every post and comment with its author.
// Answers: When does joining two collections cost more than it saves?
#pragma once

#include "bench/workloads/two_collections.h"

namespace bench {

template <class S>
class LoadTwoJoined : public LoadTwoCollections<S> {
 public:
  static constexpr WorkloadWords words{"load_two_joined", Phase::load,
                                       "load all users with their posts and comments, joined", "post or comment",
                                       "When does joining two collections cost more than it saves?"};
  using LoadTwoCollections<S>::LoadTwoCollections;

  void run() {
    this->fixture_.load_joined();
    this->walk_both_sides();
  }
};

}  // namespace bench
