// move_profiles: one pair of users in ten has exchanged profiles in memory; the flush writes them.
// Timed: the flush, with finding what changed among all that is loaded. Untimed: loading, swapping, rolling back.
// Item: one moved profile. Start: users and profiles loaded, the swaps made. End: an UPDATE a moved profile, no other
// row touched.
// Answers: What does a strategy add to the UPDATEs of a one-to-one?
#pragma once

#include "bench/workloads/swapping.h"

namespace bench {

template <class S>
class MoveProfiles : public Swapping<S> {
 public:
  static constexpr WorkloadWords words{"move_profiles",
                                       Phase::flush,
                                       "flush exchanged profiles, one pair in ten of those loaded",
                                       "moved profile",
                                       "What does a strategy add to the UPDATEs of a one-to-one?",
                                       datasets::Relation::one_to_one};
  static constexpr bool sends_statements = true;
  using Swapping<S>::Swapping;

  void setup() {
    this->load_with_swaps(kStep);
    for (const auto& swap : this->swaps_) {
      this->fixture_.relation().set_profile(*swap.first, swap.of_second);
      this->fixture_.relation().set_profile(*swap.second, swap.of_first);
    }
  }
  void run() { this->fixture_.flush(); }
  std::int64_t items() const {
    const auto pairs = static_cast<std::int64_t>(swapped_users(this->database_.links()).size());
    return 2 * ((pairs + kStep - 1) / kStep);
  }

  static Links expected(const Links& start) { return MoveProfiles::with_swaps(start, kStep); }

 private:
  static constexpr std::int64_t kStep = 10;
};

}  // namespace bench
