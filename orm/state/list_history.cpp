#include "orm/state/list_history.h"

#include <algorithm>
#include <utility>

#include "orm/instance/list_view.h"
#include "orm/state/history.h"
#include "orm/state/key_column.h"

namespace orm {

void note_strangers(SessionState& session, ListSlot& slot) {
  if ((slot.flags & ListFlag::kStrangers) == 0) return;
  slot.flags &= static_cast<std::uint8_t>(~ListFlag::kStrangers);
  if (!slot.is_loaded()) return;
  for (Entity* element : ListView<Entity>(slot))
    if (element != nullptr && element->state() == State::transient)
      note_list_change(session, *owner_of(slot), slot, element, 0);
}

bool note_list_change(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list, Entity* element) {
  const std::uint32_t was_in = was_in_list(session, owner, slot, list, element);
  note_list_change(session, owner, slot, element, was_in);
  return was_in > 0 || may_hold(session, owner, list, element);
}

Entity* old_owner(SessionState& session, const Entity& object, const ScalarSlot& slot, const Relationship& list,
                  const Change* change) {
  if (!slot.is_changed()) return nullptr;
  const auto target = change != nullptr ? old_target(session, slot, *change) : old_target(session, slot);
  Entity* owner = target.value_or(nullptr);
  if (!target)
    if (const KeyValue old = committed_key(session, object, slot); old.state == KeyValue::State::key)
      owner = session.identity_of(*list.owner).find(old.key);
  return owner;
}

void tell_lists(SessionState& session, Entity& object, ScalarSlot& slot, const Change* change) {
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
  Entity* old = has_history ? old_owner(session, object, slot, list, change) : nullptr;
  if (old != nullptr && !tells_of_list(object, *old)) old = nullptr;
  if (old != nullptr && slot.has_target() && slot.target == old) return;  // it came back
  tell(old, 1);
  if (slot.has_target()) tell(slot.target, 0);
}

void tell_all_lists(SessionState& session) {
  session.log.for_each_backwards([&](const Change& change) {
    if (change.is_scalar() && is_current(*change.object) && SessionState::is_in_session(*change.object))
      tell_lists(session, *change.object, slot_at<ScalarSlot>(*change.object, change.offset));
  });
}

namespace {

// Calls f(object, slot, change) for the scalars that changed since the last flush, and those of new objects, of which
// nothing is recorded.
template <class F>
void for_each_changed_scalar(SessionState& session, F&& f) {
  session.log.for_each_backwards([&](const Change& change) {
    if (!change.is_scalar() || !is_current(*change.object) || !SessionState::is_in_session(*change.object)) return;
    if (change.object->state() == State::deleted) return;  // marked again: the flush that deleted it settled its lists
    ScalarSlot& slot = slot_at<ScalarSlot>(*change.object, change.offset);
    if (slot.is_changed()) f(*change.object, slot, &change);
  });
  for (Entity* object : session.sets.pending()) {  // without a row, hence without a history
    if (object->state() != State::pending || EntityAccess::has_history(*object)) continue;
    for (const Attribute& attribute : session.mapper_of(*object).attributes())
      if (attribute.kind == SlotKind::scalar) f(*object, slot_at<ScalarSlot>(*object, attribute.offset), nullptr);
  }
}

// Whether this is the scalar that an object's list is linked to, and had or has that object as its target.
bool concerns(SessionState& session, const Entity& owner, Entity& object, const ScalarSlot& slot,
              const Change* change) {
  const Relationship* scalar = session.attribute_of(object, slot.attribute).relationship;
  if (scalar == nullptr || scalar->reverse == nullptr || !scalar->reverse->is_list_of_linked_scalars()) return false;
  if (slot.has_target() && slot.target == &owner) return true;
  return EntityAccess::has_history(object) && old_owner(session, object, slot, *scalar->reverse, change) == &owner;
}

}  // namespace

void tell_lists_for_flush(SessionState& session) {
  const auto asks_for_all = [](const auto& mapper) {
    return mapper->refers_to_itself() || !mapper->delete_orphans().empty();
  };
  for (ListSlot* slot : session.changed_lists) note_strangers(session, *slot);
  const bool is_needed =
      !session.sets.marked().empty() || std::any_of(session.mappers.begin(), session.mappers.end(), asks_for_all);
  if (is_needed)
    for_each_changed_scalar(session, [&](Entity& object, ScalarSlot& slot, const Change* change) {
      tell_lists(session, object, slot, change);
    });
}

void tell_lists_of(SessionState& session, Entity& owner) {
  const auto& relationships = session.mapper_of(owner).relationships();
  const bool has_lists = std::any_of(relationships.begin(), relationships.end(),
                                     [](const auto& one) { return one->is_list_of_linked_scalars(); });
  if (!has_lists) return;
  for_each_changed_scalar(session, [&](Entity& object, ScalarSlot& slot, const Change* change) {
    if (concerns(session, owner, object, slot, change)) tell_lists(session, object, slot, change);
  });
}

}  // namespace orm
