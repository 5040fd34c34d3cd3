// The usual change: everything that it concerns has a row or is new, is loaded, and belongs to the session. It is made
// in place, without the questions that events (events.h) ask; a change that is anything else goes by them.
#pragma once

#include <span>
#include <vector>

#include "orm/attribute/cascade.h"
#include "orm/instance/list_view.h"
#include "orm/state/list_history.h"
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
  return session.parents.empty() && list.moves_are_noted_by_scalars;
}

// Whether the element's owner is known, null included, and no list may hold it but that owner's.
inline bool has_known_owner(const ScalarSlot& scalar) {
  return (scalar.flags & (ScalarFlag::kTarget | ScalarFlag::kStray | ScalarFlag::kSplit)) == ScalarFlag::kTarget;
}

// An element that was read with its key alone looks for its owner among the objects at hand, as its event would.
void look_up_owner(SessionState& session, Entity& element, const Relationship& list, ScalarSlot& scalar);

// The scalar that the list is linked to, its owner looked up. REQUIRES: positions; the element is of the list's class.
[[gnu::always_inline]] inline ScalarSlot& scalar_of(SessionState& session, Entity& element, const Relationship& list) {
  ScalarSlot& scalar = slot_at<ScalarSlot>(element, list.position_offset);
  if (!has_known_owner(scalar)) [[unlikely]]
    if (!scalar.has_target() && (scalar.flags & (ScalarFlag::kKey | ScalarFlag::kNullKey)) != 0)
      look_up_owner(session, element, list, scalar);
  return scalar;
}

// A new object of this session, without a row: nothing is recorded of it.
inline bool is_new(const SessionState& session, const Entity& object) {
  return !EntityAccess::has_history(object) && EntityAccess::session(object) == session.number;
}

// Whether all that the object names is in the session, so that save-update leads nowhere: of a new one that was given
// no more than its owner, say.
[[gnu::always_inline]] inline bool brings_in_nothing(const SessionState& session, Entity& object) {
  for (const Mapper::SaveUpdate& one : session.mapper_of(object).save_update()) {
    if (one.uselist) {
      const ListSlot& list = slot_at<ListSlot>(object, one.offset);
      if (list.size != 0 || list.extra != nullptr) return false;
      continue;
    }
    const ScalarSlot& scalar = slot_at<ScalarSlot>(object, one.offset);
    if (scalar.is_changed()) return false;
    if (scalar.has_target() && scalar.target != nullptr && !SessionState::is_in_session(*scalar.target)) return false;
  }
  return true;
}
// Whether an append to the list brings a new object into the session, and nothing with it: that is then never refused.
[[gnu::always_inline]] inline bool enters_alone(const SessionState& session, Entity& element,
                                                const Relationship& list) {
  return list.cascade.save_update && EntityAccess::is_unused(element) &&
         (list.elements_bring_nothing || brings_in_nothing(session, element));
}

// Whether the object is settled, or new and waiting for its row.
inline bool is_settled_or_pending(const SessionState& session, const Entity& object) {
  return is_settled(session, object) || (is_new(session, object) && object.state() == State::pending);
}

inline bool has_no_owner_yet(const ScalarSlot& scalar) {
  constexpr std::uint8_t kNotNew = ScalarFlag::kKey | ScalarFlag::kNullKey | ScalarFlag::kSplit | ScalarFlag::kStray;
  return (scalar.flags & kNotNew) == 0 && scalar.target == nullptr;
}

// What the flush is told of an element whose owner changes.
[[gnu::always_inline]] inline void record_owner(SessionState& session, Entity& element, ScalarSlot& scalar) {
  if (is_settled(session, element) || EntityAccess::has_history(element)) session.log.record_target(element, scalar);
}

// An element that a list lets go.
inline void mark_orphan(Entity& element, const Relationship& list) {
  if (list.cascade.delete_orphan) EntityAccess::set_flag(element, EntityAccess::kOrphaned, true);
}

