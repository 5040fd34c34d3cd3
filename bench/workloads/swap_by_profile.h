// swap_by_profile: users exchange their profiles two by two, by setting the profile of both, in memory; no flush.
// Timed: the sets, with whatever keeps both sides and the record of the change. Untimed: loading, undoing.
// Item: one swap. Start: users and profiles loaded, both sides resolved. End: both sides agree; a flush writes just
// that.
// Answers: What does keeping both sides of a one-to-one in sync cost?
#pragma once

#include "bench/workloads/swapping.h"

namespace bench {

template <class S>
class SwapByProfile : public Swapping<S> {
 public:
  static constexpr WorkloadWords words{"swap_by_profile",
                                       Phase::sync,
                                       "two users exchange profiles, set on the user's side",
                                       "swap",
                                       "What does keeping both sides of a one-to-one in sync cost?",
                                       datasets::Relation::one_to_one};
  using Swapping<S>::Swapping;

  void run() {
    auto& relation = this->fixture_.relation();
    for (const auto& swap : this->swaps_) {
      relation.set_profile(*swap.first, swap.of_second);
      relation.set_profile(*swap.second, swap.of_first);
    }
  }
};

}  // namespace bench
