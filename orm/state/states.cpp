#include "orm/state/states.h"

namespace orm {

void distrust_lists(SessionState& session, Entity& object) {
  for (const std::uint16_t offset : session.mapper_of(object).list_offsets())
    slot_at<ListSlot>(object, offset).flags |= SlotFlags::kIrregular;
}

void leave_as_deleted(SessionState& session, Entity& object) {
  session.thaw(object);
  distrust_lists(session, object);
  EntityAccess::state(object) = State::deleted;
  EntityAccess::set_flag(object, EntityAccess::kMarkedDeleted, false);
  EntityAccess::set_flag(object, EntityAccess::kRowDeleted, true);
  session.identity_of(session.mapper_of(object)).erase(object);
  session.deleted.push_back(&object);
}

}  // namespace orm
