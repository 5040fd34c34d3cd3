// What objects with a row held before their first change since the last flush. Nothing is stored on load.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "orm/instance/entity.h"
#include "orm/instance/memory.h"
#include "orm/instance/pointer_table.h"
#include "orm/instance/slots.h"

namespace orm {

// The old value of one attribute.
struct Change {
  enum class Kind : std::uint8_t {
    target,       // of a scalar, null included; its key column held the target's key
    null_key,     // the key column; the target was not known
    key,          // the same
    unknown_key,  // neither was loaded
    split,        // in the SplitKey of the slot (key_column.h)
    unknown_text,
    null_text,
    text,
    dropped,  // forgotten with its object's other values
  };

  Entity* object;
  union {
    std::int64_t key;
    Entity* entity;
    const char* text;
  };
  std::uint32_t size;    // of the text
  std::uint16_t offset;  // of the slot in its object
  Kind kind;

  bool is_text() const noexcept { return kind >= Kind::unknown_text && kind <= Kind::text; }
  bool is_dropped() const noexcept { return kind == Kind::dropped; }
  bool is_scalar() const noexcept { return kind < Kind::unknown_text; }
};

// Whether a text differs from what its row holds. REQUIRES: the change is of a text.
inline bool is_net_text_change(const Change& change) {
  const auto& now = slot_at<TextSlot>(*change.object, change.offset);
  if (change.kind == Change::Kind::unknown_text) return true;
  if (change.kind == Change::Kind::null_text) return now.data != nullptr;
  return now.data == nullptr || std::string_view(now.data, now.size) != std::string_view(change.text, change.size);
}

// A log in chunks: recording never moves what was recorded before.
class ChangeLog {
 public:
  explicit ChangeLog(Arena& arena) : arena_(&arena) {}

  // Records the old value of a scalar unless an earlier change did; marks the slot as changed. REQUIRES: not split.
  void record(Entity& object, ScalarSlot& slot) {
    if (slot.has_target()) return record_target(object, slot);
    if (slot.is_changed()) return;
    Change& change = push(object, slot.offset);
    change.kind = slot.has_key()        ? Change::Kind::key
                  : slot.has_null_key() ? Change::Kind::null_key
                                        : Change::Kind::unknown_key;
    change.key = slot.key;
    slot.flags |= ScalarFlag::kChanged;
  }
  // The same, where the target is known. Always inline, like what else a settled change (settled.h) is made of: calls
  // would cost it as much as its work.
  [[gnu::always_inline]] void record_target(Entity& object, ScalarSlot& slot) {
    if (slot.is_changed()) return;
    Change& change = push(object, slot.offset);
    change.kind = Change::Kind::target;
    change.entity = slot.target;
    slot.flags |= ScalarFlag::kChanged;
  }
  // Notes that a split scalar changed; its SplitKey has the old values.
  void record_split(Entity& object, const ScalarSlot& slot) { push(object, slot.offset).kind = Change::Kind::split; }
  void record(Entity& object, TextSlot& slot) {
    if (slot.is_changed()) return;
    Change& change = push(object, slot.offset);
    const bool loaded = slot.is_loaded();
    change.kind = !loaded                ? Change::Kind::unknown_text
                  : slot.data == nullptr ? Change::Kind::null_text
                                         : Change::Kind::text;
    change.text = slot.data;
    change.size = slot.size;
    slot.flags |= TextFlag::kChanged;
  }

  bool has_room() const noexcept { return next_ != end_; }  // recording calls nothing
  bool empty() const noexcept { return used_chunks_ == 0; }
  std::size_t size() const noexcept { return used_chunks_ * kChunk - static_cast<std::size_t>(end_ - next_); }
  // Calls f(Change&) from the latest change to the first. A slot whose changes were forgotten by an expire and that
  // changed again has two; the later one holds.
  template <class F>
  void for_each_backwards(F&& f) const {
    for (std::size_t i = size(); i-- > 0;) {
      if (i >= kAhead) __builtin_prefetch(at(i - kAhead).object);
      f(at(i));
    }
  }
  // In the order of the writes, from one on; f may record more.
  template <class F>
  void for_each_from(std::size_t first, F&& f) const {
    for (std::size_t i = first; i < size(); ++i) {
      if (i + kAhead < size()) __builtin_prefetch(at(i + kAhead).object);
      f(at(i));
    }
  }
  template <class F>
  bool any_of(F&& f) const {
    for (std::size_t i = size(); i-- > 0;)
      if (f(at(i))) return true;
    return false;
  }
  // The latest record of a changed slot. REQUIRES: there is one. O(1) amortized: an index is kept from the first
  // call on.
  template <class Slot>
  Change& find(const Slot& slot) const {
    return *latest(slot);
  }
  // The record of a slot that is about to forget its value, if there is one, counts no more.
  template <class Slot>
  bool drop(const Slot& slot) {
    Change* change = latest(slot);
    if (change == nullptr || change->kind == Change::Kind::dropped) return false;
    change->kind = Change::Kind::dropped;
    return true;
  }
  // Keeps the changes of which `keep(change)` says so, in their order.
  template <class F>
  void keep_only(F&& keep) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < size(); ++i)
      if (keep(at(i))) at(kept++) = at(i);
    shorten(kept);
    index_.clear();
    indexed_ = 0;
  }

 private:
  static constexpr std::size_t kChunk = 128;
  static constexpr std::size_t kAhead = 8;  // changes whose objects are on their way to the cache (prefetched.h)

  template <class Slot>
  Change* latest(const Slot& slot) const {
    for (; indexed_ < size(); ++indexed_) {
      const Change& change = at(indexed_);
      index_.try_emplace(reinterpret_cast<const char*>(change.object) + change.offset, indexed_) = indexed_;
    }
    const std::size_t* found = index_.find(reinterpret_cast<const char*>(&slot));
    return found == nullptr ? nullptr : &at(*found);
  }
  Change& at(std::size_t i) const { return chunks_[i / kChunk][i % kChunk]; }
  [[gnu::always_inline]] Change& push(Entity& object, std::uint16_t offset) {
    if (next_ == end_) [[unlikely]]
      next_chunk();
    Change& change = *next_++;
    change.object = &object;
    change.offset = offset;
    return change;
  }
  [[gnu::cold, gnu::noinline]] void next_chunk() {
    if (chunks_.empty()) chunks_.reserve(16);
    if (used_chunks_ == chunks_.size())
      chunks_.push_back(static_cast<Change*>(arena_->allocate(kChunk * sizeof(Change))));
    next_ = chunks_[used_chunks_++];
    end_ = next_ + kChunk;
  }
  void shorten(std::size_t size) {
    used_chunks_ = (size + kChunk - 1) / kChunk;
    end_ = used_chunks_ == 0 ? nullptr : chunks_[used_chunks_ - 1] + kChunk;
    next_ = end_ - (used_chunks_ * kChunk - size);
  }

  Arena* arena_;
  std::vector<Change*> chunks_;
  std::size_t used_chunks_ = 0;  // the last of them up to `next_`
  Change* next_ = nullptr;
  Change* end_ = nullptr;
  mutable PointerTable<const char*, std::size_t> index_;  // slot → its latest change, for the first `indexed_`
  mutable std::size_t indexed_ = 0;
};

}  // namespace orm
