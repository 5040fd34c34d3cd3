// What this program has taken from the heap: calls of operator new and of aligned_alloc (the mapper's arenas), and
// their bytes. Linking allocations.cpp replaces both. What the database's own library allocates by malloc is not in it.
#pragma once

#include <cstdint>

namespace bench {

struct Allocations {
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;  // as they were asked for

  Allocations& operator+=(const Allocations& other) noexcept {
    count += other.count;
    bytes += other.bytes;
    return *this;
  }
  friend Allocations operator-(const Allocations& left, const Allocations& right) noexcept {
    return {left.count - right.count, left.bytes - right.bytes};
  }
};

// Of the calling thread, since it began.
Allocations allocations() noexcept;

}  // namespace bench
