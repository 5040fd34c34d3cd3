#include "bench/heap/allocations.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <new>

namespace {

thread_local bench::Allocations taken;  // datasets are made ahead on a second thread

void count(std::size_t bytes) noexcept {
  ++taken.count;
  taken.bytes += bytes;
}

}  // namespace

bench::Allocations bench::allocations() noexcept { return taken; }

void* operator new(std::size_t bytes) {
  count(bytes);
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t bytes, const std::nothrow_t& /*tag*/) noexcept {
  count(bytes);
  return std::malloc(bytes == 0 ? 1 : bytes);
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  void* memory = nullptr;
  count(bytes);
  const auto least = std::max(static_cast<std::size_t>(alignment), sizeof(void*));  // posix_memalign takes no less
  if (posix_memalign(&memory, least, bytes == 0 ? 1 : bytes) == 0) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t& /*tag*/) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*bytes*/, std::align_val_t /*alignment*/) noexcept {
  std::free(memory);
}

extern "C" void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  void* memory = nullptr;
  count(bytes);
  const int error = posix_memalign(&memory, alignment, bytes);
  if (error == 0) return memory;
  errno = error;
  return nullptr;
}
