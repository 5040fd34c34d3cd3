#include "orm/state/forget.h"

#include "orm/state/list_history.h"
#include "orm/state/parents.h"
#include "orm/state/states.h"

namespace orm {

void SessionState::forget_values(Entity& entity) {
  for (const Attribute& attribute : mapper_of(entity).attributes()) {
    drop_change(entity, attribute);
    if (!refused.empty()) refused.erase({&entity, attribute.relationship});
    switch (attribute.kind) {
      case SlotKind::text:
        slot_at<TextSlot>(entity, attribute.offset).forget();
        break;
      case SlotKind::scalar:
        forget_scalar(slot_at<ScalarSlot>(entity, attribute.offset));
        break;
      case SlotKind::list:
        lists.forget(slot_at<ListSlot>(entity, attribute.offset));
        break;
    }
  }
  if (!parents.empty()) forget_parents(*this, entity);
  States::forget_touched(*this, entity);
  EntityAccess::generation(entity) = EntityAccess::generations[number];
  EntityAccess::set_flag(entity, EntityAccess::kThawed, true);
}

namespace {

void forget_change(SessionState& session, const Change& change) {
  if (change.kind == Change::Kind::dropped) return;
  if (change.is_text()) {  // text and scalar slots keep their flags at different places
    slot_at<TextSlot>(*change.object, change.offset).flags &= static_cast<std::uint8_t>(~TextFlag::kChanged);
    return;
  }
  ScalarSlot& scalar = slot_at<ScalarSlot>(*change.object, change.offset);
  scalar.flags &= static_cast<std::uint8_t>(~ScalarFlag::kChanged);
  if (change.kind != Change::Kind::split || !scalar.is_split()) return;
  SplitKey& key = session.split_keys.at(&scalar);
  key.is_changed = key.is_logged = false;
}

// Of an object outside the session, should it enter later, its scalar would not tell whether the list holds it by now.
void forget_was_in(SessionState& session, ListSlot& slot) {
  WasIn* was_in_list = session.lists.was_in(slot);
  if (was_in_list == nullptr) return;
  slot.extra->queue.clear();
  const Relationship& list = *session.attribute_of(*owner_of(slot), slot.attribute).relationship;
  const bool is_told_by_scalars = list.is_list_of_linked_scalars() && slot.is_loaded();
  was_in_list->erase_if([&](const auto& noted) {
    return !is_told_by_scalars || noted.first == nullptr || SessionState::is_attached(*noted.first);
  });
  for (auto& [element, was_in] : *was_in_list) {
    was_in = session.ordered(slot, list).count(element);
    if (was_in > 0) slot_at<ScalarSlot>(*element, list.reverse->offset).flags |= ScalarFlag::kStray;
  }
}

template <class Keep>
void forget_list_changes(SessionState& session, Keep&& keeps) {
  std::erase_if(session.changed_lists, [&](ListSlot* slot) {
    if (!slot->is_noted()) return true;
    if (keeps(*owner_of(*slot))) return false;
    forget_was_in(session, *slot);
    slot->flags &= static_cast<std::uint8_t>(~ListFlag::kNoted);
    return true;
  });
}

template <class Keep>
void forget_changes_except(SessionState& session, Keep&& keeps) {
  bool any_kept = false;
  session.log.for_each_backwards([&](const Change& change) {
    if (keeps(*change.object))
      any_kept = true;
    else
      forget_change(session, change);
  });
  session.log.keep_only([&](const Change& change) { return any_kept && keeps(*change.object); });
  States::keep_touched(session, keeps);
  forget_list_changes(session, keeps);
}

}  // namespace

void forget_changes(SessionState& session) {
  forget_changes_except(session, [](const Entity& object) {
    return object.state() == State::detached || object.state() == State::transient ||
           object.state() == State::deleted || EntityAccess::has_flag(object, EntityAccess::kDisplaced);
  });
}

void forget_persistent_changes(SessionState& session) {
  forget_changes_except(session, [](const Entity& object) {
    return object.state() != State::persistent || EntityAccess::has_flag(object, EntityAccess::kDisplaced);
  });
}

void forget_deleted_twice(SessionState& session) {
  for (Entity* object : session.sets.marked())
    if (object->state() == State::deleted) session.forget_values(*object);
}

}  // namespace orm
