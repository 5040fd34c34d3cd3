#include "orm/flush/dependencies.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "orm/attribute/cascade.h"
#include "orm/attribute/sync.h"
#include "orm/loading/load.h"
#include "orm/state/parents.h"

namespace orm {
namespace {

bool is_deleted(const Entity& object) { return EntityAccess::is_marked_deleted(object); }

bool is_keyless_scalar(const Relationship& relationship) {
  return relationship.direction == Direction::one_to_many && !relationship.uselist;
}

bool has_net_owner_change(SessionState& session, const Change& change, const ScalarSlot& scalar) {
  if (!scalar.is_changed() || !scalar.has_target() || scalar.target == nullptr) return false;
  if (scalar.is_split()) return is_target_changed(session.split_keys.at(&scalar), scalar);
  return change.kind != Change::Kind::key || change.key != scalar.target->id();
}

// Whether the owner is a row of a tree and its own parent is loaded.
bool waits(const ChangedSide& side) {
  const Mapper& mapper = *side.relationship->owner;
  if (side.relationship->target != &mapper || !is_current(*side.owner)) return false;
  const auto& all = mapper.relationships();
  return std::any_of(all.begin(), all.end(), [&](const auto& other) {
    return other->target == &mapper && other->direction == Direction::many_to_one && !other->uselist &&
           slot_at<ScalarSlot>(*side.owner, other->offset).has_target();
  });
}

}  // namespace

bool takes(SessionState& session, ListSlot& slot, const Relationship& list, Entity* object) {
  if (!is_current(*owner_of(slot))) return false;
  if (slot.is_loaded()) return session.ordered(slot, list).contains(object);
  return slot.extra != nullptr && slot.extra->queue.adds(object);
}

Dependencies::Dependencies(SessionState& session) : session_(session) {
  const auto collect = [&](const std::vector<ListSlot*>& slots) {
    const std::vector<ListSlot*> now = slots;  // loading may add to it
    for (ListSlot* slot : now) collect_list(*slot);
  };
  collect(session.changed_lists);  // lists with a queue are among them
  collect_scalars();
  // New owners come first: where two disagree about a child's key, the last one has it, as in SQLAlchemy.
  std::stable_partition(changed_.begin(), changed_.end(),
                        [](const ChangedSide& side) { return side.owner->state() == State::pending; });
  // In a tree, an owner whose own parent is loaded waits until that is written.
  std::stable_partition(changed_.begin(), changed_.end(), [](const ChangedSide& side) { return !waits(side); });
}

void Dependencies::collect_list(ListSlot& slot) {
  Entity& owner = *owner_of(slot);
  if (!SessionState::is_in_session(owner) || slot.extra == nullptr) return;
  if (!slot.extra->is_noted) return;
  const Relationship& relationship = *session_.attribute_of(owner, slot.attribute).relationship;
  if (!relationship.is_one_to_many_list()) return;
  changed_.push_back({&owner, &relationship, list_changes(session_, owner, slot, relationship)});
}

void Dependencies::collect_scalars() {
  std::vector<const Change*> changes;
  session_.history.for_each_backwards([&](const Change& change) {
    const bool is_keyless = change.kind == Change::Kind::target || change.kind == Change::Kind::unknown_target;
    if (is_keyless && SessionState::is_in_session(*change.object)) changes.push_back(&change);
  });
  std::reverse(changes.begin(), changes.end());  // in the order of the writes
  std::unordered_set<const ScalarSlot*> seen;
  for (const Change* change : changes) {
    ScalarSlot& slot = slot_at<ScalarSlot>(*change->object, change->offset);
    if (!slot.is_changed() || !seen.insert(&slot).second) continue;
    collect_scalar(*change->object, slot, *session_.attribute_of(*change->object, slot.attribute).relationship, change);
  }
  const std::vector<Entity*> pending = session_.pending;
  for (Entity* object : pending) {
    if (object->state() != State::pending || EntityAccess::has_history(*object)) continue;
    for (const Attribute& attribute : session_.mapper_of(*object).attributes()) {
      if (attribute.relationship == nullptr || !is_keyless_scalar(*attribute.relationship)) continue;
      ScalarSlot& slot = slot_at<ScalarSlot>(*object, attribute.offset);
      if (slot.has_target()) collect_scalar(*object, slot, *attribute.relationship, nullptr);
    }
  }
}

void Dependencies::collect_scalar(Entity& owner, ScalarSlot& slot, const Relationship& relationship,
                                  const Change* change) {
  Entity* now = slot.target;
  Entity* old = change != nullptr && change->kind == Change::Kind::target ? change->entity : nullptr;
  ChangedSide side{&owner, &relationship, {}};
  if (change != nullptr && change->kind == Change::Kind::unknown_target && EntityAccess::has_identity(owner)) {
    side.is_old_loaded = !is_deleted(owner);
    if (side.is_old_loaded) old = load_old_target(session_, owner, relationship);
  }
  if (now != nullptr && now != old) side.changes.added.push_back(now);
  if (old != nullptr && now != old) side.changes.removed.push_back(old);
  changed_.push_back(std::move(side));
}

void Dependencies::keep_adopted() {
  if (session_.marked.empty()) return;
  const auto keep = [&](Entity* child) {
    if (child != nullptr) EntityAccess::set_flag(*child, EntityAccess::kMarkedDeleted, false);
  };
  for (const ChangedSide& side : changed_)
    if (!is_deleted(*side.owner))
      for (Entity* child : side.changes.added) keep(child);
  session_.history.for_each_backwards([&](const Change& change) {
    Entity& object = *change.object;
    if (!is_deleted(object) || !change.is_scalar()) return;
    const ScalarSlot& scalar = slot_at<ScalarSlot>(object, change.offset);
    const Relationship* relationship = session_.attribute_of(object, scalar.attribute).relationship;
    if (relationship == nullptr || relationship->reverse == nullptr || !has_net_owner_change(session_, change, scalar))
      return;
    const Relationship& list = *relationship->reverse;
    Entity& owner = *scalar.target;
    if (list.is_list_of_linked_scalars() && SessionState::is_in_session(owner) && !is_deleted(owner) &&
        takes(session_, slot_at<ListSlot>(owner, list.offset), list, &object) &&
        was_in_list(session_, owner, slot_at<ListSlot>(owner, list.offset), list, &object) == 0)
      keep(&object);
  });
  std::erase_if(session_.marked, [](const Entity* object) { return !is_deleted(*object); });
}

// An object that was marked before keeps its place among those marked. Of one outside the session only what its
// cascades reach is deleted.
void Dependencies::mark_lost(Entity& child) {
  if (!SessionState::is_in_session(child)) return cascade_delete_beyond(session_, child);
  if (child.state() != State::persistent) return;
  const auto place = std::find(session_.marked.begin(), session_.marked.end(), &child) - session_.marked.begin();
  EntityAccess::set_flag(child, EntityAccess::kMarkedDeleted, false);
  std::erase(session_.marked, &child);
  const auto last = static_cast<std::ptrdiff_t>(session_.marked.size());
  cascade_delete(session_, child);
  if (place < last)
    std::rotate(session_.marked.begin() + place, session_.marked.begin() + last, session_.marked.begin() + last + 1);
}

void Dependencies::mark_orphans() {
  const auto may_be_orphan = [&](const Entity& object) { return !session_.mapper_of(object).delete_orphans().empty(); };
  const std::vector<Entity*> pending = session_.pending;
  for (Entity* object : pending)
    if (object->state() == State::pending && EntityAccess::has_flag(*object, EntityAccess::kOrphaned) &&
        is_orphan(session_, *object))
      EntityAccess::state(*object) = State::transient;
  std::erase_if(changed_, [](const ChangedSide& side) { return !SessionState::is_in_session(*side.owner); });
  std::vector<Entity*> orphans;
  const auto mark_if_orphan = [&](Entity& object) {
    if (object.state() != State::persistent || is_deleted(object) || !may_be_orphan(object)) return;
    if (!is_orphan(session_, object)) return;
    EntityAccess::set_flag(object, EntityAccess::kMarkedDeleted, true);
    orphans.push_back(&object);
  };
  session_.history.for_each_backwards([&](const Change& change) {
    if (!change.is_dropped() && may_be_orphan(*change.object)) mark_if_orphan(*change.object);
  });
  for (Entity* object : session_.touched) mark_if_orphan(*object);
  for (std::size_t i = 0; i < session_.changed_lists.size(); ++i) mark_if_orphan(*owner_of(*session_.changed_lists[i]));
  for (const ChangedSide& side : changed_) mark_if_orphan(*side.owner);
  session_.marked.insert(session_.marked.begin(), orphans.begin(), orphans.end());
}

void Dependencies::delete_lost_children() {
  for (const ChangedSide& side : changed_) {
    if (!side.relationship->cascade.delete_orphan || is_deleted(*side.owner)) continue;
    for (Entity* child : side.changes.removed) {
      if (child == nullptr || has_parent(session_, *child, *side.relationship, false)) continue;
      mark_lost(*child);
    }
  }
}

void Dependencies::reload_owners() {
  const auto reload = [&](Entity& owner) {
    const bool is_due = owner.state() == State::persistent && !is_deleted(owner) && SessionState::is_key_expired(owner);
    if (is_due) refresh_columns(session_, owner);
  };
  for (std::size_t i = 0; i < session_.changed_lists.size(); ++i) {
    ListSlot& slot = *session_.changed_lists[i];
    if (slot.extra != nullptr && slot.extra->is_noted) reload(*owner_of(slot));
  }
  for (const ChangedSide& side : changed_) reload(*side.owner);
  const std::vector<Entity*> touched = session_.touched;
  for (Entity* object : touched) reload(*object);
}

void write_key(SessionState& session, Entity& child, const Relationship& relationship, KeyValue value) {
  if (is_deleted(child)) return;
  session.thaw(child);
  ScalarSlot& slot = slot_at<ScalarSlot>(child, relationship.key_offset);
  const bool is_in_session = SessionState::is_in_session(child);
  const bool writes_itself = is_in_session && !slot.is_split() && slot.has_target() &&
                             (slot.is_changed() || child.state() == State::pending) &&
                             (slot.target == nullptr || SessionState::is_in_session(*slot.target));
  if (writes_itself && KeyValue::of(slot.target) == value) return;
  const bool is_bare = session.attribute_of(child, slot.attribute).relationship == nullptr;
  if (!is_bare && is_in_session && (writes_itself || slot.is_split())) split(session, child, slot).is_synced = true;
  if (!writes_itself && key_value(session, child, slot) == value) return;
  set_key(session, child, slot, value);
}

namespace {

// In a tree SQLAlchemy orders the flush object by object, and passes by lists that are not loaded.
bool is_unloaded_in_tree(const ChangedSide& side) {
  const Relationship& relationship = *side.relationship;
  return relationship.uselist && relationship.target == relationship.owner &&
         !slot_at<ListSlot>(*side.owner, relationship.offset).is_loaded();
}

bool is_of_class(const Entity& child, const Relationship& relationship) {
  return EntityAccess::mapper(child) == relationship.target->index();
}

// Whether the child's row is updated: it has one, or takes that of an object deleted in the same flush.
bool has_row_to_write(SessionState& session, const Entity& child) {
  if (child.state() != State::pending) return child.state() == State::persistent;
  const Entity* holder = session.identity_of(session.mapper_of(child)).find(child.id());
  return holder != nullptr && is_deleted(*holder);
}

}  // namespace

// Once the owners are written, as in SQLAlchemy; what stands before a child that cannot be written is.
template <class Write>
void Dependencies::require_added(const ChangedSide& side, Write&& write) {
  try {
    require_targets(session_, *side.owner, *side.relationship, side.changes.added);
  } catch (const OrmError&) {
    for (Entity* child : in_list_order(session_, *side.owner, *side.relationship, side.changes.added)) {
      if (child == nullptr || !is_of_class(*child, *side.relationship)) throw;
      write(child);
    }
    throw;
  }
}

void Dependencies::write_keys(bool of_rows) {
  const auto is_due = [&](const Entity* child) {
    return child != nullptr && has_row_to_write(session_, *child) == of_rows;
  };
  for (const ChangedSide& side : changed_) {
    if (is_deleted(*side.owner) || is_unloaded_in_tree(side)) continue;
    const auto write = [&](Entity* child) {
      if (is_due(child) && is_of_class(*child, *side.relationship))
        write_key(session_, *child, *side.relationship, KeyValue::of(side.owner));
    };
    if (!of_rows) require_added(side, write);
    for (Entity* child : side.changes.added) write(child);
    if (side.relationship->cascade.delete_orphan) continue;
    for (Entity* child : side.changes.removed)
      if (is_due(child) && !has_parent(session_, *child, *side.relationship, false))
        write_key(session_, *child, *side.relationship, {KeyValue::State::null, 0});
  }
}

}  // namespace orm
