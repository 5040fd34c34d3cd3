// The flush: what is pending, changed or marked as deleted becomes rows.
#pragma once

#include "orm/state/session_state.h"

namespace orm {

// Writes everything that is pending, changed or marked, in one transaction: INSERTs and UPDATEs parents first, DELETEs
// children first. Cost follows the number of such objects, never the number loaded. A value that came back to what it
// was writes nothing. On failure the transaction is rolled back and the session refuses SQL until rollback(): throws
// IntegrityError and other BackendErrors, StaleData, CircularDependency, FlushError.
void flush(SessionState& session);

}  // namespace orm
