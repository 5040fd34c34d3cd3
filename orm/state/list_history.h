// What changed in a list since the last flush, as its net effect on membership; nothing is copied, so a change of a
// list costs the same at any length.
#pragma once

#include <vector>

#include "orm/state/session_state.h"

namespace orm {

struct ListChanges {
  std::vector<Entity*> added;    // by key, each as often as it stands in the list; null first
  std::vector<Entity*> removed;  // by key, each as often as it stood in the list
  bool empty() const noexcept { return added.empty() && removed.empty(); }
};

// Notes that the owner is to be looked at by the flush, even where nothing changes on balance.
void note_owner(SessionState& session, ListSlot& slot);
// Notes that an element is about to be added or removed; `was_in` tells how often it stands in the list now. The first
// note since the last flush holds.
void note_list_change(SessionState& session, Entity& owner, ListSlot& slot, Entity* element, std::uint32_t was_in);

// Net changes: those noted, those queued while the list was not loaded, or all elements of a list without a history.
// What a linked scalar tells by its own history is not among those noted.
ListChanges list_changes(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& relationship);
// The same without what is queued.
ListChanges loaded_list_changes(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& relationship);

// Those added; in the order of the list where a flush cannot write all of them, so that the first one is refused.
std::vector<Entity*> added_in_order(SessionState& session, Entity& owner, const Relationship& relationship,
                                    const std::vector<Entity*>& added);

// Before a changed scalar forgets its change: the lists of its pair tell the flush instead.
void tell_lists(SessionState& session, Entity& object, ScalarSlot& slot);

// The same for all changed scalars of the session.
void tell_all_lists(SessionState& session);
// Before a flush that has to know of lists all that they gained and lost: one that deletes, or of a table that refers
// to itself. In any other the scalars alone tell of their pairs.
void tell_lists_for_flush(SessionState& session);
// The same for those that concern one owner, which is about to leave the session.
void tell_lists_of(SessionState& session, Entity& owner);

// Whether the owner was the target of the element's linked scalar before the changes since the last flush.
bool was_owner(const SessionState& session, const Entity& owner, const Entity& element, const ScalarSlot& slot);
// Whether a changed scalar knew its owner when it changed, so that it can tell the flush who that was.
bool knew_owner(const SessionState& session, const ScalarSlot& slot);
// How often the element stood in the loaded list before the changes since the last flush.
std::uint32_t was_in_list(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& relationship,
                          Entity* element);

}  // namespace orm
