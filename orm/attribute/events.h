// What follows when an attribute changes: cascades into the session, the other side of a linked pair, and history.
//
// The names and the order of steps are SQLAlchemy's: append, remove and set (replace) events, each with its initiator,
// the operation that began it. An event that comes back to its initiator stops there.
#pragma once

#include <cstdint>

#include "orm/state/history.h"

namespace orm {

// The operation that began a chain of events.
struct Initiator {
  enum class Operation : std::uint8_t { append, remove, bulk_replace };  // setting a scalar is its append
  const Relationship* attribute;
  Operation operation;

  bool is(const Relationship& other, Operation wanted) const noexcept {
    return attribute == &other && operation == wanted;
  }
};

// Sets a scalar. With `only_if`, nothing happens when the known value is another (SQLAlchemy: check_old).
void set_with_event(SessionState& session, Entity& object, const Relationship& scalar, Entity* value,
                    Initiator initiator, const Entity* only_if = nullptr);

// Appends to a list that is at hand: loaded, or its owner without a row.
void append_with_event(SessionState& session, Entity& owner, const Relationship& list, Entity* element,
                       Initiator initiator);
// Removes the first occurrence; the events come first. False if the element is not in the list.
bool remove_with_event(SessionState& session, Entity& owner, const Relationship& list, Entity* element,
                       Initiator initiator);
// The remove event without the removal, for an element that a replaced list no longer holds.
void fire_remove_event(SessionState& session, Entity& owner, const Relationship& list, Entity* element,
                       Initiator initiator);

// An element that stays when the list is replaced: it enters the session with its owner.
void fire_append_without_mutation(SessionState& session, Entity& owner, const Relationship& list, Entity& element);

// Changes of a list that may not be at hand: at once if it is, queued if not.
void append_passively(SessionState& session, Entity& owner, const Relationship& list, Entity& element,
                      Initiator initiator);
// False if the list is at hand and the element is not in it.
bool remove_passively(SessionState& session, Entity& owner, const Relationship& list, Entity& element,
                      Initiator initiator);

// Whether the list can be changed at once. The list of an object without a row is loaded and empty by its first write.
bool is_at_hand(SessionState& session, Entity& owner, ListSlot& slot);

}  // namespace orm
