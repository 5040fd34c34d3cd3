#include "orm/attribute/events.h"

#include <algorithm>

#include "orm/attribute/cascade.h"
#include "orm/loading/load.h"
#include "orm/state/history.h"
#include "orm/state/list_history.h"
#include "orm/state/parents.h"

namespace orm {
namespace {

using Operation = Initiator::Operation;

// An operation on an owner that is in the session brings the value into it; a change made by linking does not.
void follow_save_update(SessionState& session, const Entity& owner, const Relationship& relationship, Entity& value,
                        Initiator initiator) {
  if (initiator.attribute->name == relationship.name && relationship.cascade.save_update &&
      SessionState::is_attached(owner) && !SessionState::is_in_session(value) &&
      !EntityAccess::is_marked_deleted(value))
    cascade_add(session, value);
}

// A pending object that loses its owner leaves the session at once.
void let_orphan_go(SessionState& session, const Entity& owner, const Relationship& relationship, Entity& child,
                   bool note_outside) {
  if (!relationship.cascade.delete_orphan || !is_orphan(session, child, *relationship.target)) return;
  if (SessionState::is_attached(owner) && child.state() == State::pending)
    cascade_expunge(session, child);
  else if (note_outside)
    EntityAccess::set_flag(child, EntityAccess::kOrphaned, true);
}

// A list that is not loaded remembers the change; an addition and a removal of the same object cancel each other.
void queue(SessionState& session, ListSlot& slot, Entity* element, bool added) {
  ListQueue& changes = session.lists.extra_of(slot).queue;
  note_owner(session, slot);
  changes.change(element, added);
}

// The reverse side of an element follows an append to the list.
void link(SessionState& session, Entity& owner, const Relationship& list, Entity& element, Initiator initiator);
void unlink(SessionState& session, Entity& owner, const Relationship& list, Entity& element, Initiator initiator);

void fire_append_event(SessionState& session, Entity& owner, const Relationship& list, Entity* element,
                       Initiator initiator) {
  if (element == nullptr) return;
  if (list.reverse != nullptr) link(session, owner, list, *element, initiator);
  set_has_parent(session, *element, list, owner, true);
}

}  // namespace

void append_passively(SessionState& session, Entity& owner, const Relationship& list, Entity& element,
                      Initiator initiator) {
  ListSlot& slot = slot_at<ListSlot>(owner, list.offset);
  if (is_at_hand(session, owner, slot)) {
    append_with_event(session, owner, list, &element, initiator);
    return;
  }
  follow_save_update(session, owner, list, element, initiator);
  fire_append_event(session, owner, list, &element, initiator);
  queue(session, slot, &element, true);
}

bool remove_passively(SessionState& session, Entity& owner, const Relationship& list, Entity& element,
                      Initiator initiator) {
  ListSlot& slot = slot_at<ListSlot>(owner, list.offset);
  if (is_at_hand(session, owner, slot)) return remove_with_event(session, owner, list, &element, initiator);
  fire_remove_event(session, owner, list, &element, initiator);
  queue(session, slot, &element, false);
  return true;
}

namespace {

void link(SessionState& session, Entity& owner, const Relationship& list, Entity& element, Initiator initiator) {
  const Relationship& reverse = *list.reverse;
  if (initiator.is(reverse, Operation::append)) return;
  if (!reverse.uselist) return set_with_event(session, element, reverse, &owner, initiator);
  if (!initiator.is(reverse, Operation::bulk_replace)) append_passively(session, element, reverse, owner, initiator);
}

void unlink(SessionState& session, Entity& owner, const Relationship& list, Entity& element, Initiator initiator) {
  const Relationship& reverse = *list.reverse;
  if (initiator.is(reverse, Operation::remove)) return;
  if (!reverse.uselist) {
    if (initiator.is(reverse, Operation::append)) return;
    ListSlot& slot = slot_at<ListSlot>(owner, list.offset);
    const bool is_duplicate = slot.is_loaded() && session.ordered(slot, list).count(&element) > 1;
    if (!is_duplicate) set_with_event(session, element, reverse, nullptr, initiator, &owner);
    return;
  }
  if (!initiator.is(reverse, Operation::bulk_replace)) remove_passively(session, element, reverse, owner, initiator);
}

// The sides of a scalar's pair: the old value lets the object go, the new one takes it.
void link_scalar(SessionState& session, Entity& object, const Relationship& scalar, const Known& old, Entity* value,
                 Initiator initiator) {
  const Relationship& reverse = *scalar.reverse;
  const Initiator from_here{&scalar, Operation::append};
  if (old.target != nullptr) {
    if (reverse.uselist) {
      if (!initiator.is(reverse, Operation::remove)) remove_passively(session, *old.target, reverse, object, from_here);
    } else if (!initiator.is(reverse, Operation::append)) {
      set_with_event(session, *old.target, reverse, nullptr, from_here, &object);
    }
  }
  if (value == nullptr || initiator.is(reverse, Operation::append)) return;
  if (!reverse.uselist)
    set_with_event(session, *value, reverse, &object, initiator);
  else if (!initiator.is(reverse, Operation::bulk_replace))
    append_passively(session, *value, reverse, object, initiator);
}

// Writes the slot, and what it held into the history.
void write_scalar(SessionState& session, Entity& object, ScalarSlot& slot, const Relationship& scalar, const Known& old,
                  Entity* value) {
  const bool has_history = EntityAccess::has_history(object);
  const bool has_column = scalar.direction == Direction::many_to_one;
  if (!has_history && (slot.has_key() || slot.has_null_key())) split(session, object, slot);
  if (slot.is_split()) {
    SplitKey& key = split(session, object, slot);
    if (!slot.is_changed()) {
      key.old_target = old.state == Known::State::value ? std::optional(old.target) : std::nullopt;
      if (!key.is_logged && has_history) session.log.record_split(object, slot);
      key.is_logged = has_history;
      slot.flags |= ScalarFlag::kChanged;
    }
  } else if (has_history) {
    session.log.record(object, slot);
  }
  // An object with a row, whose owner was unknown, may stand in a list that does not know of its move.
  if (scalar.reverse != nullptr && has_column && old.state != Known::State::value && has_history)
    slot.flags |= ScalarFlag::kStray;
  slot.set_target(value);
}

}  // namespace

bool is_at_hand(SessionState& session, Entity& owner, ListSlot& slot) {
  session.thaw(owner);
  if (slot.is_loaded()) return true;
  if (EntityAccess::has_identity(owner)) return false;
  if (session.attribute_of(owner, slot.attribute).relationship->write_only) return false;
  OrderedList(slot, session.lists, 0).reset(0);
  return true;
}

void set_with_event(SessionState& session, Entity& object, const Relationship& scalar, Entity* value,
                    Initiator initiator, const Entity* only_if) {
  session.thaw(object);
  ScalarSlot& slot = slot_at<ScalarSlot>(object, scalar.offset);
  const Known old = known_value(session, object, slot, scalar);
  if (old.state == Known::State::value && !slot.has_target()) set_loaded_target(object, slot, old.target);
  if (only_if != nullptr && old.state != Known::State::unknown && !old.is(only_if)) return;
  if (old.is(value)) {
    write_scalar(session, object, slot, scalar, old, value);
    if (value != nullptr) set_has_parent(session, *value, scalar, object, true);
    return;
  }
  if (old.target != nullptr) set_has_parent(session, *old.target, scalar, object, false);
  if (value != nullptr) follow_save_update(session, object, scalar, *value, initiator);
  if (old.target != nullptr) let_orphan_go(session, object, scalar, *old.target, false);
  if (scalar.reverse != nullptr) link_scalar(session, object, scalar, old, value, initiator);
  write_scalar(session, object, slot, scalar, old, value);
  if (value != nullptr) set_has_parent(session, *value, scalar, object, true);
}

void append_with_event(SessionState& session, Entity& owner, const Relationship& list, Entity* element,
                       Initiator initiator) {
  ListSlot& slot = slot_at<ListSlot>(owner, list.offset);
  if (element != nullptr) follow_save_update(session, owner, list, *element, initiator);
  const bool may_be_duplicate = note_list_change(session, owner, slot, list, element);
  const bool is_of_two_lists = list.direction == Direction::many_to_many && list.reverse != nullptr;
  if (is_of_two_lists && session.ordered(slot, list).contains(element)) note_apart(slot, list);
  fire_append_event(session, owner, list, element, initiator);
  OrderedList ordered = session.ordered(slot, list);
  if (may_be_duplicate && !ordered.is_nowhere(element)) ordered.make_irregular();
  ordered.append(element);
}

bool remove_with_event(SessionState& session, Entity& owner, const Relationship& list, Entity* element,
                       Initiator initiator) {
  ListSlot& slot = slot_at<ListSlot>(owner, list.offset);
  note_list_change(session, owner, slot, list, element);
  const bool stays = (slot.flags & ListFlag::kIrregular) != 0 && session.ordered(slot, list).count(element) > 1;
  if (stays && element != nullptr && list.is_list_of_linked_scalars())
    slot_at<ScalarSlot>(*element, list.reverse->offset).flags |= ScalarFlag::kStray;
  fire_remove_event(session, owner, list, element, initiator);
  return session.ordered(slot, list).remove_first(element);
}

void fire_remove_event(SessionState& session, Entity& owner, const Relationship& list, Entity* element,
                       Initiator initiator) {
  if (element == nullptr) return;
  set_has_parent(session, *element, list, owner, false);
  let_orphan_go(session, owner, list, *element, true);
  if (list.reverse != nullptr) unlink(session, owner, list, *element, initiator);
}

void fire_append_without_mutation(SessionState& session, Entity& owner, const Relationship& list, Entity& element) {
  follow_save_update(session, owner, list, element, {&list, Operation::append});
}

}  // namespace orm
