// reparent_by_append: every reply that can goes to another post, by append to the new parent's replies, in a fixed
// random order, in memory; no flush. Timed: the moves, with whatever keeps both sides and the record of the change.
// Untimed: loading, undoing. Item: one move. Start: the posts loaded, both sides resolved. End: replies and parents
// agree; a flush writes just that.
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
                                       "What does keeping both sides of a tree in step cost?",
                                       datasets::Relation::self_referential};
  static constexpr bool sends_statements = false;
  using ReparentReplies<S>::ReparentReplies;

  void setup() {
    if (!this->is_loaded_)
      this->load_with_moves(1);
    else
      this->move_back();
  }
  void run() {
    for (const auto& move : this->moves_) this->fixture_.relation().append(*move.parent, *move.reply);
  }
  std::int64_t items() const { return static_cast<std::int64_t>(reparented(this->database_.links(), 1).size()); }

  static Links expected(const Links& start) { return ReparentByAppend::with_moves(start, 1); }
};

}  // namespace bench
