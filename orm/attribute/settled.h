// The usual change: everything that it concerns has a row or is new, is loaded, and belongs to the session. It is made
// in place, without the questions that events (events.h) ask; a change that is anything else goes by them.
#pragma once

#include "orm/attribute/cascade.h"
#include "orm/state/session_state.h"

namespace orm::settled {

inline bool is_settled(const SessionState& session, const Entity& object) {
  return EntityAccess::standing(object) == session.persistent_and_current;
}

// A list that can be changed without a question: its owner is settled, it is loaded, and its positions are right.
inline bool is_settled(const SessionState& session, const Entity& owner, const ListSlot& list) {
  return is_settled(session, owner) && (list.flags & (ListFlag::kLoaded | ListFlag::kIrregular)) == ListFlag::kLoaded;
}

// Whether elements of this list move without a question.
inline bool moves_freely(const SessionState& session, const Relationship& list) {
  return session.parents.empty() && list.position_offset != 0 && !list.cascade.delete_orphan;
}

// Whether the element's owner is this one, and the list holds it where its scalar says. REQUIRES: of the list's class.
inline bool is_first_in(SessionState& session, Entity& element, const Relationship& list, const Entity& owner,
                        ListSlot& slot) {
  if (list.position_offset == 0 || !is_settled(session, owner, slot)) return false;
  const ScalarSlot& scalar = slot_at<ScalarSlot>(element, list.position_offset);
  if (list.plain_list) return scalar.target == &owner && session.ordered(slot, list).contains(&element);
  return scalar.target == &owner && scalar.position < slot.size && slot.elements[scalar.position] == &element;
}

// Moves the element from the list that it is in, if it is in one, to the end of `to`'s, which may be null. False, with
// nothing done, where anything concerned is not settled. REQUIRES: `to` is of the list's class.
[[gnu::always_inline]] inline bool move(SessionState& session, Entity& element, const Relationship& list, Entity* to) {
  if (!moves_freely(session, list)) return false;
  const bool is_persistent = is_settled(session, element);
  if (!is_persistent && (element.state() != State::pending || EntityAccess::session(element) != session.number ||
                         EntityAccess::has_flag(element, EntityAccess::kRolledBack)))
    return false;
  ScalarSlot& scalar = slot_at<ScalarSlot>(element, list.position_offset);
  if ((scalar.flags & (ScalarFlag::kTarget | ScalarFlag::kStray | ScalarFlag::kSplit)) != ScalarFlag::kTarget)
    return false;
  Entity* from = scalar.target;
  if (from == to) return false;
  if (from != nullptr && !is_settled(session, *from, slot_at<ListSlot>(*from, list.offset))) return false;
  if (to != nullptr && !is_settled(session, *to, slot_at<ListSlot>(*to, list.offset))) return false;

  if (is_persistent) session.log.record_target(element, scalar);
  if (from != nullptr) session.ordered(slot_at<ListSlot>(*from, list.offset), list).remove_first(element, scalar);
  scalar.target = to;
  if (to == nullptr) {
    scalar.flags &= static_cast<std::uint8_t>(~ScalarFlag::kPlaced);
    return true;
  }
  scalar.flags |= ScalarFlag::kPlaced;
  session.ordered(slot_at<ListSlot>(*to, list.offset), list).append(element, scalar);
  return true;
}

// Appends a new object, which has no owner. False, with nothing done, where it is not new or the list is not settled.
// REQUIRES: the element is of the list's class and of the session.
inline bool append_new(SessionState& session, Entity& element, const Relationship& list, Entity& owner,
                       ListSlot& slot) {
  constexpr std::uint8_t kNotNew = ScalarFlag::kKey | ScalarFlag::kNullKey | ScalarFlag::kSplit | ScalarFlag::kStray;
  if (!moves_freely(session, list) || !is_settled(session, owner, slot)) return false;
  ScalarSlot& scalar = slot_at<ScalarSlot>(element, list.position_offset);
  if (EntityAccess::has_history(element) || (scalar.flags & kNotNew) != 0 || scalar.target != nullptr) return false;
  if (element.state() == State::transient) {
    if (!list.cascade.save_update) return false;
    cascade_add(session, element);
  }
  scalar.set_target(&owner);
  scalar.flags |= ScalarFlag::kPlaced;
  session.ordered(slot, list).append(element, scalar);
  return true;
}

}  // namespace orm::settled
