// move_by_append: every post is appended to the posts of another user, in memory; no flush.
// Timed: the appends, with whatever keeps both sides and the record of the change. Untimed: loading, undoing.
// Item: one move. Start: the graph loaded, both sides resolved. End: lists and authors agree; a flush writes just that.
#pragma once

#include "bench/workloads/move.h"

namespace bench {

template <class S>
class MoveByAppend : public Move<S> {
 public:
  static constexpr WorkloadWords words{"move_by_append", Phase::sync, "move a post by append to the new user's posts",
                                       "move",
                                       "What does keeping both sides in step cost when the list side is written?"};
  using Move<S>::Move;

  void run() {
    for (std::size_t i = 0; i < this->posts_.size(); ++i) this->fixture_.append(*this->to_[i], *this->posts_[i]);
  }
};

}  // namespace bench
