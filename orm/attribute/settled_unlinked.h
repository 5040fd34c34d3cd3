// The usual change of a side that no other side follows: as in settled.h, and each side by itself.
#pragma once

#include <vector>

#include "orm/attribute/settled.h"
#include "orm/instance/list_view.h"

namespace orm::settled {

// Sets a scalar that nothing follows: it holds the key, and no side is linked to it. False, with nothing done, where
// anything concerned is not settled.
[[gnu::always_inline]] inline bool set_alone(SessionState& session, Entity& object, ScalarSlot& slot,
                                             const Relationship& scalar, Entity* value) {
  if (scalar.reverse != nullptr || scalar.direction != Direction::many_to_one) return false;
  if (value != nullptr && !is_settled(session, *value)) return false;
  if (is_settled(session, object)) {
    if ((slot.flags & (ScalarFlag::kTarget | ScalarFlag::kSplit)) != ScalarFlag::kTarget) return false;
    session.log.record_target(object, slot);
  } else if (!is_new(session, object) ||
             (slot.flags & (ScalarFlag::kKey | ScalarFlag::kNullKey | ScalarFlag::kSplit)) != 0) {
    return false;
  }
  slot.target = value;
  slot.flags |= ScalarFlag::kTarget;
  return true;
}

// A list that is not linked, and can be changed without a question.
inline bool is_settled_alone(const SessionState& session, const Entity& owner, const ListSlot& slot,
                             const Relationship& list) {
  return list.unlinked_position_offset != 0 && !list.cascade.delete_orphan && is_settled(session, owner, slot);
}

// Whether such a list can take the element: settled, waiting for its row, or new and brought into the session by it.
inline bool can_enter_alone(const SessionState& session, const Relationship& list, Entity& element) {
  return is_settled_or_pending(session, element) || (is_new(session, element) && enters_alone(session, element, list));
}

// Appends to a list that is not linked what stands in no such list. False, with nothing done, where that is not so or
// anything concerned is not settled. REQUIRES: the element is of the list's class.
inline bool append_alone(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                         Entity& element) {
  if (!is_settled_alone(session, owner, slot, list) || !can_enter_alone(session, list, element)) return false;
  ScalarSlot& place = slot_at<ScalarSlot>(element, list.unlinked_position_offset);
  if (!OrderedList::is_nowhere(place)) return false;
  if (element.state() == State::transient) enter_alone(session, element);
  note_list_change(session, owner, slot, &element, 0);
  session.parents.take({&element, &list}, owner);
  session.ordered(slot, list).append(element, place);
  return true;
}

// Removes from a list that is not linked what stands there at the place that it notes. False, with nothing done, where
// that is not so or anything concerned is not settled. REQUIRES: the element is of the list's class.
inline bool remove_alone(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                         Entity& element) {
  if (!is_settled_alone(session, owner, slot, list) || !is_settled_or_pending(session, element)) return false;
  ScalarSlot& place = slot_at<ScalarSlot>(element, list.unlinked_position_offset);
  OrderedList ordered = session.ordered(slot, list);
  if (!ordered.stands_at_hint(&element)) return false;
  note_list_change(session, owner, slot, &element, 1);
  session.parents.let_go({&element, &list}, owner, false);
  ordered.remove_first(element, place);
  return true;
}

// Replaces the elements of a list that is not linked, each of which stands in this one alone, by those of them that
// stay and by others that stand in no such list. False, with nothing done, where that is not so, anything concerned is
// not settled, or a value is given twice.
inline bool replace_alone(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                          const std::vector<Entity*>& values) {
  if (!is_settled_alone(session, owner, slot, list)) return false;
  OrderedList ordered = session.ordered(slot, list);
  const auto place_of = [&](Entity& element) -> ScalarSlot& {
    return slot_at<ScalarSlot>(element, list.unlinked_position_offset);
  };
  const auto stands_here = [&](Entity& element) {
    return is_settled_or_pending(session, element) && ordered.stands_at_hint(&element);
  };
  const auto can_enter = [&](Entity& value) {
    if (EntityAccess::mapper(value) != list.target->index()) return false;
    return OrderedList::is_nowhere(place_of(value)) ? can_enter_alone(session, list, value) : stands_here(value);
  };
  const ListView<Entity> before(slot);
  for (Entity* element : before)
    if (!stands_here(*element)) return false;
  if (!mark(values, can_enter)) return false;
  note_owner(session, slot);
  for (Entity* element : before) {
    if (EntityAccess::has_flag(*element, EntityAccess::kStays)) continue;
    note_list_change(session, owner, slot, element, 1);
    session.parents.let_go({element, &list}, owner, false);
    place_of(*element).position = ScalarSlot::kNowhere;
  }
  ordered.reset(static_cast<std::uint32_t>(values.size()));
  for (Entity* value : values) {
    if (value->state() == State::transient) enter_alone(session, *value);
    ScalarSlot& place = place_of(*value);
    if (OrderedList::is_nowhere(place)) {
      note_list_change(session, owner, slot, value, 0);
      session.parents.take({value, &list}, owner);
    }
    ordered.append(*value, place);
    EntityAccess::set_flag(*value, EntityAccess::kStays, false);
  }
  return true;
}

}  // namespace orm::settled
