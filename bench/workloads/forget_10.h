// forget_10: posts move in memory, and of one change in ten the caller forgets a side.
// Timed: the moves, a release of one user in ten by a careful caller, a flush after each. Untimed: loading, rolling
// back. Item: one move. Start: the graph loaded, both sides resolved. End: as bench/answers/forgotten.h has it. The
// exact counters stale_reads and lost_writes are what decides, not the time.
// Answers: What goes wrong when callers forget a side of one change in ten?
#pragma once

#include "bench/workloads/forgetting.h"

namespace bench {

template <class S>
class Forget10 : public Forgetting<S, 10> {
 public:
  static constexpr WorkloadWords words{"forget_10", Phase::mix, "move posts, forgetting a side of one change in ten",
                                       "move", "What goes wrong when callers forget a side of one change in ten?"};
  using Forgetting<S, 10>::Forgetting;
};

}  // namespace bench
