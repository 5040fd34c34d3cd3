// What persistent objects held before their first change since the last flush. Nothing is stored on load.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "orm/entity.h"
#include "orm/slots.h"

namespace orm {

// The old value of one attribute.
struct Change {
  enum class Kind : std::uint8_t { unknown_key, null_key, key, unknown_text, null_text, text };

  Entity* object;
  union {
    std::int64_t key;
    const char* text;
  };
  std::uint32_t size;    // of the text
  std::uint16_t offset;  // of the slot in its object
  Kind kind;
};

// A log in chunks: recording never moves what was recorded before.
class History {
 public:
  // Records the old value unless an earlier change did; marks the slot as changed.
  void record(Entity& object, ScalarSlot& slot) {
    if (slot.is_changed()) return;
    Change& change = push(object, slot.offset);
    change.kind = Change::Kind::unknown_key;
    if (slot.has_key()) {
      change.kind = Change::Kind::key;
      change.key = slot.key;
    } else if (slot.has_target()) {
      change.kind = slot.target == nullptr ? Change::Kind::null_key : Change::Kind::key;
      change.key = slot.target == nullptr ? 0 : slot.target->id();
    }
    slot.flags |= SlotFlags::kChanged;
  }
  void record(Entity& object, TextSlot& slot) {
    if ((slot.flags & SlotFlags::kChanged) != 0) return;
    Change& change = push(object, slot.offset);
    const bool loaded = (slot.flags & SlotFlags::kLoaded) != 0;
    change.kind = !loaded                ? Change::Kind::unknown_text
                  : slot.data == nullptr ? Change::Kind::null_text
                                         : Change::Kind::text;
    change.text = slot.data;
    change.size = slot.size;
    slot.flags |= SlotFlags::kChanged;
  }

  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }
  // Calls f(const Change&) from the latest change to the first. A slot whose changes were forgotten by an expire and
  // that changed again has two; the later one holds.
  template <class F>
  void for_each_backwards(F&& f) const {
    for (std::size_t i = size_; i-- > 0;) f((*chunks_[i / kChunk])[i % kChunk]);
  }
  void clear() noexcept { size_ = 0; }

 private:
  static constexpr std::size_t kChunk = 1024;
  using Chunk = std::array<Change, kChunk>;

  Change& push(Entity& object, std::uint16_t offset) {
    if (size_ == chunks_.size() * kChunk) chunks_.push_back(std::make_unique_for_overwrite<Chunk>());
    Change& change = (*chunks_[size_ / kChunk])[size_ % kChunk];
    ++size_;
    change.object = &object;
    change.offset = offset;
    return change;
  }

  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace orm
