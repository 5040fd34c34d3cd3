// (mapper, primary key) → the single live object: one map a mapper. A session of a few objects, which is most of them,
// has a small table that it searches; from kPaged objects on dense keys have pages, so that finding one costs one load.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "orm/instance/entity.h"
#include "orm/instance/memory.h"

namespace orm {

// Keys hashed, open addressing. What was entered stays: a key without an object has none in its place. Its memory is
// the arena's, and what it outgrows is left there.
class KeyTable {
 public:
  explicit KeyTable(Arena& arena) : arena_(&arena) {}

  // The place of this key, or nullptr.
  Entity** find(std::int64_t key) const noexcept {
    if (size_ == 0) return nullptr;
    Slot& slot = slot_of(key);
    return slot.is_free() ? nullptr : &slot.object;
  }
  Entity*& place(std::int64_t key) {
    if (2 * (count_ + 1) > size_) [[unlikely]]
      grow();
    Slot& slot = slot_of(key);
    if (slot.is_free()) {
      slot = {key, nullptr};
      ++count_;
    }
    return slot.object;
  }
  std::size_t size() const noexcept { return count_; }
  // Calls f(key, object) for each, and forgets them.
  template <class F>
  void drain(F&& f) {
    const std::span old(std::exchange(slots_, nullptr), std::exchange(size_, 0));
    count_ = 0;  // f may enter some again
    for (const Slot& slot : old)
      if (!slot.is_free()) f(slot.key, slot.object);
  }

 private:
  struct Slot {
    std::int64_t key;
    Entity* object;
    bool is_free() const noexcept { return object == &free_mark; }
  };
  static constinit inline Entity free_mark{};

  static std::size_t hash(std::int64_t key) noexcept {  // Fibonacci hashing: Knuth, volume 3, 6.4
    return (static_cast<std::uint64_t>(key) * 0x9e37'79b9'7f4a'7c15U) >> 40U;
  }
  // The slot that has the key, or the free one where it would go.
  Slot& slot_of(std::int64_t key) const noexcept {
    std::size_t i = hash(key) & (size_ - 1);
    while (!slots_[i].is_free() && slots_[i].key != key) i = (i + 1) & (size_ - 1);
    return slots_[i];
  }
  [[gnu::noinline]] void grow() {
    const std::span old(slots_, size_);
    size_ = size_ == 0 ? 16 : 4 * size_;
    slots_ = static_cast<Slot*>(arena_->allocate(size_ * sizeof(Slot)));
    std::fill_n(slots_, size_, Slot{0, &free_mark});
    for (const Slot& slot : old)
      if (!slot.is_free()) slot_of(slot.key) = slot;
  }

  Arena* arena_;
  Slot* slots_ = nullptr;
  std::size_t size_ = 0;  // a power of two, at most half of it taken
  std::size_t count_ = 0;
};

class IdentityMap {
 public:
  explicit IdentityMap(Arena& arena) : table_(arena) {}

  // The object with this key, or nullptr.
  Entity* find(std::int64_t key) const noexcept {
    const auto page = static_cast<std::uint64_t>(key) >> kPageBits;
    if (page < pages_.size()) [[likely]]
      return pages_[page] ? (*pages_[page])[static_cast<std::size_t>(key) & kPageMask] : nullptr;
    Entity** found = table_.find(key);
    return found != nullptr ? *found : nullptr;
  }
  // The place of this key, which holds nullptr when no object has it. Valid until the next call.
  Entity*& place(std::int64_t key) {
    const auto page = static_cast<std::uint64_t>(key) >> kPageBits;
    if (page < pages_.size() && pages_[page]) [[likely]]
      return (*pages_[page])[static_cast<std::size_t>(key) & kPageMask];
    if (pages_.empty() && table_.size() < kPaged) return table_.place(key);
    return place_in_page(key);
  }
  // Unless another object has its key.
  void erase(const Entity& object) noexcept {
    if (find(object.id()) == &object) place(object.id()) = nullptr;
  }

 private:
  static constexpr std::size_t kPaged = 512;
  static constexpr unsigned kPageBits = 12;
  static constexpr std::size_t kPageMask = (std::size_t{1} << kPageBits) - 1;
  static constexpr std::uint64_t kDensePages = 1U
                                               << 16U;  // keys below 268 million; others, and negative ones, are hashed
  using Page = std::array<Entity*, kPageMask + 1>;

  [[gnu::noinline]] Entity*& place_in_page(std::int64_t key) {
    if (pages_.empty()) table_.drain([&](std::int64_t known, Entity* object) { dense_place(known) = object; });
    return dense_place(key);
  }
  Entity*& dense_place(std::int64_t key) {
    const auto page = static_cast<std::uint64_t>(key) >> kPageBits;
    if (page >= kDensePages) return table_.place(key);
    if (page >= pages_.size()) pages_.resize(page + 1);
    if (!pages_[page]) pages_[page] = std::make_unique<Page>();
    return (*pages_[page])[static_cast<std::size_t>(key) & kPageMask];
  }

  KeyTable table_;  // all of a few, and of many those without a page
  std::vector<std::unique_ptr<Page>> pages_;
};

}  // namespace orm
