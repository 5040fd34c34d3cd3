// drain: user by user, the posts are removed one by one in a fixed random order until none is left, in memory; no
// flush.
// Timed: the removals, with whatever keeps both sides and the record of the change. Untimed: loading, undoing.
// Item: one removal. Start: the graph loaded, both sides resolved. End: empty lists, no authors; a flush writes just
// that.
// Answers: What does emptying a collection one by one cost, as in a queue?
#pragma once

#include <algorithm>

#include "bench/workloads/remove.h"

namespace bench {

template <class S>
class Drain : public Remove<S> {
 public:
  static constexpr WorkloadWords words{"drain", Phase::sync, "drain a user's posts one by one, in random order",
                                       "removal", "What does emptying a collection one by one cost, as in a queue?"};
  using Remove<S>::Remove;

  void setup() {
    const bool is_first = !this->is_loaded_;
    Remove<S>::setup();
    if (!is_first) return;
    std::stable_sort(this->removals_.begin(), this->removals_.end(),
                     [](const auto& a, const auto& b) { return a.from->id() < b.from->id(); });
  }
};

}  // namespace bench
