// Where the elements of a long list stand: a hash table of positions in the list's array, which therefore holds no
// element itself. Linear probing (Knuth, volume 3, 6.4).
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "orm/instance/entity.h"
#include "orm/instance/pointer_table.h"

namespace orm {

class PositionIndex {
 public:
  static constexpr std::uint32_t kNowhere = 0xffffffff;

  bool is_made() const noexcept { return !slots_.empty(); }
  void forget() noexcept { slots_.clear(); }
  // Of elements[size], but those that are `left_out`.
  void make(Entity* const* elements, std::uint32_t size, const Entity* left_out) {
    std::size_t length = 64;
    while (length < std::size_t{4} * size) length *= 2;
    slots_.assign(length, kFree);
    n_used_ = 0;
    for (std::uint32_t position = 0; position < size; ++position)
      if (elements[position] != left_out) put(elements[position], position);
  }
  // The element at `position` has been appended; elements[position + 1] are there. REQUIRES: is_made().
  void add(Entity* const* elements, std::uint32_t position, const Entity* left_out) {
    if (2 * (n_used_ + 1) > slots_.size()) return make(elements, position + 1, left_out);
    put(elements[position], position);
  }
  // Before the element at `position` leaves it. REQUIRES: is_made().
  void remove(const Entity* element, std::uint32_t position) {
    for_each_slot(element, [&](std::uint32_t& slot) {
      if (slot == position) slot = kLeft;
    });
  }
  struct Found {
    std::uint32_t first = kNowhere;  // the lowest of its positions
    std::uint32_t count = 0;
  };
  Found find(Entity* const* elements, const Entity* element) const {
    Found found;
    for_each_slot(element, [&](const std::uint32_t& slot) {
      if (slot == kLeft || elements[slot] != element) return;
      found.first = std::min(found.first, slot);
      ++found.count;
    });
    return found;
  }

 private:
  static constexpr std::uint32_t kFree = 0xffffffff;
  static constexpr std::uint32_t kLeft = 0xfffffffe;  // its element has left

  template <class F>
  void for_each_slot(const Entity* element, F&& f) {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash_of(element) & mask; slots_[i] != kFree; i = (i + 1) & mask) f(slots_[i]);
  }
  template <class F>
  void for_each_slot(const Entity* element, F&& f) const {
    const_cast<PositionIndex&>(*this).for_each_slot(element, f);
  }
  void put(const Entity* element, std::uint32_t position) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = hash_of(element) & mask;
    while (slots_[i] != kFree) i = (i + 1) & mask;
    slots_[i] = position;
    ++n_used_;
  }

  std::vector<std::uint32_t> slots_;  // a power of two, at most half in use
  std::size_t n_used_ = 0;            // slots that are not free
};

}  // namespace orm
