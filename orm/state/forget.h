// What is forgotten: changes that were written or are lost, and loaded values that are expired.
#pragma once

#include "orm/state/session_state.h"

namespace orm {

// Nothing counts as changed any more; values stay as they are. An object that left its session or the database keeps
// its changes; so does one that never was in it, and one that no flush looks at.
void forget_changes(SessionState& session);
// The same for persistent objects alone; what is pending or marked stays so.
void forget_persistent_changes(SessionState& session);
// Objects that were deleted and are marked again lose their loaded values, as persistent ones do.
void forget_deleted_twice(SessionState& session);

}  // namespace orm