// The sides of a move, once it is known to be free: the list that is left, the list that is entered, and of what enters
// none its own side.
[[gnu::always_inline]] inline void take_out(SessionState& session, Entity& element, const Relationship& list,
                                            ScalarSlot& scalar) {
  Entity* from = scalar.target;
  if (from == nullptr) return;
  session.ordered_linked(slot_at<ListSlot>(*from, list.offset), list).remove_first(element, scalar);
  mark_orphan(element, list);
}
[[gnu::always_inline]] inline void put_last(SessionState& session, Entity& element, const Relationship& list,
                                            ScalarSlot& scalar, Entity& to) {
  scalar.target = &to;
  scalar.flags |= ScalarFlag::kTarget;
  scalar.set_placed(true);
  session.ordered_linked(slot_at<ListSlot>(to, list.offset), list).append(element, scalar);
}
inline void let_go(ScalarSlot& scalar) {
  scalar.target = nullptr;
  scalar.set_placed(false);
}

// Whether the element itself asks no question when it leaves a list. A pending orphan leaves the session, too.
inline bool may_leave(const SessionState& session, const Entity& element, const Relationship& list) {
  return is_settled(session, element) || (!list.cascade.delete_orphan && is_settled_or_pending(session, element));
}
// Whether the list that the element is in, if it is in one, asks none.
inline bool lets_go(const SessionState& session, const Relationship& list, const ScalarSlot& scalar) {
  if (!has_known_owner(scalar)) return false;
  Entity* from = scalar.target;
  return from == nullptr || is_settled(session, *from, slot_at<ListSlot>(*from, list.offset));
}
inline bool can_leave(const SessionState& session, const Entity& element, const Relationship& list,
                      const ScalarSlot& scalar) {
  return may_leave(session, element, list) && lets_go(session, list, scalar);
}

// Moves the element from the list that it is in, if it is in one, to the end of `to`'s, which may be null. False, with
// nothing done, where anything concerned is not settled. REQUIRES: `to` is of the list's class.
[[gnu::always_inline]] inline bool move(SessionState& session, Entity& element, const Relationship& list, Entity* to) {
  if (!moves_freely(session, list) || !may_leave(session, element, list)) return false;
  if (to != nullptr && !is_settled(session, *to, slot_at<ListSlot>(*to, list.offset))) return false;
  ScalarSlot& scalar = scalar_of(session, element, list);
  if (!lets_go(session, list, scalar) || scalar.target == to) return false;
  record_owner(session, element, scalar);
  take_out(session, element, list, scalar);
  if (to != nullptr)
    put_last(session, element, list, scalar, *to);
  else
    let_go(scalar);
  return true;
}

// Takes the element from the list that holds it where its scalar says. False, with nothing done, where that is not so
// or anything concerned is not settled. REQUIRES: the element is of the list's class.
[[gnu::always_inline]] inline bool remove(SessionState& session, Entity& element, const Relationship& list,
                                          const Entity& owner, ListSlot& slot) {
  if (!moves_freely(session, list) || !is_settled(session, owner, slot) || !may_leave(session, element, list))
    return false;
  ScalarSlot& scalar = scalar_of(session, element, list);
  if (!has_known_owner(scalar) || scalar.target != &owner) return false;
  OrderedList ordered = session.ordered_linked(slot, list);
  if (!ordered.holds(element, scalar)) return false;
  record_owner(session, element, scalar);
  ordered.remove_held(element, scalar);
  mark_orphan(element, list);
  let_go(scalar);
  return true;
}

// The same where nothing has to be looked up, searched, packed or made room for: most often. It calls nothing, so that
// nothing is saved for calls; without it a removal costs a tenth more.
[[gnu::always_inline]] inline bool remove_in_place(SessionState& session, Entity& element, const Relationship& list,
                                                   const Entity& owner, ListSlot& slot) {
  if (!moves_freely(session, list) || list.plain_list || !is_settled(session, owner, slot)) return false;
  ScalarSlot& scalar = slot_at<ScalarSlot>(element, list.position_offset);
  if (!is_settled(session, element) || !has_known_owner(scalar) || scalar.target != &owner) return false;
  OrderedList ordered = session.ordered_linked(slot, list);
  if (!ordered.holds(element, scalar) || !ordered.stays_dense() || !session.log.has_room()) return false;
  session.log.record_target(element, scalar);
  ordered.empty_place_of(scalar);
  mark_orphan(element, list);
  let_go(scalar);
  return true;
}

