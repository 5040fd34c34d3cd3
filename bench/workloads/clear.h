// clear: each user's posts are assigned an empty list, in memory; no flush.
// Timed: the assignments, with whatever keeps both sides and the record of the change. Untimed: loading, undoing.
// Item: one post that lost its author. Start: the graph loaded, both sides resolved. End: empty lists, no authors; a
// flush writes just that.
// Answers: What does emptying a collection at once cost?
#pragma once

#include "bench/workloads/remove.h"

namespace bench {

template <class S>
class Clear : public Remove<S> {
 public:
  static constexpr WorkloadWords words{"clear", Phase::sync, "clear a user's posts", "post",
                                       "What does emptying a collection at once cost?"};
  using Remove<S>::Remove;

  void run() {
    for (auto* user : this->fixture_.users()) this->fixture_.assign(*user, {});
  }
};

}  // namespace bench
