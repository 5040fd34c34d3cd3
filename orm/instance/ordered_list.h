// The ordered list behind Many: SQLAlchemy's list semantics (order, duplicates, null, first occurrence removed) with
// removal in O(1) amortized.
//
// Elements stand in one array; a removed one leaves a tombstone. Each element caches its position in the scalar slot of
// its reverse side. The cache is a hint, checked by a look at the array: an element can stand in several lists, or
// twice in one. Where a hint fails, or once a list holds a duplicate, a null or an element of unknown previous owner, a
// position index is built once and stays. The array is packed in place when it is full and at least half dead, or under
// a quarter live.
//
// The elements of a list that is not linked cache their positions beside their foreign key. No scalar tells there which
// list has the element, so the position does: it is kNowhere unless a list holds the element, and an element that
// enters a list without leaving the one before is a stray from then on. A list that takes a stray is irregular.
//
// A plain list has none of this: a removal searches the array and closes the gap. It shows what the rest is worth.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "orm/instance/list_memory.h"
#include "orm/instance/slots.h"

namespace orm {

inline constinit Entity tombstone_mark{};
inline Entity* tombstone() noexcept { return &tombstone_mark; }

// The operations of one list. `hint` is the offset of the scalar slot in an element that caches its position, or 0.
class OrderedList {
 public:
  enum class Places : std::uint8_t { none, linked, unlinked };  // who keeps positions; `none`: of a plain list

  OrderedList(ListSlot& slot, ListMemory& memory, std::uint16_t hint, Places places = Places::linked)
      : slot_(slot), memory_(memory), hint_(hint), places_(places) {}
  // A list that is not linked takes objects of any class, as in SQLAlchemy; those of another than `mapper` note
  // nothing.
  static OrderedList unlinked(ListSlot& slot, ListMemory& memory, std::uint16_t hint, std::uint16_t mapper) {
    OrderedList list(slot, memory, hint, Places::unlinked);
    list.mapper_ = mapper;
    return list;
  }

  // Forgets all elements; the list is then loaded and empty, with room for `expected` elements.
  void reset(std::uint32_t expected);
  // The same for a list that is loaded, whose elements leave it.
  void clear(std::uint32_t expected);
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
    scalar.position = is_plain() ? ScalarSlot::kNowhere : slot_.size;
    slot_.elements[slot_.size++] = &element;
    ++slot_.live;
  }
  [[gnu::always_inline]] void remove_first(Entity& element, ScalarSlot& scalar) {
    const std::uint32_t position = scalar.position;
    if (position < slot_.size && slot_.elements[position] == &element) [[likely]] {
      if (places_ == Places::unlinked) scalar.position = ScalarSlot::kNowhere;
      leave_gap(position);
    } else {
      aside().remove_by_index(&element);
    }
  }
  // The same for a list whose elements cache no positions.
  [[gnu::always_inline]] void append_unplaced(Entity& element) {
    if (slot_.size == slot_.capacity) [[unlikely]]
      aside().make_room();
    const std::uint32_t position = slot_.size++;
    slot_.elements[position] = &element;
    ++slot_.live;
    if ((slot_.flags & ListFlag::kIrregular) != 0) [[unlikely]]
      aside().add_to_index(position);
  }
  // In two steps: whether the list holds the element where its scalar says, or a plain list anywhere, and its removal.
  [[gnu::always_inline]] bool holds(Entity& element, const ScalarSlot& scalar) const {
    if (is_plain()) [[unlikely]]
      return aside().contains(&element);
    return scalar.position < slot_.size && slot_.elements[scalar.position] == &element;
  }
  [[gnu::always_inline]] void remove_held(Entity& element, const ScalarSlot& scalar) {
    if (is_plain()) [[unlikely]]
      aside().remove_by_index(&element);
    else
      leave_gap(scalar.position);
  }
  // Where nothing is to be packed after it. REQUIRES holds(), and a list that is not plain.
  bool stays_dense() const { return slot_.size <= kSmall || slot_.live > slot_.size / 4; }
  [[gnu::always_inline]] void empty_place_of(const ScalarSlot& scalar) { empty_place(scalar.position); }
  // Whether the element's cached position is right for this list.
  bool stands_at_hint(Entity* element) const {
    const ScalarSlot* scalar = place_of(element);
    return scalar != nullptr && scalar->position < slot_.size && slot_.elements[scalar->position] == element;
  }
  // Whether the element has, or had, a place in a list, be it this one.
  bool may_stand_here(Entity* element) const {
    const ScalarSlot* scalar = place_of(element);
    return scalar != nullptr && scalar->position != ScalarSlot::kNowhere;
  }
  // Whether the element is known to stand in no list that is not linked, this one among them.
  bool is_nowhere(Entity* element) const {
    const ScalarSlot* scalar = places_ == Places::unlinked ? place_of(element) : nullptr;
    return scalar != nullptr && is_nowhere(*scalar);
  }
  // The same by where it caches its position. REQUIRES: it is of the class of a list that is not linked.
  static bool is_nowhere(const ScalarSlot& scalar) {
    return scalar.position == ScalarSlot::kNowhere && (scalar.flags & ScalarFlag::kStray) == 0;
  }
  std::uint32_t count(Entity* element);  // occurrences
  // Its position where it stands here once; kNowhere where it does not, or more than once.
  std::uint32_t only_place(Entity* element);
  // The element at `position`, which is there, leaves.
  [[gnu::always_inline]] void remove_at(std::uint32_t position) {
    if (is_indexed()) slot_.extra->index.remove(slot_.elements[position], position);
    bury(position);
  }
  [[gnu::always_inline]] bool contains(Entity* element) {
    if (slot_.size <= kFew)
      return std::find(slot_.elements, slot_.elements + slot_.size, element) != slot_.elements + slot_.size;
    return count(element) > 0;
  }
  // From now on positions come from an index, made when it is first needed. Called before an append that may make a
  // hint wrong.
  void make_irregular() { slot_.flags |= ListFlag::kIrregular; }
  std::vector<Entity*> elements() const;

