#include "bench/heap/heap.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "bench/heap/allocations.h"

namespace {

// Datasets are made ahead on a second thread; nothing else runs while a step is watched.
std::atomic<std::int64_t> held{0};
std::atomic<std::int64_t> calls{0};
std::atomic<std::int64_t> asked{0};
const bench::heap::Arena* watched = nullptr;
std::int64_t most = 0;

void look() noexcept {
  if (watched != nullptr) most = std::max(most, held + watched->bytes_of(watched->owner));
}

constexpr std::size_t kLeast = 2 * sizeof(std::size_t);  // keeps the alignment that malloc gives

// In front of each block, its size and where malloc's own begins.
struct Header {
  std::size_t bytes;
  void* block;
};
static_assert(sizeof(Header) == kLeast);

void* take(std::size_t bytes, std::size_t alignment) noexcept {
  const std::size_t before = std::max(alignment, kLeast);
  void* block = nullptr;
  if (alignment <= kLeast)
    block = std::malloc(bytes + before);
  else if (posix_memalign(&block, alignment, bytes + before) != 0)
    return nullptr;
  if (block == nullptr) return nullptr;
  char* memory = static_cast<char*>(block) + before;
  new (memory - sizeof(Header)) Header{bytes, block};
  held += static_cast<std::int64_t>(bytes);
  asked += static_cast<std::int64_t>(bytes);
  ++calls;
  look();
  return memory;
}

void* take_or_throw(std::size_t bytes, std::size_t alignment = kLeast) {
  if (void* memory = take(bytes, alignment)) return memory;
  throw std::bad_alloc();
}

void give_back(void* memory) noexcept {
  if (memory == nullptr) return;
  look();  // the arena may have grown since the last call
  const auto* header = reinterpret_cast<const Header*>(static_cast<char*>(memory) - sizeof(Header));
  held -= static_cast<std::int64_t>(header->bytes);
  std::free(header->block);
}

}  // namespace

// As every program counts them; here those of the arenas are not in it.
bench::Allocations bench::allocations() noexcept {
  return {static_cast<std::uint64_t>(calls), static_cast<std::uint64_t>(asked)};
}

namespace bench::heap {

Taken taken() noexcept { return {held, calls}; }

namespace {
Arena current;
}

Watch::Watch(Arena arena) noexcept {
  current = arena;
  watched = &current;
  most = 0;
  look();
}
Watch::~Watch() { watched = nullptr; }
std::int64_t Watch::peak() noexcept {
  look();
  return most;
}

}  // namespace bench::heap

void* operator new(std::size_t bytes) { return take_or_throw(bytes); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return take_or_throw(bytes, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t bytes, const std::nothrow_t& /*tag*/) noexcept { return take(bytes, kLeast); }
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t /*bytes*/) noexcept { give_back(memory); }
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t /*bytes*/, std::align_val_t /*alignment*/) noexcept {
  give_back(memory);
}
void operator delete(void* memory, const std::nothrow_t& /*tag*/) noexcept { give_back(memory); }
