// The ordered list behind Many: SQLAlchemy's list semantics (order, duplicates, null, first occurrence removed) with
// removal in O(1) amortized.
//
// Elements stand in one array; a removed one leaves a tombstone. Each element caches its position in the scalar slot of
// its reverse side. The cache is a hint, checked by a look at the array: an element can stand in several lists, or
// twice in one. Where a hint fails, or once a list holds a duplicate, a null or an element of unknown previous owner, a
// position index is built once and stays. The array is packed in place when it is full and at least half dead, or under
// a quarter live.
//
// A plain list has none of this: a removal searches the array and closes the gap. It shows what the rest is worth.
#pragma once

#include <cstdint>
#include <forward_list>
#include <unordered_map>
#include <vector>

#include "orm/instance/list_queue.h"
#include "orm/instance/memory.h"
#include "orm/instance/pointer_table.h"
#include "orm/instance/slots.h"

namespace orm {

inline constinit Entity tombstone_mark{};
inline Entity* tombstone() noexcept { return &tombstone_mark; }

// What a list needs beyond its array, when it does.
struct ListExtra {
  ListQueue queue;  // changes made while the list was not loaded

  // How often each element that was added or removed stood in the list at the last flush (list_history.h).
  PointerTable<Entity*, std::uint32_t> was_in;
  bool is_noted = false;       // the session knows that this list changed
  bool has_strangers = false;  // objects outside the session that were added, not all of them in `was_in`

  std::unordered_map<Entity*, std::vector<std::uint32_t>> index;  // ascending positions of each element
  bool is_indexed = false;
  std::uint8_t searches = 0;  // of the whole array, as long as there is no index
};

// The memory of a session's lists.
class ListMemory : public ElementArrays {
 public:
  using ElementArrays::ElementArrays;
  ListExtra& extra_of(ListSlot& slot) {
    if (slot.extra == nullptr) slot.extra = &extras_.emplace_front();
    return *slot.extra;
  }

 private:
  std::forward_list<ListExtra> extras_;
};

// The operations of one list. `hint` is the offset of the scalar slot in an element that caches its position, or 0.
class OrderedList {
 public:
  OrderedList(ListSlot& slot, ListMemory& memory, std::uint16_t hint, bool is_plain = false)
      : slot_(slot), memory_(memory), hint_(hint), is_plain_(is_plain) {}

  // Forgets all elements; the list is then loaded and empty, with room for `expected` elements.
  void reset(std::uint32_t expected);
  void append(Entity* element) {
    if (slot_.size == slot_.capacity) [[unlikely]]
      aside().make_room();
    put(element);
  }
  // Removes the first occurrence. False if there is none.
  bool remove_first(Entity* element) {
    if ((slot_.flags & ListFlag::kIrregular) == 0 && stands_at_hint(element)) [[likely]] {
      bury(slot_at<ScalarSlot>(*element, hint_).position);
      return true;
    }
    return aside().remove_by_index(element);
  }
  // The same for a list that is not irregular, of elements that cache their positions; `scalar` is the element's.
  [[gnu::always_inline]] void append(Entity& element, ScalarSlot& scalar) {
    if (slot_.size == slot_.capacity) [[unlikely]]
      aside().make_room();
    scalar.position = is_plain_ ? ScalarSlot::kNowhere : slot_.size;
    slot_.elements[slot_.size++] = &element;
    ++slot_.live;
  }
  [[gnu::always_inline]] void remove_first(Entity& element, const ScalarSlot& scalar) {
    const std::uint32_t position = scalar.position;
    if (position < slot_.size && slot_.elements[position] == &element) [[likely]]
      bury(position);
    else
      aside().remove_by_index(&element);
  }
  // Whether the element's cached position is right for this list.
  bool stands_at_hint(Entity* element) const {
    if (hint_ == 0 || element == nullptr) return false;
    const std::uint32_t position = slot_at<ScalarSlot>(*element, hint_).position;
    return position < slot_.size && slot_.elements[position] == element;
  }
  std::uint32_t count(Entity* element);  // occurrences
  bool contains(Entity* element);
  // From now on positions come from an index, made when it is first needed. Called before an append that may make a
  // hint wrong.
  void make_irregular() { slot_.flags |= ListFlag::kIrregular; }
  std::vector<Entity*> elements() const;

 private:
  void put(Entity* element) {
    const std::uint32_t position = slot_.size++;
    slot_.elements[position] = element;
    ++slot_.live;
    if (hint_ != 0 && element != nullptr)
      slot_at<ScalarSlot>(*element, hint_).position = is_plain_ ? ScalarSlot::kNowhere : position;
    if ((slot_.flags & ListFlag::kIrregular) != 0 && slot_.extra != nullptr && slot_.extra->is_indexed)
      slot_.extra->index[element].push_back(position);
  }
  [[gnu::always_inline]] void bury(std::uint32_t position) {
    slot_.elements[position] = tombstone();
    --slot_.live;
    if (position + 1 == slot_.size) --slot_.size;  // removing from the end leaves nothing behind
    if (slot_.size > kSmall && slot_.live < slot_.size / 4) [[unlikely]]
      aside().pack();
  }
  // Whether this question is answered by a search of the array. An index costs as much as some tens of searches, so a
  // long list has one from then on; a short one needs none.
  bool is_searched() {
    if (is_plain_) return true;
    if (slot_.extra != nullptr && slot_.extra->is_indexed) return false;
    return slot_.size <= kShort || memory_.extra_of(slot_).searches++ < kSearches;
  }
  void build_index();
  [[gnu::cold]] bool remove_by_index(Entity* element);
  [[gnu::cold]] void make_room();
  [[gnu::cold]] void pack();
  // A copy to call what is rare and not inline: the address of *this would keep it out of registers where it is common.
  OrderedList aside() const { return *this; }

  static constexpr std::uint32_t kSmall = 8;
  static constexpr std::uint32_t kShort = 64;
  static constexpr std::uint8_t kSearches = 50;

  ListSlot& slot_;
  ListMemory& memory_;
  std::uint16_t hint_;
  bool is_plain_;
};

}  // namespace orm
