// A table from pointers to values that keeps its entries side by side, in the order in which they came. A few are
// searched one by one; more have an index. Memory is kept when it is cleared.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace orm {

inline std::size_t hash_of(const void* pointer) noexcept {  // Fibonacci hashing: Knuth, volume 3, 6.4
  return (reinterpret_cast<std::uintptr_t>(pointer) * 0x9e37'79b9'7f4a'7c15U) >> 32U;
}
template <class A, class B>
std::size_t hash_of(const std::pair<A*, B*>& pointers) noexcept {
  return hash_of(pointers.first) ^ (hash_of(pointers.second) >> 7U);
}

// Key: a pointer, or a pair of them.
template <class Key, class Value>
class PointerTable {
 public:
  using Entry = std::pair<Key, Value>;

  bool empty() const noexcept { return entries_.empty(); }
  std::size_t size() const noexcept { return entries_.size(); }
  auto begin() noexcept { return entries_.begin(); }
  auto end() noexcept { return entries_.end(); }
  auto begin() const noexcept { return entries_.begin(); }
  auto end() const noexcept { return entries_.end(); }

  // Valid until the next change; null where there is none.
  Value* find(const Key& key) noexcept {
    const std::size_t at = place(key);
    return at < entries_.size() ? &entries_[at].second : nullptr;
  }
  const Value* find(const Key& key) const noexcept { return const_cast<PointerTable&>(*this).find(key); }
  bool contains(const Key& key) const noexcept { return find(key) != nullptr; }
  // The value there is, or this one.
  Value& try_emplace(const Key& key, Value value) {
    const std::size_t at = place(key);
    if (at < entries_.size()) return entries_[at].second;
    entries_.emplace_back(key, value);
    if (entries_.size() > kSearched) {
      if (2 * entries_.size() > slots_.size())
        build_index();
      else
        free_slot(key) = static_cast<std::uint32_t>(entries_.size());
    }
    return entries_.back().second;
  }
  void clear() noexcept {
    entries_.clear();
    slots_.clear();
  }
  template <class F>
  void erase_if(F&& goes) {
    if (std::erase_if(entries_, goes) > 0) build_index();
  }

 private:
  static constexpr std::size_t kSearched = 8;

  // Of the entry with this key, or size().
  std::size_t place(const Key& key) const noexcept {
    if (entries_.size() <= kSearched) {
      std::size_t at = 0;
      while (at < entries_.size() && entries_[at].first != key) ++at;
      return at;
    }
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash_of(key) & mask; slots_[i] != 0; i = (i + 1) & mask)
      if (entries_[slots_[i] - 1].first == key) return slots_[i] - 1;
    return entries_.size();
  }
  std::uint32_t& free_slot(const Key& key) noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = hash_of(key) & mask;
    while (slots_[i] != 0) i = (i + 1) & mask;
    return slots_[i];
  }
  void build_index() {
    slots_.clear();
    if (entries_.size() <= kSearched) return;
    std::size_t size = 32;
    while (size < 4 * entries_.size()) size *= 2;
    slots_.resize(size);
    for (std::uint32_t i = 0; i < entries_.size(); ++i) free_slot(entries_[i].first) = i + 1;
  }

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // 1 + the number of an entry, 0 where free; a power of two, at most half in use
};

}  // namespace orm
