// The rows of a flush, from objects to groups that are handed to the backend.
#pragma once

#include <cstdint>
#include <span>

#include "orm/flush/row_changes.h"
#include "orm/state/session_state.h"

namespace orm {

// Each sends one group; none when there are no objects. Throw BackendErrors, and StaleData when an UPDATE matched
// another number of rows. A DELETE may find its rows gone, as in SQLAlchemy, which only warns.
void insert_rows(SessionState& session, const Mapper& mapper, std::span<Entity* const> objects);
void update_rows(SessionState& session, const Mapper& mapper, ColumnSet columns, std::span<Entity* const> objects);
void delete_rows(SessionState& session, const Mapper& mapper, std::span<Entity* const> objects);

}  // namespace orm
