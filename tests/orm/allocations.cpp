#include "allocations.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

std::size_t count = 0;
std::size_t bytes_in_all = 0;

}  // namespace

std::size_t fixture::allocations() noexcept { return count; }
std::size_t fixture::allocated_bytes() noexcept { return bytes_in_all; }

void* operator new(std::size_t bytes) {
  ++count;
  bytes_in_all += bytes;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t bytes, const std::nothrow_t& /*tag*/) noexcept {  // std::stable_sort asks this one
  ++count;
  bytes_in_all += bytes;
  return std::malloc(bytes == 0 ? 1 : bytes);
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {  // std::pmr asks this one
  ++count;
  bytes_in_all += bytes;
  void* memory = nullptr;
  if (posix_memalign(&memory, std::max(static_cast<std::size_t>(alignment), sizeof(void*)), bytes == 0 ? 1 : bytes) ==
      0)
    return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t& /*tag*/) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/, std::align_val_t /*alignment*/) noexcept {
  std::free(memory);
}
