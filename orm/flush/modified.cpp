#include "orm/flush/modified.h"

#include <algorithm>

#include "orm/loading/load.h"
#include "orm/state/history.h"

namespace orm {
namespace {

bool is_relationship_modified(SessionState& session, Entity& object, const Relationship& relationship) {
  if (relationship.uselist) {
    const ListSlot& list = slot_at<ListSlot>(object, relationship.offset);
    if (session.lists.is_untouched(list) && !relationship.is_list_of_linked_scalars()) return false;
    if (!list.is_loaded() && !relationship.write_only) return false;  // what is queued does not count
  }
  const History found = history(session, object, relationship, Extent::whole);
  if (found.is_known || !SessionState::is_attached(object)) return !found.added.empty() || !found.deleted.empty();
  Entity* now = found.added.front();
  return load_old_target(session, object, relationship) != now;
}

}  // namespace

bool is_modified(SessionState& session, Entity& object) {
  if (!is_current(object)) return false;
  if (!EntityAccess::has_history(object)) return true;  // its key at least has no row yet
  const Mapper& mapper = session.mapper_of(object);
  const auto is_changed = [&](const auto& relationship) {
    return is_relationship_modified(session, object, *relationship);
  };
  const auto& relationships = mapper.relationships();  // before columns, as in SQLAlchemy
  if (std::any_of(relationships.begin(), relationships.end(), is_changed)) return true;
  return std::any_of(mapper.attributes().begin(), mapper.attributes().end(),
                     [&](const Attribute& attribute) { return is_column_changed(session, object, attribute); });
}

}  // namespace orm
