// Where a session's objects, texts and lists live: 2 MiB chunks, cut by an arena that never frees one thing alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace orm {

// Cuts memory from chunks; everything goes when the arena does. Chunks are aligned to 2 MiB and advised to be huge
// pages (12 % of a load's time); freed ones are kept for the next arena of the thread, up to kKeptChunks.
class Arena {
 public:
  static constexpr std::size_t kChunkBytes = std::size_t{2} << 20;
  static constexpr std::size_t kKeptChunks = 64;

  Arena() = default;
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Uninitialized memory aligned to `alignment` (a power of two, at most 4096).
  void* allocate(std::size_t bytes, std::size_t alignment = 8) {
    const std::uintptr_t start = (next_ + alignment - 1) & ~(alignment - 1);
    if (start + bytes > end_) return allocate_slow(bytes, alignment);
    next_ = start + bytes;
    used_ += bytes;
    return reinterpret_cast<void*>(start);
  }
  // A copy of the text; never null, also for an empty text.
  const char* copy(std::string_view text) {
    auto* data = static_cast<char*>(allocate(text.size() + 1, 1));
    if (!text.empty()) std::memcpy(data, text.data(), text.size());
    data[text.size()] = '\0';
    return data;
  }

  std::size_t used_bytes() const noexcept { return used_; }
  std::size_t chunks() const noexcept { return chunks_.size() + large_.size(); }

 private:
  void* allocate_slow(std::size_t bytes, std::size_t alignment);

  std::uintptr_t next_ = 0;
  std::uintptr_t end_ = 0;
  std::size_t used_ = 0;
  std::vector<void*> chunks_;
  std::vector<void*> large_;  // allocations of more than a quarter chunk
};

// Arrays of pointers in sizes of powers of two, reused by size when a list outgrows one. They go with the arena.
class ElementArrays {
 public:
  explicit ElementArrays(Arena& arena) : arena_(arena) {}

  // An array of at least `minimum` pointers; `capacity` becomes its real length. An exact array (for a list whose
  // length is known from a load) is as long as asked for.
  template <class T>
  T** allocate(std::uint32_t minimum, std::uint32_t& capacity) {
    const std::uint32_t size_class = class_of(minimum);
    capacity = std::uint32_t{1} << size_class;
    if (void* reused = free_[size_class]) {
      free_[size_class] = *static_cast<void**>(reused);
      return static_cast<T**>(reused);
    }
    return static_cast<T**>(arena_.allocate(std::size_t{capacity} * sizeof(T*)));
  }
  template <class T>
  T** allocate_exact(std::uint32_t length) {
    return static_cast<T**>(arena_.allocate(std::size_t{length} * sizeof(T*)));
  }
  template <class T>
  void release(T** array, std::uint32_t capacity) noexcept {
    if (array == nullptr || capacity == 0) return;
    const std::uint32_t size_class = class_of(capacity + 1) - 1;  // an exact array serves the class it can hold
    *reinterpret_cast<void**>(array) = free_[size_class];
    free_[size_class] = static_cast<void*>(array);
  }

 private:
  static std::uint32_t class_of(std::uint32_t length) noexcept {
    return length <= 1 ? 0 : 32 - static_cast<std::uint32_t>(__builtin_clz(length - 1));
  }

  Arena& arena_;
  std::array<void*, 33> free_{};
};

// Objects of one class, at stable addresses, `stride` bytes apart in blocks of the arena.
class Slabs {
 public:
  Slabs(Arena& arena, std::size_t stride) : arena_(&arena), stride_(stride) {}

  void* allocate() {
    if (next_ == end_) grow();
    void* object = next_;
    next_ += stride_;
    ++count_;
    return object;
  }
  // Calls f(void* object) for every object, in the order of their making.
  template <class F>
  void for_each(F&& f) const {
    std::size_t left = count_;
    for (const Block* block = first_; block != nullptr; block = block->next)
      for (std::size_t i = 0; i < kBlockObjects && left > 0; ++i, --left)
        f(static_cast<void*>(block->objects + i * stride_));
  }
  std::size_t count() const noexcept { return count_; }

 private:
  static constexpr std::size_t kBlockObjects = 512;
  struct Block {
    Block* next;
    char* objects;
  };
  void grow();

  Arena* arena_;
  std::size_t stride_;
  char* next_ = nullptr;
  char* end_ = nullptr;
  std::size_t count_ = 0;
  Block* first_ = nullptr;  // in the arena, as the objects are: a session of a few costs no allocation
  Block* last_ = nullptr;
};

}  // namespace orm
