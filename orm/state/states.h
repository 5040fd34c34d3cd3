// How an object goes from one state to the next, with what else has to change then.
#pragma once

#include "orm/state/session_state.h"

namespace orm {

// An object whose row is found gone: it is deleted until the transaction ends, and no longer known by its key.
void leave_as_deleted(SessionState& session, Entity& object);

// The lists of an object that leaves the session are left behind by their elements' moves.
void distrust_lists(SessionState& session, Entity& object);

}  // namespace orm
