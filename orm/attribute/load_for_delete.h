// What a delete has to know of an owner that goes.
#pragma once

#include "orm/state/session_state.h"

namespace orm {

// Loads what a deleted owner holds, also where its query asked to raise; with passive_deletes nothing. Throws
// LoadRefused for a write_only list without passive_deletes.
void load_for_delete(SessionState& session, Entity& owner, const Relationship& relationship);

}  // namespace orm