// Gives a new object, which has no owner, its first one. An append brings it into the session, if the cascade says so;
// outside the session the list remembers it. False, with nothing done, where that is not so, the list is not settled,
// or the object would bring in others. REQUIRES: the element is of the list's class.
enum class By : std::uint8_t { append, set };
inline bool put_new(SessionState& session, Entity& element, const Relationship& list, Entity& owner, By by) {
  ListSlot& slot = slot_at<ListSlot>(owner, list.offset);
  if (!moves_freely(session, list) || !is_settled(session, owner, slot)) return false;
  ScalarSlot& scalar = slot_at<ScalarSlot>(element, list.position_offset);
  if (!has_no_owner_yet(scalar)) return false;
  if (EntityAccess::session(element) == session.number && EntityAccess::is_unused(element)) {
    if (by == By::set || !list.cascade.save_update)
      note_stranger(session, slot);
    else if (!enters_alone(session, element, list))
      return false;
    else
      enter_alone(session, element);
  } else if (!is_new(session, element) || element.state() != State::pending) {
    return false;
  }
  put_last(session, element, list, scalar, owner);
  return true;
}

// Whether the list can take the value without a question: as its first owner, or from the list that it is in.
inline bool can_enter(const SessionState& session, Entity& value, const Relationship& list) {
  const ScalarSlot& scalar = slot_at<ScalarSlot>(value, list.position_offset);
  if (is_settled(session, value)) return lets_go(session, list, scalar);
  if (is_new(session, value) && has_no_owner_yet(scalar))
    if (value.state() == State::pending || enters_alone(session, value, list)) return true;
  return can_leave(session, value, list, scalar);
}

inline void unmark(std::span<Entity* const> values) {
  for (Entity* value : values) EntityAccess::set_flag(*value, EntityAccess::kStays, false);
}
// Marks the values. False, with none marked, where one of them cannot enter, or is given twice.
template <class CanEnter>
bool mark(const std::vector<Entity*>& values, CanEnter&& can_enter) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    Entity* value = values[i];
    if (value == nullptr || EntityAccess::has_flag(*value, EntityAccess::kStays) || !can_enter(*value)) {
      unmark(std::span(values).first(i));
      return false;
    }
    EntityAccess::set_flag(*value, EntityAccess::kStays, true);
  }
  return true;
}

inline bool can_all_leave(const SessionState& session, const Entity& owner, const ListView<Entity>& elements,
                          const Relationship& list) {
  for (Entity* element : elements) {
    const ScalarSlot& scalar = slot_at<ScalarSlot>(*element, list.position_offset);
    if (!may_leave(session, *element, list) || !has_known_owner(scalar)) return false;
    if (scalar.target != &owner && !lets_go(session, list, scalar)) return false;
  }
  return true;
}

// Replaces the elements of a list. False, with nothing done, where anything concerned is not settled or a value is
// given twice. REQUIRES: the values are of the list's class.
inline bool replace(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                    const std::vector<Entity*>& values) {
  if (!moves_freely(session, list) || !is_settled(session, owner, slot)) return false;
  const ListView<Entity> before(slot);
  if (!can_all_leave(session, owner, before, list)) return false;
  if (!mark(values, [&](Entity& value) { return can_enter(session, value, list); })) return false;
  bool is_changed = false;
  const bool orphans_matter = list.cascade.delete_orphan;
  for (Entity* element : before) {
    if (EntityAccess::has_flag(*element, EntityAccess::kStays)) continue;
    is_changed = true;
    ScalarSlot& scalar = slot_at<ScalarSlot>(*element, list.position_offset);
    if (EntityAccess::has_history(*element)) session.log.record_target(*element, scalar);
    let_go(scalar);
    if (orphans_matter) EntityAccess::set_flag(*element, EntityAccess::kOrphaned, true);
  }
  session.ordered_linked(slot, list).reset(static_cast<std::uint32_t>(values.size()));
  for (Entity* value : values) {
    ScalarSlot& scalar = slot_at<ScalarSlot>(*value, list.position_offset);
    if (value->state() == State::transient) enter_alone(session, *value);
    if (scalar.target != &owner) {
      is_changed = true;
      if (EntityAccess::has_history(*value)) session.log.record_target(*value, scalar);
      take_out(session, *value, list, scalar);
    }
    put_last(session, *value, list, scalar, owner);
    EntityAccess::set_flag(*value, EntityAccess::kStays, false);
  }
  if (!is_changed) note_owner(session, slot);  // no element tells the flush of it
  return true;
}

}  // namespace orm::settled
