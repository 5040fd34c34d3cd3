// Whether a flush would have something to write for an object.
#pragma once

#include "orm/state/session_state.h"

namespace orm {

// SQLAlchemy: Session.is_modified. A net change of a column or of a relationship; order and duplicates of a list do not
// count. 1 SELECT for a scalar without a key column that was set while it was not loaded.
bool is_modified(SessionState& session, Entity& object);

}  // namespace orm
