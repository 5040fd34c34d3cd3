// The rows of a flush, from objects to groups that are handed to the backend.
#pragma once

#include <cstdint>
#include <vector>

#include "orm/state/session_state.h"

namespace orm {

using ColumnSet = std::uint64_t;  // bit i: attribute i of the mapper

// Whether a scalar's target is not in the session: it is not written, and neither is its key.
bool refers_outside(const ScalarSlot& slot);
// The foreign key as it is written: of a target in the session, or of the key column where that is apart.
Cell written_key(const SessionState& session, const ScalarSlot& slot);

// Each sends one group; none when there are no objects. Throw BackendErrors, and StaleData when an UPDATE matched
// another number of rows. A DELETE may find its rows gone, as in SQLAlchemy, which only warns.
void insert_rows(SessionState& session, const Mapper& mapper, const std::vector<Entity*>& objects);
void update_rows(SessionState& session, const Mapper& mapper, ColumnSet columns, const std::vector<Entity*>& objects);
void delete_rows(SessionState& session, const Mapper& mapper, const std::vector<Entity*>& objects);

}  // namespace orm
