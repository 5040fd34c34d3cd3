// move_by_set: every post is given another author, in memory; no flush.
// Timed: the sets, with whatever keeps both sides and the record of the change. Untimed: loading, undoing.
// Item: one move. Start: the graph loaded, both sides resolved. End: lists and authors agree; a flush writes just that.
// Answers: What does keeping both sides in sync cost when the scalar side is written?
#pragma once

#include "bench/workloads/move.h"

namespace bench {

template <class S>
class MoveBySet : public Move<S> {
 public:
  static constexpr WorkloadWords words{"move_by_set", Phase::sync, "move a post by setting its author", "move",
                                       "What does keeping both sides in sync cost when the scalar side is written?"};
  static constexpr bool works_without_lists = true;
  using Move<S>::Move;

  void run() {
    for (const auto& move : this->moves_) this->fixture_.set_author(*move.post, move.to);
  }
};

}  // namespace bench
