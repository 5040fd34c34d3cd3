// Reading and writing attributes, with both sides of a linked pair kept in step. One implementation for typed members
// and for runtime attributes; SQLAlchemy's semantics of events, in its words.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "orm/instance/slots.h"

namespace orm {

// REQUIRES, for all: the slot belongs to an object that a session made.

// Makes sure that a text has its value: reloads the columns of an expired object (1 SELECT), otherwise nothing.
void load_columns_slow(TextSlot& slot);
inline void load_columns(TextSlot& slot) {
  if (!slot.is_loaded() || !is_current(*owner_of(slot))) [[unlikely]]
    load_columns_slow(slot);
}
void set_text(TextSlot& slot, std::optional<std::string_view> text);
// A key column by itself: the relationship that writes it stays as it is.
void load_primary_key(Entity& object);  // after it was expired: 1 SELECT
void load_key_column(Entity& object, ScalarSlot& slot);
void set_key_column(ScalarSlot& slot, const Cell& value);

// The scalar's value; 0 or 1 SELECT (+1 when the object is expired as a whole).
Entity* load_scalar(ScalarSlot& slot);
// Sets without loading. Takes the object out of the previous owner's list, if that owner is known without SQL, and puts
// it at the end of the new owner's; a list that is not loaded queues the change.
void set_scalar(ScalarSlot& slot, Entity* value);

// Loads a list that is not loaded: 1 SELECT for a persistent owner; a transient or pending one has none.
void load_list(ListSlot& slot);
void append_to_list(ListSlot& slot, Entity* value);
// Removes the first occurrence. Throws ValueNotInCollection; the other side is changed before that, as in SQLAlchemy.
void remove_from_list(ListSlot& slot, Entity* value);
// Replaces the contents: new objects are appended, gone ones removed, in both left alone. Linear.
void assign_list(ListSlot& slot, const std::vector<Entity*>& values);
bool list_contains(ListSlot& slot, const Entity* value);

}  // namespace orm
