#include "orm/instance/ordered_list.h"

#include <algorithm>
#include <iterator>

namespace orm {

void OrderedList::reset(std::uint32_t expected) {
  if (expected > slot_.capacity) {
    memory_.release(slot_.elements, slot_.capacity);
    slot_.elements = memory_.allocate_exact<Entity>(expected);
    slot_.capacity = expected;
  }
  slot_.size = 0;
  slot_.live = 0;
  slot_.flags = static_cast<std::uint8_t>((slot_.flags & ~ListFlag::kIrregular) | ListFlag::kLoaded);
  if (slot_.extra != nullptr) slot_.extra->forget_positions();
}

void OrderedList::clear(std::uint32_t expected) {
  if (places_ == Places::unlinked)
    for (std::uint32_t position = 0; position < slot_.size; ++position) forget_place(position);
  reset(expected);
}

void OrderedList::make_room() {
  if (slot_.size > kSmall && slot_.live <= slot_.size / 2) {
    pack();
    return;
  }
  std::uint32_t capacity = 0;
  Entity** grown = memory_.allocate<Entity>(slot_.capacity == 0 ? 4 : slot_.capacity * 2, capacity);
  std::copy_n(slot_.elements, slot_.size, grown);
  memory_.release(slot_.elements, slot_.capacity);
  slot_.elements = grown;
  slot_.capacity = capacity;
}

void OrderedList::pack() {
  std::uint32_t to = 0;
  for (std::uint32_t from = 0; from < slot_.size; ++from) {
    Entity* element = slot_.elements[from];
    if (element == tombstone()) continue;
    slot_.elements[to] = element;
    ScalarSlot* place = place_of(element);
    if (place != nullptr && place->position == from) place->position = to;  // otherwise it is another list's
    ++to;
  }
  slot_.size = to;
  if (is_indexed()) slot_.extra->index.make(slot_.elements, slot_.size, tombstone());
}

PositionIndex& OrderedList::index() {
  PositionIndex& index = memory_.extra_of(slot_).index;
  slot_.flags |= ListFlag::kIrregular;
  if (!index.is_made()) index.make(slot_.elements, slot_.size, tombstone());
  return index;
}

bool OrderedList::remove_by_index(Entity* element) {
  if (is_searched()) {
    Entity** end = slot_.elements + slot_.size;
    Entity** found = std::find(slot_.elements, end, element);
    if (found == end) return false;
    if (is_plain()) {
      std::copy(found + 1, end, found);
      --slot_.size;
      --slot_.live;
      return true;
    }
    bury(static_cast<std::uint32_t>(found - slot_.elements));
    return true;
  }
  const std::uint32_t position = index().find(slot_.elements, element).first;
  if (position == PositionIndex::kNowhere) return false;
  remove_at(position);
  return true;
}

std::uint32_t OrderedList::count(Entity* element) {
  if ((slot_.flags & ListFlag::kIrregular) == 0 && stands_at_hint(element)) return 1;
  if (is_nowhere(element)) return 0;
  if (is_searched())
    return static_cast<std::uint32_t>(std::count(slot_.elements, slot_.elements + slot_.size, element));
  return index().find(slot_.elements, element).count;
}

std::uint32_t OrderedList::only_place(Entity* element) {
  if ((slot_.flags & ListFlag::kIrregular) == 0 && stands_at_hint(element))
    return slot_at<ScalarSlot>(*element, hint_).position;
  if (!is_searched()) {
    const PositionIndex::Found found = index().find(slot_.elements, element);
    return found.count == 1 ? found.first : PositionIndex::kNowhere;
  }
  std::uint32_t place = PositionIndex::kNowhere;
  for (std::uint32_t i = 0; i < slot_.size; ++i) {
    if (slot_.elements[i] != element) continue;
    if (place != PositionIndex::kNowhere) return PositionIndex::kNowhere;
    place = i;
  }
  return place;
}

std::vector<Entity*> OrderedList::elements() const {
  std::vector<Entity*> elements;
  elements.reserve(slot_.live);
  std::copy_if(slot_.elements, slot_.elements + slot_.size, std::back_inserter(elements),
               [](const Entity* element) { return element != tombstone(); });
  return elements;
}

}  // namespace orm
