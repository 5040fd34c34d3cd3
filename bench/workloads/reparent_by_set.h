// reparent_by_set: every reply that can goes to another post, by setting its parent, in a fixed random order, in
// memory; no flush. Timed: the moves, with whatever keeps both sides and the record of the change. Untimed: loading,
// undoing. Item: one move. Start: the posts loaded, both sides resolved. End: replies and parents agree; a flush writes
// just that.
// Answers: What does keeping both sides of a tree in sync cost?
#pragma once

#include "bench/workloads/reparenting.h"

namespace bench {

template <class S>
class ReparentBySet : public ReparentReplies<S> {
 public:
  static constexpr WorkloadWords words{"reparent_by_set",
                                       Phase::sync,
                                       "move a reply by setting its parent",
                                       "move",
                                       "What does keeping both sides of a tree in sync cost?",
                                       datasets::Relation::self_referential};
  using ReparentReplies<S>::ReparentReplies;

  void run() {
    for (const auto& move : this->moves_) this->fixture_.relation().set_parent(*move.reply, move.parent);
  }
};

}  // namespace bench