 private:
  void put(Entity* element) {
    const std::uint32_t position = slot_.size++;
    slot_.elements[position] = element;
    ++slot_.live;
    if (ScalarSlot* scalar = place_of(element)) {
      if (places_ == Places::unlinked && !is_nowhere(*scalar)) take_stray(*scalar);
      scalar->position = is_plain() ? ScalarSlot::kNowhere : position;
    }
    if ((slot_.flags & ListFlag::kIrregular) != 0) add_to_index(position);
  }
  void add_to_index(std::uint32_t position) {
    if (is_indexed()) slot_.extra->index.add(slot_.elements, position, tombstone());
  }
  bool is_plain() const { return places_ == Places::none; }
  bool is_indexed() const { return slot_.extra != nullptr && slot_.extra->index.is_made(); }
  // Where the element caches its position; null where it does not.
  ScalarSlot* place_of(Entity* element) const {
    if (hint_ == 0 || element == nullptr) return nullptr;
    if (places_ == Places::unlinked && EntityAccess::mapper(*element) != mapper_) return nullptr;
    return &slot_at<ScalarSlot>(*element, hint_);
  }
  void take_stray(ScalarSlot& scalar) {
    scalar.flags |= ScalarFlag::kStray;
    make_irregular();
  }
  // The element at `position` leaves a list that is not linked.
  void forget_place(std::uint32_t position) {
    Entity* element = slot_.elements[position];
    if (element == tombstone()) return;
    ScalarSlot* scalar = place_of(element);
    if (scalar != nullptr && scalar->position == position)  // otherwise it is another list's
      scalar->position = ScalarSlot::kNowhere;
  }
  [[gnu::always_inline]] void bury(std::uint32_t position) {
    if (places_ == Places::unlinked) forget_place(position);
    leave_gap(position);
  }
  [[gnu::always_inline]] void empty_place(std::uint32_t position) {
    slot_.elements[position] = tombstone();
    --slot_.live;
    if (position + 1 == slot_.size) --slot_.size;  // removing from the end leaves nothing behind
  }
  [[gnu::always_inline]] void leave_gap(std::uint32_t position) {
    empty_place(position);
    if (slot_.size > kSmall && slot_.live < slot_.size / 4) [[unlikely]]
      aside().pack();
  }
  // Whether this question is answered by a search of the array. An index costs as much as some tens of searches, so a
  // long list has one from then on; a short one needs none.
  bool is_searched() {
    if (is_plain()) return true;
    if (is_indexed()) return false;
    return slot_.size <= kShort || memory_.extra_of(slot_).searches++ < kSearches;
  }
  PositionIndex& index();  // made when it is first asked for
  [[gnu::cold]] bool remove_by_index(Entity* element);
  [[gnu::cold]] void make_room();
  [[gnu::cold]] void pack();
  // A copy to call what is rare and not inline: the address of *this would keep it out of registers where it is common.
  OrderedList aside() const { return *this; }

  static constexpr std::uint32_t kFew = 4;  // searched at once
  static constexpr std::uint32_t kSmall = 8;
  static constexpr std::uint32_t kShort = 64;
  static constexpr std::uint8_t kSearches = 50;

  ListSlot& slot_;
  ListMemory& memory_;
  std::uint16_t hint_;
  Places places_;
  std::uint16_t mapper_ = 0;
};

}  // namespace orm
