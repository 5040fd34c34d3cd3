// move_by_append: every post is appended to the posts of another user, in memory; no flush.
// Timed: the appends, with whatever keeps both sides and the record of the change. Untimed: loading, undoing.
// Item: one move. Start: the graph loaded, both sides resolved. End: lists and authors agree; a flush writes just that.
// Answers: What does keeping both sides in sync cost when the list side is written?
#pragma once

#include "bench/workloads/move.h"

namespace bench {

template <class S>
class MoveByAppend : public Move<S> {
 public:
  static constexpr WorkloadWords words{"move_by_append", Phase::sync, "move a post by append to the new user's posts",
                                       "move",
                                       "What does keeping both sides in sync cost when the list side is written?"};
  using Move<S>::Move;

  void run() {
    for (const auto& move : this->moves_) this->fixture_.append(*move.to, *move.post);
  }
};

}  // namespace bench
