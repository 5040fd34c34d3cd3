// swap_by_profile: users exchange their profiles two by two, by setting the profile of both, in memory; no flush.
// Timed: the sets, with whatever keeps both sides and the record of the change. Untimed: loading, undoing.
// Item: one swap. Start: users and profiles loaded, both sides resolved. End: both sides agree; a flush writes just
// that.
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
                                       "What does keeping both sides of a one-to-one in step cost?",
                                       datasets::Relation::one_to_one};
  static constexpr bool sends_statements = false;
  using Swapping<S>::Swapping;

  void setup() {
    if (!this->is_loaded_)
      this->load_with_swaps(1);
    else
      this->swap_back();
  }
  void run() {
    auto& relation = this->fixture_.relation();
    for (const auto& swap : this->swaps_) {
      relation.set_profile(*swap.first, swap.of_second);
      relation.set_profile(*swap.second, swap.of_first);
    }
  }
  std::int64_t items() const { return static_cast<std::int64_t>(swapped_users(this->database_.links()).size()); }

  static Links expected(const Links& start) { return SwapByProfile::with_swaps(start, 1); }
};

}  // namespace bench
