// The flush: pending, changed and deleted objects become ordered groups of rows.
#pragma once

#include "orm/state/session_state.h"

namespace orm {

// Writes everything that is pending, changed or marked, in one transaction: INSERTs and UPDATEs parents first, DELETEs
// children first. Cost follows the number of such objects, never the number loaded. A value that came back to what it
// was writes nothing. On failure the transaction is rolled back and the session refuses SQL until rollback(): throws
// IntegrityError and other BackendErrors, StaleData, CircularDependency.
void flush(SessionState& session);

// After a ROLLBACK of the database: inserted and pending objects become transient again, deleted ones persistent, and
// every persistent object is expired.
void restore_states(SessionState& session);

// Nothing is pending, changed or marked any more; values stay as they are.
void forget_changes(SessionState& session);
// Objects that were deleted and are marked again lose their loaded values, as persistent ones do.
void forget_deleted_twice(SessionState& session);
// The same for persistent objects alone; what is pending or marked stays so.
void forget_persistent_changes(SessionState& session);

}  // namespace orm
