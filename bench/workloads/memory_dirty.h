// memory_dirty: every loaded post is given another author: what the change takes until the flush, beside the post.
// Counted: bytes and allocations that stay: the record of the change, lists that grew. Item: one moved post. Start: the
// graph loaded. End: that of move_by_set.
// Answers: How much memory does a change need in addition to the object?
#pragma once

#include "bench/workloads/held_memory.h"
#include "bench/workloads/move_by_set.h"

namespace bench {

template <class S>
class MemoryDirty : public HeldMemory<MoveBySet<S>> {
 public:
  static constexpr WorkloadWords words{"memory_dirty", Phase::memory, "hold the change of a moved post until the flush",
                                       "post", "How much memory does a change need in addition to the object?"};
  static constexpr bool works_without_lists = true;
  using HeldMemory<MoveBySet<S>>::HeldMemory;
};

}  // namespace bench
