// reparent_by_append: every reply that can goes to another post, by append to the new parent's replies, in a fixed
// random order, in memory; no flush. Timed: the moves, with whatever keeps both sides and the record of the change.
// Untimed: loading, undoing. Item: one move. Start: the posts loaded, both sides resolved. End: replies and parents
// agree; a flush writes just that.
// Answers: What does keeping both sides of a tree in sync cost?
#pragma once

#include "bench/workloads/reparenting.h"

namespace bench {

template <class S>
class ReparentByAppend : public ReparentReplies<S> {
 public:
  static constexpr WorkloadWords words{"reparent_by_append",
                                       Phase::sync,
                                       "move a reply by append to the new parent's replies",
                                       "move",
                                       "What does keeping both sides of a tree in sync cost?",
                                       datasets::Relation::self_referential};
  using ReparentReplies<S>::ReparentReplies;

  void run() {
    for (const auto& move : this->moves_) this->fixture_.relation().append(*move.parent, *move.reply);
  }
};

}  // namespace bench
