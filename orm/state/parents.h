// Whether an object was put into an owner's list or taken from it by an operation: what makes an orphan, and whether an
// object that a list lost keeps its key. SQLAlchemy: hasparent, sethasparent.
#pragma once

#include "orm/state/session_state.h"

namespace orm {

// Whether the child has an owner along the relationship, by the operations seen; `unless_told` where there were none.
bool has_parent(const SessionState& session, const Entity& child, const Relationship& relationship, bool unless_told);
// The owner took the child (`placed`), or let it go; letting go what another owner took meanwhile changes nothing.
void set_has_parent(SessionState& session, Entity& child, const Relationship& relationship, const Entity& owner,
                    bool placed);
// An object that is expired as a whole forgets who took it.
void forget_parents(SessionState& session, const Entity& child);
// Before the child's scalar forgets its target, which told the last owner.
void remember_parent(SessionState& session, Entity& child, const ScalarSlot& slot);

// Whether the object lacks an owner along any delete-orphan relationship that goes to the mapper's class, which is its
// own but for one that stands in a list of others.
bool is_orphan(const SessionState& session, const Entity& object, const Mapper& mapper);

}  // namespace orm
