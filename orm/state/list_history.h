// How a list's changes are kept for history.h: how often each element that was added or removed stood in it at the last
// flush. Nothing is copied, so a change costs the same at any length. What a linked scalar tells by its own change need
// not be noted; tell_lists() notes it when that is about to be forgotten, or is wanted as a whole.
#pragma once

#include <vector>

#include "orm/state/session_state.h"

namespace orm {

// Notes that the owner is to be looked at by the flush, even where nothing changes on balance.
[[gnu::always_inline]] inline void note_owner(SessionState& session, ListSlot& slot) {
  if (slot.is_noted()) return;
  session.changed_lists.push_back(&slot);
  slot.flags |= ListFlag::kNoted;
}
// Notes that an element is about to be added or removed; the first note since the last flush holds. Returns whether the
// list holds the element now, or may hold it.
bool note_list_change(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list, Entity* element);
// The same, where it is known how often the element stood in the list.
[[gnu::always_inline]] inline void note_list_change(SessionState& session, Entity& owner, ListSlot& slot,
                                                    Entity* element, std::uint32_t was_in) {
  note_owner(session, slot);
  if (EntityAccess::has_history(owner)) session.lists.note(slot, element, was_in);
}
// The same of both lists that a link stands in, or is to stand in: `slot` of `owner`, and `reverse` of `element`.
[[gnu::always_inline]] inline void note_link_change(SessionState& session, Entity& owner, ListSlot& slot,
                                                    Entity& element, ListSlot& reverse, std::uint32_t was_in) {
  note_owner(session, slot);
  note_owner(session, reverse);
  if (!EntityAccess::has_history(owner)) {
    if (EntityAccess::has_history(element)) session.lists.note(reverse, &owner, was_in);
    return;
  }
  session.lists.note(slot, &element, was_in, EntityAccess::has_history(element) ? &reverse : nullptr);
}

// The two lists of a many-to-many pair may differ from now on: by an element that stands twice in one of them, or that
// no event put there. What one of them holds tells nothing of the other until they are loaded again.
inline void note_apart(ListSlot& slot, const Relationship& list) {
  if (list.direction == Direction::many_to_many && list.reverse != nullptr) slot.flags |= ListFlag::kApart;
}

// An object outside the session was added: its scalar does not tell the flush. They are noted one by one when the
// list's history is asked for, so that adding one costs no memory.
inline void note_stranger(SessionState& session, ListSlot& slot) {
  note_owner(session, slot);
  slot.flags |= ListFlag::kStrangers;
}
void note_strangers(SessionState& session, ListSlot& slot);

// Whether what the object's scalar held before tells of the owner's list. A rollback makes owners with a row load their
// lists anew; an object that lost its row, or was outside the session then, keeps its record, which is older.
inline bool tells_of_list(const Entity& object, const Entity& owner) {
  if (EntityAccess::has_flag(object, EntityAccess::kReturned)) return false;
  return EntityAccess::has_identity(object) || !EntityAccess::has_identity(owner);
}

// The owner that a changed scalar named before, as far as it is known without SQL; null too where there was none.
// `list`: of that owner, on the other side of the scalar. `change`: the scalar's latest record, where it is at hand; to
// find it the log makes an index.
Entity* old_owner(SessionState& session, const Entity& object, const ScalarSlot& slot, const Relationship& list,
                  const Change* change = nullptr);

// Before a changed scalar forgets its change: the lists of its pair tell the flush instead.
void tell_lists(SessionState& session, Entity& object, ScalarSlot& slot, const Change* change = nullptr);

// The same for all changed scalars of the session.
void tell_all_lists(SessionState& session);
// Before a flush that has to know of lists all that they gained and lost: one that deletes, or of a table that refers
// to itself. In any other the scalars alone tell of their pairs.
void tell_lists_for_flush(SessionState& session);
// The same for those that concern one owner, which is about to leave the session.
void tell_lists_of(SessionState& session, Entity& owner);

}  // namespace orm
