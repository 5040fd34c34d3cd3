// The usual change of a side that no other side follows: as in settled.h, and each side by itself.
#pragma once

#include <vector>

#include "orm/attribute/cascade.h"
#include "orm/attribute/settled.h"
#include "orm/instance/list_view.h"
#include "orm/state/parents.h"

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

// Appends to a list that is not linked what stands in no such list. False, with nothing done, where that is not so or
// anything concerned is not settled.
inline bool append_alone(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                         Entity& element) {
  if (!is_settled_alone(session, owner, slot, list) || !is_settled_or_pending(session, element)) return false;
  OrderedList ordered = session.ordered(slot, list);
  if (!ordered.is_nowhere(&element)) return false;
  note_list_change(session, owner, slot, &element, 0);
  set_has_parent(session, element, list, owner, true);
  ordered.append(&element);
  return true;
}

// Removes from a list that is not linked what stands there at the place that it notes. False, with nothing done, where
// that is not so or anything concerned is not settled.
inline bool remove_alone(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                         Entity& element) {
  if (!is_settled_alone(session, owner, slot, list) || !is_settled_or_pending(session, element)) return false;
  OrderedList ordered = session.ordered(slot, list);
  if (!ordered.stands_at_hint(&element)) return false;
  note_list_change(session, owner, slot, &element, 1);
  set_has_parent(session, element, list, owner, false);
  return ordered.remove_first(&element);
}

// Replaces the elements of a list that is not linked, each of which stands in this one alone, by those of them that
// stay and by others that stand in no such list. False, with nothing done, where that is not so, anything concerned is
// not settled, or a value is given twice.
inline bool replace_alone(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                          const std::vector<Entity*>& values) {
  if (!is_settled_alone(session, owner, slot, list)) return false;
  OrderedList ordered = session.ordered(slot, list);
  const auto stands_here = [&](Entity& element) {
    return is_settled_or_pending(session, element) && ordered.stands_at_hint(&element);
  };
  const auto can_enter = [&](Entity& value) {
    if (!ordered.is_nowhere(&value)) return stands_here(value);
    return is_settled_or_pending(session, value) || (is_new(session, value) && list.cascade.save_update);
  };
  const ListView<Entity> before(slot);
  for (Entity* element : before)
    if (!stands_here(*element)) return false;
  if (!mark(values, can_enter)) return false;
  note_owner(session, slot);
  for (Entity* element : before) {
    if (EntityAccess::has_flag(*element, EntityAccess::kStays)) continue;
    note_list_change(session, owner, slot, element, 1);
    set_has_parent(session, *element, list, owner, false);
  }
  for (Entity* value : values) {
    if (value->state() == State::transient) cascade_add(session, *value);
    if (!ordered.is_nowhere(value)) continue;
    note_list_change(session, owner, slot, value, 0);
    set_has_parent(session, *value, list, owner, true);
  }
  ordered.clear(static_cast<std::uint32_t>(values.size()));
  for (Entity* value : values) ordered.append(value);
  unmark(values);
  return true;
}

}  // namespace orm::settled
