// A table from pointers to values that keeps its entries side by side, in the order in which they came. A few are
// searched one by one; more have an index. Memory is kept when it is cleared.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory_resource>
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

  explicit PointerTable(std::pmr::memory_resource* memory = std::pmr::get_default_resource())
      : entries_(memory), slots_(memory) {}

  bool empty() const noexcept { return entries_.empty(); }
  std::size_t size() { return settled().size(); }
  auto begin() { return settled().begin(); }
  auto end() { return settled().end(); }

  // Valid until the next change; null where there is none.
  Value* find(const Key& key) {
    settled();
    const std::size_t at = place(key);
    return at < n_settled_ ? &entries_[at].second : nullptr;
  }
  const Value* find(const Key& key) const { return const_cast<PointerTable&>(*this).find(key); }
  bool contains(const Key& key) const { return find(key) != nullptr; }
  // The value there is, or this one.
  Value& try_emplace(const Key& key, Value value) {
    if (Value* found = find(key)) return *found;
    make_index(n_settled_ + 1);
    entries_.emplace_back(key, value);
    ++n_settled_;
    if (!slots_.empty()) free_slot(key) = static_cast<std::uint32_t>(n_settled_);
    return entries_.back().second;
  }
  // The same without a look at what is there, so that it costs little. Of the values of a key the first one holds; the
  // others go at the next look.
  void note(const Key& key, Value value) {
    if (entries_.size() == entries_.capacity()) [[unlikely]]
      make_room();
    entries_.emplace_back(key, value);
  }
  void clear() noexcept {
    entries_.clear();
    slots_.clear();
    n_settled_ = 0;
  }
  template <class F>
  void erase_if(F&& goes) {
    settled();
    if (std::erase_if(entries_, goes) == 0) return;
    n_settled_ = entries_.size();
    slots_.clear();
    make_index(n_settled_);
  }

 private:
  static constexpr std::size_t kSearched = 8;
  static constexpr std::size_t kNoted = 64;  // fewer are not worth a look

  // Each key's first entry alone, all of them in the index.
  std::pmr::vector<Entry>& settled() {
    if (n_settled_ != entries_.size()) settle();
    return entries_;
  }
  void settle() {
    make_index(entries_.size());
    for (std::size_t i = n_settled_; i < entries_.size(); ++i) {
      const Entry entry = entries_[i];
      if (place(entry.first) < n_settled_) continue;
      entries_[n_settled_++] = entry;
      if (!slots_.empty()) free_slot(entry.first) = static_cast<std::uint32_t>(n_settled_);
    }
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(n_settled_), entries_.end());
  }
  // Notes of few keys take little memory, however many they are.
  void make_room() {
    if (entries_.size() >= kNoted) settle();
    if (2 * entries_.size() >= entries_.capacity()) entries_.reserve(std::max(kSearched, 2 * entries_.capacity()));
  }

  // Of the settled entry with this key, or how many there are.
  std::size_t place(const Key& key) const noexcept {
    if (slots_.empty()) {
      std::size_t at = 0;
      while (at < n_settled_ && entries_[at].first != key) ++at;
      return at;
    }
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash_of(key) & mask; slots_[i] != 0; i = (i + 1) & mask)
      if (entries_[slots_[i] - 1].first == key) return slots_[i] - 1;
    return n_settled_;
  }
  std::uint32_t& free_slot(const Key& key) noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = hash_of(key) & mask;
    while (slots_[i] != 0) i = (i + 1) & mask;
    return slots_[i];
  }
  // An index of what is settled, with room for `n_keys`; none where they are few.
  void make_index(std::size_t n_keys) {
    if (n_keys <= kSearched || 2 * n_keys <= slots_.size()) return;
    std::size_t size = 32;
    while (size < 4 * n_keys) size *= 2;
    std::pmr::vector<std::uint32_t>(size, slots_.get_allocator()).swap(slots_);
    for (std::uint32_t i = 0; i < n_settled_; ++i) free_slot(entries_[i].first) = i + 1;
  }

  std::pmr::vector<Entry> entries_;
  std::size_t n_settled_ = 0;  // entries_[n_settled_] have a key each; those after them were noted since
  // 1 + the number of an entry, 0 where free; a power of two of them, at most half in use.
  std::pmr::vector<std::uint32_t> slots_;
};

}  // namespace orm
