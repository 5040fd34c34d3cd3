// How an attribute is stored in its object: a text, a scalar reference, a list. Typed members and the runtime slots
// behind an object's declared members have the same layout, so one implementation serves both.
//
// Each slot knows its distance from the start of its object, hence its object: no owner pointer is stored.
#pragma once

#include <cstddef>
#include <cstdint>

#include "orm/backend/cell.h"
#include "orm/instance/entity.h"
#include "orm/instance/memory.h"

namespace orm {

struct ListExtra;

struct TextFlag {
  static constexpr std::uint8_t kLoaded = 1;   // has a value
  static constexpr std::uint8_t kChanged = 2;  // the old value is in the session's history
  static constexpr std::uint8_t kUnset = 4;    // got no value before its row was inserted: reads as null, is not loaded
};
struct ScalarFlag {
  static constexpr std::uint8_t kNullKey = 1;  // the foreign key is null, the target not looked up yet
  static constexpr std::uint8_t kChanged = 2;  // the old value is in the session's history
  static constexpr std::uint8_t kTarget = 4;   // `target` is the value (null included)
  static constexpr std::uint8_t kKey = 8;      // alone: `key` is the foreign key, the target not looked up yet;
                                               // with kTarget: the flush under way gave the column the target's key
  static constexpr std::uint8_t kPlaced = 16;  // the last list that an operation put it into is its target's
  static constexpr std::uint8_t kStray = 32;   // may stand in a list that its known owner does not tell
  static constexpr std::uint8_t kSplit = 64;   // its key column is an attribute of its own (state/key_column.h)
  static constexpr std::uint8_t kLetGo = 128;  // the list that held it let it go, by an operation
};
struct ListFlag {
  static constexpr std::uint8_t kLoaded = 1;     // holds the database's contents, and what was changed since
  static constexpr std::uint8_t kIrregular = 2;  // positions cached in its elements are not to be trusted
  static constexpr std::uint8_t kNoted = 4;      // the session knows that it changed
  static constexpr std::uint8_t kStrangers = 8;  // objects outside the session were added, not all of them noted
  static constexpr std::uint8_t kApart = 16;     // of two linked lists: may hold what the other side does not
};

struct TextSlot {
  const char* data = nullptr;  // null: SQL NULL when loaded
  std::uint32_t size = 0;
  std::uint16_t offset = 0;
  std::uint8_t attribute = 0;
  std::uint8_t flags = 0;

  bool is_loaded() const noexcept { return (flags & TextFlag::kLoaded) != 0; }
  bool is_changed() const noexcept { return (flags & TextFlag::kChanged) != 0; }
  void forget() noexcept {
    data = nullptr;
    size = 0;
    flags = 0;
  }
};

// A many-to-one reference and its foreign key in one word; `position` is the element's place in its owner's list.
struct ScalarSlot {
  static constexpr std::uint32_t kNowhere = 0xffffffff;

  union {
    Entity* target = nullptr;
    std::int64_t key;
  };
  std::uint32_t position = kNowhere;
  std::uint16_t offset = 0;
  std::uint8_t attribute = 0;
  std::uint8_t flags = 0;

  bool has_target() const noexcept { return (flags & ScalarFlag::kTarget) != 0; }
  bool has_key() const noexcept { return (flags & (ScalarFlag::kKey | ScalarFlag::kTarget)) == ScalarFlag::kKey; }
  bool is_followed() const noexcept {
    return (flags & (ScalarFlag::kKey | ScalarFlag::kTarget)) == (ScalarFlag::kKey | ScalarFlag::kTarget);
  }
  bool has_null_key() const noexcept { return (flags & ScalarFlag::kNullKey) != 0; }
  // Whether the slot says what the key column holds. Of a split one, only what the relationship holds.
  bool has_value() const noexcept {
    return (flags & (ScalarFlag::kTarget | ScalarFlag::kKey | ScalarFlag::kNullKey)) != 0;
  }
  bool is_changed() const noexcept { return (flags & ScalarFlag::kChanged) != 0; }
  bool is_split() const noexcept { return (flags & ScalarFlag::kSplit) != 0; }
  void set_target(Entity* entity) noexcept {
    target = entity;
    flags = static_cast<std::uint8_t>((flags & ~(ScalarFlag::kKey | ScalarFlag::kNullKey)) | ScalarFlag::kTarget);
  }
  void set_key(std::int64_t foreign_key) noexcept {
    key = foreign_key;
    flags = static_cast<std::uint8_t>((flags & ~(ScalarFlag::kTarget | ScalarFlag::kNullKey)) | ScalarFlag::kKey);
  }
  void set_null_key() noexcept {
    target = nullptr;
    flags = static_cast<std::uint8_t>((flags & ~(ScalarFlag::kTarget | ScalarFlag::kKey)) | ScalarFlag::kNullKey);
  }
  // A list took the object, or let it go.
  void set_placed(bool placed) noexcept {
    constexpr std::uint8_t kBoth = ScalarFlag::kPlaced | ScalarFlag::kLetGo;
    flags = static_cast<std::uint8_t>((flags & ~kBoth) | (placed ? ScalarFlag::kPlaced : ScalarFlag::kLetGo));
  }
  // Neither target nor key are known. Which lists held it stays. REQUIRES: not split.
  void forget() noexcept {
    target = nullptr;
    flags &= ScalarFlag::kStray | ScalarFlag::kPlaced | ScalarFlag::kLetGo;
  }
};

// The elements of a one-to-many list in order, with tombstones where elements were removed (ordered_list.h).
struct ListSlot {
  Entity** elements = nullptr;  // elements[capacity], the first `size` in use
  std::uint32_t size = 0;
  std::uint32_t capacity = 0;
  std::uint32_t live = 0;  // elements that are not tombstones
  std::uint16_t offset = 0;
  std::uint8_t attribute = 0;
  std::uint8_t flags = 0;
  ListExtra* extra = nullptr;  // queued changes and the position index, when there are any

  bool is_loaded() const noexcept { return (flags & ListFlag::kLoaded) != 0; }
  bool is_noted() const noexcept { return (flags & ListFlag::kNoted) != 0; }
};

static_assert(sizeof(TextSlot) == 16 && sizeof(ScalarSlot) == 16 && sizeof(ListSlot) == 32);

// Takes the value of a column that was read; the text is copied into the arena.
inline void load_text(TextSlot& slot, const Cell& cell, Arena& arena) {
  slot.flags = static_cast<std::uint8_t>((slot.flags & ~TextFlag::kUnset) | TextFlag::kLoaded);
  if (cell.is_null()) {
    slot.data = nullptr;
    slot.size = 0;
    return;
  }
  const std::string_view text = cell.text();
  slot.data = arena.copy(text);
  slot.size = static_cast<std::uint32_t>(text.size());
}
inline void load_key(ScalarSlot& slot, const Cell& cell) noexcept {
  if (cell.is_null())
    slot.set_null_key();
  else
    slot.set_key(cell.integer());
}

template <class Slot>
Entity* owner_of(Slot& slot) noexcept {
  return reinterpret_cast<Entity*>(reinterpret_cast<char*>(&slot) - slot.offset);
}
template <class Slot>
Slot& slot_at(Entity& entity, std::size_t offset) noexcept {
  return *reinterpret_cast<Slot*>(reinterpret_cast<char*>(&entity) + offset);
}

}  // namespace orm
