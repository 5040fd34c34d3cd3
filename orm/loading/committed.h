// Values that were read by other means than a relationship's own load, put where that load would put them.
#pragma once

#include <span>

#include "orm/loading/load.h"

namespace orm {

// Sets a relationship as if it had just been loaded: no event, no cascade, the other side stays as it is, nothing
// counts as changed; a change that was queued while a list was not loaded is applied to what is set. 0 SELECT.
// SQLAlchemy: set_committed_value. REQUIRES: the slot belongs to an object that a session made. Throws, with nothing
// changed, TypeMismatch for a value of another class or session, LoadRefused for a list that is write_only and for an
// attribute with a change that waits for the flush.
void set_committed_value(ScalarSlot& slot, Entity* value);
void set_committed_value(ListSlot& slot, std::span<Entity* const> values);

// The same an element at a time, for rows that come in another order than their owners: the list is loaded and empty,
// then takes an element, without a look at what it holds: of a list that was changed since, as if it had been there
// before. SQLAlchemy: init_collection, append_without_event. They throw as above; the first also for a change that was
// queued (SQLAlchemy's next flush fails by an assertion), the second LoadRefused for a list that is not loaded. Cost of
// the first, where the list is loaded: the changes in the session.
void init_collection(ListSlot& slot);
void append_without_event(ListSlot& slot, Entity& element);

}  // namespace orm
