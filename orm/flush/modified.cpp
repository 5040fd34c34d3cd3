#include "orm/flush/modified.h"

#include "orm/loading/load.h"
#include "orm/state/list_history.h"

namespace orm {
namespace {

bool is_text_modified(const SessionState& session, const TextSlot& slot) {
  if (!slot.is_changed()) return false;
  return is_net_text_change(session.history.find(slot));
}

// Whether the target is the object that the key stood for: another one may have been given the same key.
bool is_same_row(SessionState& session, const Relationship& relationship, const Entity& target, std::int64_t key) {
  if (target.id() != key) return false;
  const Entity* present = session.identity_of(*relationship.target).find(key);
  return present == nullptr || present == &target;
}

bool is_scalar_modified(SessionState& session, Entity& object, ScalarSlot& slot, const Attribute& attribute) {
  if (slot.is_split()) {
    const SplitKey& key = session.split_keys.at(&slot);
    if (is_key_changed(key)) return true;
    return is_target_changed(key, slot);
  }
  if (!slot.is_changed()) return false;
  const Change& change = session.history.find(slot);
  switch (change.kind) {
    case Change::Kind::unknown_key:
    case Change::Kind::key_only:
    case Change::Kind::null_only:
      return true;
    case Change::Kind::null_key:
      return attribute.relationship == nullptr ? !slot.has_null_key() : slot.target != nullptr;
    case Change::Kind::key:
      if (attribute.relationship == nullptr) return !slot.has_key() || slot.key != change.key;
      return slot.target == nullptr || !is_same_row(session, *attribute.relationship, *slot.target, change.key);
    case Change::Kind::target:
      return slot.target != change.entity;
    case Change::Kind::unknown_target: {
      Entity* now = slot.target;
      if (!SessionState::is_attached(object) || !EntityAccess::has_identity(object)) return true;
      return load_old_target(session, object, *attribute.relationship) != now;
    }
    default:
      return false;
  }
}

// Changes of a list that its linked scalars tell. Cost: the number of changes in the session.
bool is_list_modified(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list) {
  if (list.write_only) return slot.extra != nullptr && !slot.extra->queue.empty();
  if (!slot.is_loaded()) return false;
  if (!loaded_list_changes(session, owner, slot, list).empty()) return true;
  if (!list.is_list_of_linked_scalars() || list.cascade.delete_orphan || !SessionState::is_in_session(owner))
    return false;
  OrderedList elements = session.ordered(slot, list);
  const Relationship& scalar = *list.reverse;
  bool found = false;
  session.history.for_each_backwards([&](const Change& change) {
    if (found || !change.is_scalar() || EntityAccess::mapper(*change.object) != scalar.owner->index()) return;
    const ScalarSlot& told = slot_at<ScalarSlot>(*change.object, change.offset);
    if (!SessionState::is_in_session(*change.object) || change.object->state() == State::deleted) return;
    if (slot.extra != nullptr && slot.extra->was_in.contains(change.object)) return;  // told above
    if (change.offset != scalar.offset || !told.is_changed() || !told.has_target()) return;
    const bool was_in = was_owner(session, owner, *change.object, told);
    if (was_in != (told.target == &owner)) found = was_in != elements.contains(change.object);
  });
  for (const Entity* pending : session.sets.pending()) {
    if (found || pending->state() != State::pending || EntityAccess::mapper(*pending) != scalar.owner->index())
      continue;
    const ScalarSlot& told = slot_at<ScalarSlot>(const_cast<Entity&>(*pending), scalar.offset);
    if (slot.extra != nullptr && slot.extra->was_in.contains(const_cast<Entity*>(pending))) continue;  // told above
    found = told.has_target() && told.target == &owner && elements.contains(const_cast<Entity*>(pending));
  }
  return found;
}

}  // namespace

bool is_modified(SessionState& session, Entity& object) {
  if (!is_current(object)) return false;
  if (!EntityAccess::has_history(object)) return true;                          // its key at least has no row yet
  for (const auto& relationship : session.mapper_of(object).relationships()) {  // before columns, as in SQLAlchemy
    const Attribute& attribute = session.attribute_of(object, relationship->attribute);
    const bool differs =
        relationship->uselist
            ? is_list_modified(session, object, slot_at<ListSlot>(object, relationship->offset), *relationship)
            : is_scalar_modified(session, object, slot_at<ScalarSlot>(object, relationship->offset), attribute);
    if (differs) return true;
  }
  for (const Attribute& attribute : session.mapper_of(object).attributes()) {
    if (attribute.kind == SlotKind::text && is_text_modified(session, slot_at<TextSlot>(object, attribute.offset)))
      return true;
    if (attribute.kind == SlotKind::scalar && attribute.relationship == nullptr &&
        is_scalar_modified(session, object, slot_at<ScalarSlot>(object, attribute.offset), attribute))
      return true;
  }
  return false;
}

}  // namespace orm
