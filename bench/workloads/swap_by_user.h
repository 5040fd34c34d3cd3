// swap_by_user: users exchange their profiles two by two, by setting the user of both profiles, in memory; no flush.
// Timed: the sets, with whatever keeps both sides and the record of the change. Untimed: loading, undoing.
// Item: one swap. Start: users and profiles loaded, both sides resolved. End: both sides agree; a flush writes just
// that.
// Answers: What does keeping both sides of a one-to-one in sync cost?
#pragma once

#include "bench/workloads/swapping.h"

namespace bench {

template <class S>
class SwapByUser : public Swapping<S> {
 public:
  static constexpr WorkloadWords words{"swap_by_user",
                                       Phase::sync,
                                       "two users exchange profiles, set on the profile's side",
                                       "swap",
                                       "What does keeping both sides of a one-to-one in sync cost?",
                                       datasets::Relation::one_to_one};
  using Swapping<S>::Swapping;

  void run() {
    auto& relation = this->fixture_.relation();
    for (const auto& swap : this->swaps_) {
      relation.set_user(*swap.of_second, swap.first);
      relation.set_user(*swap.of_first, swap.second);
    }
  }
};

}  // namespace bench
