// Foreign keys, as a flush brings them in line with relationships. SQLAlchemy: sync.
#pragma once

#include "orm/state/session_state.h"

namespace orm {

inline constexpr KeyValue kNullKey{KeyValue::State::null, 0};

// Writes a child's foreign key for an owner's list or scalar; the relationship that the child has itself stays as it
// is.
void write_key(SessionState& session, Entity& child, const Relationship& relationship, KeyValue value);

// Whether a scalar's target is another than the database's, so that its key column has to follow.
// REQUIRES: the slot has a target, null included.
bool is_target_to_write(const SessionState& session, const Entity& object, const ScalarSlot& slot);

// An object that is expired as a whole has its key loaded before a row can name it: 1 SELECT. Throws ObjectDeleted.
void load_key(SessionState& session, Entity& object);

// After the flush: of all that took part, changed key columns count as unchanged.
void settle_keys(SessionState& session, Entity& inserted);
void settle_changed_keys(SessionState& session);
// After one that failed: an object without a row keeps the keys that it was given by then.
void keep_keys(SessionState& session, Entity& object, bool has_row);

}  // namespace orm
