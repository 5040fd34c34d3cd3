#include "orm/state/parents.h"

namespace orm {
namespace {

// Of a list linked to a scalar the scalar's slot tells, by kPlaced with its target and by kLetGo, until the target is
// forgotten. Of all others the session's table does.
ScalarSlot* telling_slot(const Entity& child, const Relationship& relationship) {
  const bool is_told_by_slot =
      relationship.uselist && relationship.reverse != nullptr && !relationship.reverse->uselist;
  return is_told_by_slot ? &slot_at<ScalarSlot>(const_cast<Entity&>(child), relationship.reverse->offset) : nullptr;
}

}  // namespace

void forget_parents(SessionState& session, const Entity& child) {
  for (const auto& mapper : session.mappers)
    for (const auto& relationship : mapper->relationships()) session.parents.forget({&child, relationship.get()});
}

bool has_parent(const SessionState& session, const Entity& child, const Relationship& relationship, bool unless_told) {
  if (!is_current(child)) return unless_told;
  if (const ScalarSlot* slot = telling_slot(child, relationship); slot != nullptr)
    return (slot->flags & ScalarFlag::kPlaced) != 0 || (unless_told && (slot->flags & ScalarFlag::kLetGo) == 0);
  const auto told = session.parents.owner({&child, &relationship});
  return told ? *told != nullptr : unless_told;
}

void set_has_parent(SessionState& session, Entity& child, const Relationship& relationship, const Entity& owner,
                    bool placed) {
  if (relationship.direction != Direction::one_to_many) return;
  session.thaw(child);
  const ToldParents::Key key{&child, &relationship};
  ScalarSlot* slot = telling_slot(child, relationship);
  if (slot == nullptr) {
    // Only where orphans matter does it count that an owner let the child go: without a record it has none.
    if (placed)
      session.parents.take(key, owner);
    else
      session.parents.let_go(key, owner, relationship.cascade.delete_orphan);
    return;
  }
  if (!placed && (slot->flags & ScalarFlag::kPlaced) != 0) {
    const Entity* by_slot = slot->has_target() ? slot->target : nullptr;
    const Entity* last = session.parents.owner(key).value_or(by_slot);
    if (last != nullptr && !ToldParents::is_same_owner(*last, owner)) return;
  }
  slot->set_placed(placed);
  session.parents.forget(key);
}

void remember_parent(SessionState& session, Entity& child, const ScalarSlot& slot) {
  if ((slot.flags & ScalarFlag::kPlaced) == 0 || !slot.has_target() || slot.target == nullptr) return;
  const Relationship* scalar = session.attribute_of(child, slot.attribute).relationship;
  if (scalar != nullptr && scalar->reverse != nullptr)
    if (const ToldParents::Key key{&child, scalar->reverse}; !session.parents.owner(key))
      session.parents.take(key, *slot.target);
}

bool is_orphan(const SessionState& session, const Entity& object, const Mapper& mapper) {
  for (const Relationship* owner : mapper.delete_orphans())
    if (!has_parent(session, object, *owner, EntityAccess::has_identity(object))) return true;
  return false;
}

}  // namespace orm
