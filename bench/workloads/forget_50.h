// forget_50: posts move in memory, and of every second change the caller forgets a side.
// Timed: the moves, a release of one user in ten by a careful caller, a flush after each. Untimed: loading, rolling
// back. Item: one move. Start: the graph loaded, both sides resolved. End: as bench/answers/forgotten.h has it. The
// exact counters stale_reads and lost_writes are what decides, not the time.
// Answers: What goes wrong when callers forget a side of every second change?
#pragma once

#include "bench/workloads/forgetting.h"

namespace bench {

template <class S>
class Forget50 : public Forgetting<S, 2> {
 public:
  static constexpr WorkloadWords words{"forget_50", Phase::mix, "move posts, forgetting a side of every second change",
                                       "move", "What goes wrong when callers forget a side of every second change?"};
  using Forgetting<S, 2>::Forgetting;
};

}  // namespace bench
