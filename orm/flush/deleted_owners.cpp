// What a flush does for owners that are deleted: it loads what they own, and lets go what stays.
#include <algorithm>
#include <utility>

#include "orm/attribute/load_for_delete.h"
#include "orm/attribute/sync.h"
#include "orm/flush/dependencies.h"
#include "orm/loading/load.h"
#include "orm/state/parents.h"

namespace orm {
namespace {

bool is_deleted(const Entity& object) { return EntityAccess::is_marked_deleted(object); }

// A deleted object's scalar is looked at as far as the identity map tells it, as in SQLAlchemy.
void look_up(SessionState& session, Entity& object, const Relationship& relationship) {
  if (SessionState::is_expired(object) && object.state() == State::persistent) refresh_columns(session, object);
  ScalarSlot& slot = slot_at<ScalarSlot>(object, relationship.offset);
  if (slot.has_target()) return;
  if (key_value(session, object, slot).state == KeyValue::State::unloaded) refresh_columns(session, object);
  const KeyValue key = committed_key(session, object, slot);
  if (key.state == KeyValue::State::null) slot.set_target(nullptr);
  if (key.state != KeyValue::State::key) return;
  if (Entity* found = session.identity_of(*relationship.target).find(key.key)) slot.set_target(found);
}

// Whether the child's own scalar has another target, whose key it will write after the deleted owner let it go.
bool writes_key_itself(SessionState& session, Entity& child, const Relationship& relationship) {
  if (!is_current(child)) return false;
  const ScalarSlot& slot = slot_at<ScalarSlot>(child, relationship.key_offset);
  if (!slot.has_target()) return false;
  if (slot.target != nullptr && !SessionState::is_in_session(*slot.target)) return false;
  if (!EntityAccess::has_history(child)) return true;
  if (!slot.is_changed()) return false;
  if (slot.is_split()) return is_target_changed(session.split_keys.at(&slot), slot);
  const Change& change = session.history.find(slot);
  return change.kind != Change::Kind::key || slot.target == nullptr || slot.target->id() != change.key;
}

}  // namespace

void Dependencies::remove_orphans_of_deleted() {
  for (const ChangedSide& side : changed_) {
    if (!is_deleted(*side.owner) || !side.relationship->cascade.delete_orphan) continue;
    for (Entity* child : side.changes.removed) {
      if (child == nullptr || child->state() != State::persistent || is_deleted(*child)) continue;
      if (has_parent(session_, *child, *side.relationship, false)) continue;
      EntityAccess::set_flag(*child, EntityAccess::kMarkedDeleted, true);
      session_.marked.push_back(child);
    }
  }
}

// Classes in the order in which SQLAlchemy prepares them: those with objects to save first.
std::vector<const Mapper*> Dependencies::classes_in_order() const {
  std::vector<const Mapper*> classes;
  const auto add = [&](const Entity& object) {
    const Mapper* mapper = &session_.mapper_of(object);
    if (std::find(classes.begin(), classes.end(), mapper) == classes.end()) classes.push_back(mapper);
  };
  const auto add_saved = [&](const Entity& object) {
    if (SessionState::is_in_session(object) && !is_deleted(object)) add(object);
  };
  for (const Entity* object : session_.pending) add_saved(*object);
  session_.history.for_each_backwards([&](const Change& change) {
    if (!change.is_dropped() && classes.size() < session_.mappers.size()) add_saved(*change.object);
  });
  for (ListSlot* slot : session_.changed_lists)
    if (slot->extra != nullptr && slot->extra->is_noted) add_saved(*owner_of(*slot));
  for (const Entity* object : session_.touched) add_saved(*object);
  for (const Entity* object : session_.marked) add(*object);
  return classes;
}

void Dependencies::load_owned_in_trees() {
  for (std::size_t i = 0; i < session_.marked.size(); ++i) {
    Entity& owner = *session_.marked[i];
    if (!SessionState::is_attached(owner)) continue;
    for (const auto& relationship : session_.mapper_of(owner).relationships())
      if (relationship->is_one_to_many_list() && relationship->target == relationship->owner)
        load_for_delete(session_, owner, *relationship);
  }
}

void Dependencies::load_owned() {
  remove_orphans_of_deleted();
  if (session_.marked.empty()) return;
  std::unordered_set<const Relationship*> looked_up;  // SQLAlchemy looks until one of the objects has a value
  std::map<const Relationship*, std::size_t> done;    // how many of those marked
  for (bool any = true; any;) {                       // until nothing more was marked
    any = false;
    for (const Mapper* mapper : classes_in_order())
      for (const auto& relationship : mapper->relationships()) {
        const std::size_t first = std::exchange(done[relationship.get()], session_.marked.size());
        const std::size_t last = session_.marked.size();
        for (std::size_t i = first; i < last; ++i) {
          Entity& owner = *session_.marked[i];
          if (!SessionState::is_attached(owner) || EntityAccess::mapper(owner) != mapper->index()) continue;
          load_owned_along(owner, *relationship, looked_up);
          any = true;
        }
      }
  }
}

void Dependencies::load_owned_along(Entity& owner, const Relationship& relationship,
                                    std::unordered_set<const Relationship*>& looked_up) {
  if (relationship.direction == Direction::many_to_one) {
    if (looked_up.contains(&relationship)) return;
    look_up(session_, owner, relationship);
    if (slot_at<ScalarSlot>(owner, relationship.offset).has_target()) looked_up.insert(&relationship);
    return;
  }
  load_for_delete(session_, owner, relationship);
  if (!relationship.uselist) return load_old_value(owner, relationship);
  if (!relationship.cascade.delete_orphan) return;
  ListSlot& slot = slot_at<ListSlot>(owner, relationship.offset);
  for (Entity* child : list_changes(session_, owner, slot, relationship).removed)
    if (child != nullptr && !has_parent(session_, *child, relationship, false) && child->state() == State::persistent &&
        !is_deleted(*child)) {
      EntityAccess::set_flag(*child, EntityAccess::kMarkedDeleted, true);
      session_.marked.push_back(child);
    }
}

// Of a scalar that was set while it was not loaded.
void Dependencies::load_old_value(Entity& owner, const Relationship& relationship) {
  for (ChangedSide& side : changed_) {
    if (side.owner != &owner || side.relationship != &relationship || side.is_old_loaded) continue;
    side.is_old_loaded = true;
    Entity* old = load_old_target(session_, owner, relationship);
    Entity* now = slot_at<ScalarSlot>(owner, relationship.offset).target;
    if (old == now) side.changes.added.clear();
    if (old == nullptr || old == now) continue;
    side.changes.removed.push_back(old);
    if (relationship.cascade.delete_orphan && old->state() == State::persistent && !is_deleted(*old) &&
        !has_parent(session_, *old, relationship, false)) {
      EntityAccess::set_flag(*old, EntityAccess::kMarkedDeleted, true);
      session_.marked.push_back(old);
    }
  }
}

// In a tree, the order of its rows depends on the parents of those that are deleted: once any object of the flush has
// its parent loaded, those of all deleted ones are, 1 SELECT each that is not.
void Dependencies::load_parents() {
  for (const Mapper* mapper : session_.mappers)
    for (const auto& relationship : mapper->relationships()) {
      const bool is_parent = relationship->target == mapper && relationship->direction == Direction::many_to_one;
      if (!is_parent || !any_has_loaded(*relationship)) continue;
      for (std::size_t i = 0; i < session_.marked.size(); ++i)
        if (EntityAccess::mapper(*session_.marked[i]) == mapper->index())
          load_scalar(slot_at<ScalarSlot>(*session_.marked[i], relationship->offset));
    }
}

bool Dependencies::any_has_loaded(const Relationship& relationship) const {
  const auto has_loaded = [&](const Entity* object) {
    return object != nullptr && EntityAccess::mapper(*object) == relationship.owner->index() &&
           (SessionState::is_in_session(*object) || is_deleted(*object)) && is_current(*object) &&
           slot_at<ScalarSlot>(const_cast<Entity&>(*object), relationship.offset).has_target();
  };
  const auto any = [&](const std::vector<Entity*>& objects) {
    return std::any_of(objects.begin(), objects.end(), has_loaded);
  };
  const auto owns_one = [&](Entity* owner) {
    if (EntityAccess::mapper(*owner) != relationship.owner->index()) return false;
    for (const auto& list : relationship.owner->relationships())
      if (list->is_one_to_many_list() && list->target == relationship.owner &&
          any(session_.ordered(slot_at<ListSlot>(*owner, list->offset), *list).elements()))
        return true;
    return false;
  };
  return any(session_.marked) || any(session_.pending) ||
         std::any_of(session_.marked.begin(), session_.marked.end(), owns_one) ||
         session_.history.any_of(
             [&](const Change& change) { return !change.is_dropped() && has_loaded(change.object); }) ||
         std::any_of(changed_.begin(), changed_.end(), [&](const ChangedSide& side) {
           return has_loaded(side.owner) || any(side.changes.added) || any(side.changes.removed);
         });
}

// Whether another owner took the child in this flush.
bool Dependencies::is_taken(Entity& child, const Relationship& relationship) const {
  if (taken_.contains({&relationship, &child})) return true;
  if (!relationship.is_list_of_linked_scalars() || !is_current(child)) return false;
  const ScalarSlot& scalar = slot_at<ScalarSlot>(child, relationship.reverse->offset);
  if (!scalar.is_changed() || !scalar.has_target() || scalar.target == nullptr) return false;
  return SessionState::is_in_session(*scalar.target) && !is_deleted(*scalar.target) &&
         takes(session_, slot_at<ListSlot>(*scalar.target, relationship.offset), relationship, &child);
}

void Dependencies::release(Entity& owner, const Relationship& relationship) {
  const auto let_go = [&](Entity* child) {
    if (child != nullptr && !writes_key_itself(session_, *child, relationship))
      write_key(session_, *child, relationship, {KeyValue::State::null, 0});
  };
  if (!relationship.uselist) {
    ScalarSlot& slot = slot_at<ScalarSlot>(owner, relationship.offset);
    const auto changed = std::find_if(changed_.begin(), changed_.end(), [&](const ChangedSide& side) {
      return side.owner == &owner && side.relationship == &relationship;
    });
    if (changed != changed_.end()) {
      for (Entity* child : changed->changes.removed)
        if (!has_parent(session_, *child, relationship, false)) let_go(child);
      if (changed->changes.added.empty() && !relationship.cascade.remove) let_go(slot.target);  // it came back
    } else if (!relationship.cascade.remove && slot.target != nullptr && !is_taken(*slot.target, relationship)) {
      let_go(slot.target);
    }
    return;
  }
  ListSlot& slot = slot_at<ListSlot>(owner, relationship.offset);
  for (Entity* child : list_changes(session_, owner, slot, relationship).removed)
    if (child != nullptr && !has_parent(session_, *child, relationship, false)) let_go(child);
  if (relationship.cascade.remove || !slot.is_loaded()) return;
  for (Entity* child : session_.ordered(slot, relationship).elements())
    if (child != nullptr && was_in_list(session_, owner, slot, relationship, child) > 0 &&
        !is_taken(*child, relationship))
      let_go(child);
}

void Dependencies::release_children() {
  if (session_.marked.empty()) return;
  for (const ChangedSide& side : changed_)
    if (!is_deleted(*side.owner))
      for (const Entity* child : side.changes.added) taken_.insert({side.relationship, child});
  for (std::size_t i = 0; i < session_.marked.size(); ++i) {
    Entity& owner = *session_.marked[i];
    if (!SessionState::is_attached(owner)) continue;
    for (const auto& relationship : session_.mapper_of(owner).relationships())
      if (relationship->direction == Direction::one_to_many) release(owner, *relationship);
  }
}

}  // namespace orm
