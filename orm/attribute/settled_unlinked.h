// The usual change of a side that no other side follows: as in settled.h, and each side by itself.
#pragma once

#include "orm/attribute/settled.h"
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

}  // namespace orm::settled
