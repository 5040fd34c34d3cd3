// How often, and how many bytes, this program has allocated from the heap. Linking allocations.cpp replaces the global
// operator new.
#pragma once

#include <cstddef>

namespace fixture {

std::size_t allocations() noexcept;
std::size_t allocated_bytes() noexcept;

// Of one step.
template <class F>
std::size_t allocations_of(F&& step) {
  const std::size_t before = allocations();
  step();
  return allocations() - before;
}

}  // namespace fixture
