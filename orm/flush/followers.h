// Sides that follow: of a relationship whose other side alone is written, what is loaded is put right at each flush.
// Hibernate's bidirectionality management at the flush, the fix-up of Entity Framework's DetectChanges.
#pragma once

#include "orm/state/session_state.h"

namespace orm {

// Every side that follows then holds, where it is loaded, those that name its owner and no others: what stays in its
// order, what came behind it in the order of the changes, what is to be deleted left out. What a caller wrote to such a
// side itself is undone. 0 statements. Cost: the changes since the last flush, and the lists that they concern,
// whatever else is loaded; nothing where no side follows.
void put_followers_right(SessionState& session);

}  // namespace orm
