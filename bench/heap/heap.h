// What a step takes from the heap and keeps: for bench_memory, which replaces operator new to know it.
//
// Bytes are those that were asked for: of operator new, and of the arenas of orm/memory.h, whose chunks count as far as
// they are cut. So a number is the same in every run and on every allocator; what malloc adds to each block is told by
// the number of allocations. What the database's library holds by malloc is not in it.
#pragma once

#include <cstdint>

namespace bench::heap {

// Since the program began: bytes held now, and how often operator new was called.
struct Taken {
  std::int64_t bytes = 0;
  std::int64_t allocations = 0;
};
Taken taken() noexcept;

// An arena that grows while it is watched; `bytes_of(owner)` is what is cut from it.
struct Arena {
  std::int64_t (*bytes_of)(const void* owner);
  const void* owner;
};

// Watches the most that operator new and the arena held at one time, from its making to peak(). One at a time.
class Watch {
 public:
  explicit Watch(Arena arena) noexcept;
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  std::int64_t peak() noexcept;
};

}  // namespace bench::heap
