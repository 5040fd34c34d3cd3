#include "orm/instance/memory.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace orm {
namespace {

// Chunks that are free for the next arena of this thread: a program that opens a session a request does not return its
// memory to the system each time, as malloc would not either.
struct KeptChunks {
  std::vector<void*> chunks;
  ~KeptChunks() {
    for (void* chunk : chunks) std::free(chunk);
  }
};
thread_local KeptChunks kept;

void* new_chunk() {
  if (!kept.chunks.empty()) {
    void* chunk = kept.chunks.back();
    kept.chunks.pop_back();
    return chunk;
  }
  void* chunk = std::aligned_alloc(Arena::kChunkBytes, Arena::kChunkBytes);
  if (chunk == nullptr) throw std::bad_alloc();
  madvise(chunk, Arena::kChunkBytes, MADV_HUGEPAGE);  // advice: a kernel without huge pages ignores it
  return chunk;
}

}  // namespace

Arena::~Arena() {
  for (void* chunk : chunks_) {
    if (kept.chunks.size() < kKeptChunks)
      kept.chunks.push_back(chunk);
    else
      std::free(chunk);
  }
  for (void* block : large_) std::free(block);
}

void* Arena::allocate_slow(std::size_t bytes, std::size_t alignment) {
  if (bytes > kChunkBytes / 4) {
    const std::size_t rounded = (bytes + 4095) & ~std::size_t{4095};
    void* block = std::aligned_alloc(4096, rounded);
    if (block == nullptr) throw std::bad_alloc();
    large_.push_back(block);
    used_ += bytes;
    return block;
  }
  chunks_.reserve(chunks_.size() + 1);
  void* chunk = new_chunk();
  chunks_.push_back(chunk);
  next_ = reinterpret_cast<std::uintptr_t>(chunk);
  end_ = next_ + kChunkBytes;
  return allocate(bytes, alignment);
}

void Slabs::grow() {
  next_ = static_cast<char*>(arena_->allocate(kBlockObjects * stride_, 16));
  end_ = next_ + kBlockObjects * stride_;
  auto* block = new (arena_->allocate(sizeof(Block))) Block{nullptr, next_};
  (first_ == nullptr ? first_ : last_->next) = block;
  last_ = block;
}

}  // namespace orm
