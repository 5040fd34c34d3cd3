#include "orm/state/list_history.h"

#include <algorithm>

#include "orm/state/key_column.h"

namespace orm {
namespace {

void sort_by_key(std::vector<Entity*>& elements) {
  std::sort(elements.begin(), elements.end(), [](const Entity* a, const Entity* b) {
    return a == nullptr || b == nullptr ? a == nullptr && b != nullptr : a->id() < b->id();
  });
}

}  // namespace

void note_owner(SessionState& session, ListSlot& slot) {
  ListExtra& extra = session.lists.extra_of(slot);
  if (!extra.is_noted) session.changed_lists.push_back(&slot);
  extra.is_noted = true;
}

void note_list_change(SessionState& session, Entity& owner, ListSlot& slot, Entity* element, std::uint32_t was_in) {
  note_owner(session, slot);
  if (EntityAccess::has_history(owner)) slot.extra->was_in.try_emplace(element, was_in);
}

// A scalar apart from its key column tells the owner that it had before its change; the key of any other does.
bool was_owner(const SessionState& session, const Entity& owner, const Entity& element, const ScalarSlot& slot) {
  if (slot.is_split() && slot.is_changed()) {
    const SplitKey& key = session.split_keys.at(&slot);
    if (key.old_target_known) return key.old_target == &owner;
  }
  const KeyValue old = committed_key(session, element, slot);
  return old.state == KeyValue::State::key && old.key == owner.id();
}

bool knew_owner(const SessionState& session, const ScalarSlot& slot) {
  if (!slot.is_changed()) return true;
  if (slot.is_split()) return session.split_keys.at(&slot).old_target_known;
  const Change::Kind kind = session.history.find(slot).kind;
  return kind == Change::Kind::null_key || kind == Change::Kind::key;
}

std::uint32_t was_in_list(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& relationship,
                          Entity* element) {
  if (!EntityAccess::has_history(owner)) return 0;
  if (slot.extra != nullptr) {
    const auto noted = slot.extra->was_in.find(element);
    if (noted != slot.extra->was_in.end()) return noted->second;
  }
  if (element != nullptr && relationship.is_list_of_linked_scalars()) {
    const ScalarSlot& scalar = slot_at<ScalarSlot>(*element, relationship.reverse->offset);
    const bool is_in_session = SessionState::is_in_session(*element);
    if (is_in_session && !EntityAccess::has_history(*element)) return 0;
    if (is_in_session && scalar.is_changed()) {
      if (was_owner(session, owner, *element, scalar)) return 1;
      if (!scalar.has_target() || scalar.target == &owner) return 0;  // otherwise it may have been left behind here
    }
  }
  return slot.is_loaded() ? session.ordered(slot, relationship).count(element) : 0;
}

namespace {

Entity* old_owner(SessionState& session, const Entity& object, const ScalarSlot& slot, const Relationship& list) {
  if (slot.is_split() && slot.is_changed() && session.split_keys.at(&slot).old_target_known)
    return session.split_keys.at(&slot).old_target;
  const KeyValue old = committed_key(session, object, slot);
  return old.state == KeyValue::State::key ? session.identity_of(*list.owner).find(old.key) : nullptr;
}

}  // namespace

void tell_lists(SessionState& session, Entity& object, ScalarSlot& slot) {
  const Relationship* scalar = session.attribute_of(object, slot.attribute).relationship;
  const bool has_history = EntityAccess::has_history(object);
  const bool is_told_here = scalar != nullptr && scalar->reverse != nullptr &&
                            scalar->reverse->is_list_of_linked_scalars() && (slot.is_changed() || !has_history);
  if (!is_told_here) return;
  const Relationship& list = *scalar->reverse;
  const auto tell = [&](Entity* owner, std::uint32_t was_in) {
    if (owner == nullptr || !is_current(*owner)) return;
    ListSlot& lost = slot_at<ListSlot>(*owner, list.offset);
    if (lost.is_loaded()) note_list_change(session, *owner, lost, &object, was_in);
  };
  if (has_history) tell(old_owner(session, object, slot, list), 1);
  if (slot.has_target()) tell(slot.target, 0);
}

void tell_all_lists(SessionState& session) {
  session.history.for_each_backwards([&](const Change& change) {
    if (change.is_scalar() && is_current(*change.object) && SessionState::is_in_session(*change.object))
      tell_lists(session, *change.object, slot_at<ScalarSlot>(*change.object, change.offset));
  });
}

namespace {

// The same for the scalars that had, or have, an owner of which `concerns(owner)` says so.
template <class Concerns>
void tell_lists_if(SessionState& session, Concerns&& concerns) {
  const auto tell = [&](Entity& object, ScalarSlot& slot) {
    const Relationship* scalar = session.attribute_of(object, slot.attribute).relationship;
    if (scalar == nullptr || scalar->reverse == nullptr || !scalar->reverse->is_list_of_linked_scalars()) return;
    const bool has_history = EntityAccess::has_history(object);
    const Entity* old = has_history ? old_owner(session, object, slot, *scalar->reverse) : nullptr;
    const Entity* now = slot.has_target() ? slot.target : nullptr;
    if ((old != nullptr && concerns(*old)) || (now != nullptr && concerns(*now))) tell_lists(session, object, slot);
  };
  session.history.for_each_backwards([&](const Change& change) {
    if (!change.is_scalar() || !is_current(*change.object) || !SessionState::is_in_session(*change.object)) return;
    if (change.object->state() == State::deleted) return;  // marked again: the flush that deleted it settled its lists
    ScalarSlot& slot = slot_at<ScalarSlot>(*change.object, change.offset);
    if (slot.is_changed()) tell(*change.object, slot);
  });
  for (Entity* object : session.sets.pending()) {  // without a row, hence without a history
    if (object->state() != State::pending || EntityAccess::has_history(*object)) continue;
    for (const Attribute& attribute : session.mapper_of(*object).attributes())
      if (attribute.kind == SlotKind::scalar) tell(*object, slot_at<ScalarSlot>(*object, attribute.offset));
  }
}

}  // namespace

void tell_lists_for_flush(SessionState& session) {
  const auto asks_for_all = [](const Mapper* mapper) {
    return mapper->refers_to_itself() || !mapper->delete_orphans().empty();
  };
  const bool is_needed =
      !session.sets.marked().empty() || std::any_of(session.mappers.begin(), session.mappers.end(), asks_for_all);
  if (is_needed) tell_lists_if(session, [](const Entity& /*owner*/) { return true; });
}

void tell_lists_of(SessionState& session, Entity& owner) {
  const auto& relationships = session.mapper_of(owner).relationships();
  const bool has_lists = std::any_of(relationships.begin(), relationships.end(),
                                     [](const auto& one) { return one->is_list_of_linked_scalars(); });
  if (has_lists) tell_lists_if(session, [&](const Entity& other) { return &other == &owner; });
}

ListChanges loaded_list_changes(SessionState& session, Entity& owner, ListSlot& slot,
                                const Relationship& relationship) {
  ListChanges changes;
  OrderedList list = session.ordered(slot, relationship);
  if (!EntityAccess::has_history(owner)) {
    if (slot.is_loaded()) changes.added = list.elements();
  } else if (slot.extra != nullptr) {
    for (const auto& [element, was_in] : slot.extra->was_in) {
      const std::uint32_t now = slot.is_loaded() ? list.count(element) : 0;
      if (now == 0) changes.removed.insert(changes.removed.end(), was_in, element);
      if (was_in == 0) changes.added.insert(changes.added.end(), now, element);
    }
  }
  sort_by_key(changes.added);
  sort_by_key(changes.removed);
  return changes;
}

ListChanges list_changes(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& relationship) {
  ListChanges changes = loaded_list_changes(session, owner, slot, relationship);
  if (slot.is_loaded() || slot.extra == nullptr) return changes;
  for (const ListQueue::Change& queued : slot.extra->queue.changes())
    (queued.added ? changes.added : changes.removed).push_back(queued.element);
  return changes;
}

std::vector<Entity*> added_in_order(SessionState& session, Entity& owner, const Relationship& relationship,
                                    const std::vector<Entity*>& added) {
  const auto is_fit = [&](const Entity* value) {
    return value != nullptr && EntityAccess::mapper(*value) == relationship.target->index();
  };
  if (!relationship.uselist || std::all_of(added.begin(), added.end(), is_fit)) return added;
  std::vector<Entity*> ordered;
  for (Entity* value : session.ordered(slot_at<ListSlot>(owner, relationship.offset), relationship).elements())
    if (std::find(added.begin(), added.end(), value) != added.end()) ordered.push_back(value);
  for (Entity* value : added)
    if (std::find(ordered.begin(), ordered.end(), value) == ordered.end()) ordered.push_back(value);
  return ordered;
}

}  // namespace orm
