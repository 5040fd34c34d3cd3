// memory_loaded: all users and all their posts loaded by selectin, both sides walked: what they hold then. Where nobody
// keeps lists, the posts are loaded by a scan.
// Counted: bytes and allocations that stay, and the peak of the load. The time is that of load_selectin with counting.
// Item: one post, with its share of its user. Start: a session without objects. End: that of load_selectin.
// Answers: How much memory does a loaded post need, and loading at its peak?
#pragma once

#include <type_traits>

#include "bench/workloads/held_memory.h"
#include "bench/workloads/load_scan.h"
#include "bench/workloads/load_selectin.h"

namespace bench {

template <class S>
using LoadedInMemory = std::conditional_t < requires(Fixture<S>& fixture) {
  fixture.load_selectin();
}
, LoadSelectin<S>, LoadScan < S >> ;

template <class S>
class MemoryLoaded : public HeldMemory<LoadedInMemory<S>> {
 public:
  static constexpr WorkloadWords words{"memory_loaded", Phase::memory, "hold a loaded post in memory", "post",
                                       "How much memory does a loaded post need, and loading at its peak?"};
  static constexpr bool works_without_lists = true;
  using HeldMemory<LoadedInMemory<S>>::HeldMemory;
};

}  // namespace bench
