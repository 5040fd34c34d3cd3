#include "orm/attribute/settled.h"

#include "orm/loading/load.h"
#include "orm/state/history.h"

namespace orm::settled {

void look_up_owner(SessionState& session, Entity& element, const Relationship& list, ScalarSlot& scalar) {
  if (!is_settled(session, element)) return;
  const Known owner = known_value(session, element, scalar, *list.reverse);
  if (owner.state == Known::State::value) set_loaded_target(element, scalar, owner.target);
}

}  // namespace orm::settled
