// move_replies: one reply in ten has another parent in memory; the flush writes the moved ones.
// Timed: the flush, with finding what changed among all that is loaded, and the order in which a tree must be written.
// Untimed: loading, moving, rolling back. Item: one moved reply. Start: the posts loaded, the moves made. End: an
// UPDATE a moved reply, no other row touched.
// Answers: What does a strategy add to the UPDATEs of a tree?
#pragma once

#include "bench/workloads/reparenting.h"

namespace bench {

template <class S>
class MoveReplies : public ReparentReplies<S> {
 public:
  static constexpr WorkloadWords words{"move_replies",
                                       Phase::flush,
                                       "flush moved replies, one in ten of those loaded",
                                       "moved reply",
                                       "What does a strategy add to the UPDATEs of a tree?",
                                       datasets::Relation::self_referential};
  static constexpr bool sends_statements = true;
  using ReparentReplies<S>::ReparentReplies;

  void setup() {
    this->load_with_moves(kStep);
    for (const auto& move : this->moves_) this->fixture_.relation().set_parent(*move.reply, move.parent);
  }
  void run() { this->fixture_.flush(); }
  std::int64_t items() const { return static_cast<std::int64_t>(reparented(this->database_.links(), kStep).size()); }

  static Links expected(const Links& start) { return MoveReplies::with_moves(start, kStep); }

 private:
  static constexpr std::size_t kStep = 10;
};

}  // namespace bench
