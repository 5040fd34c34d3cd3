#include "orm/loading/committed.h"

#include <fmt/format.h>

#include "orm/state/history.h"
#include "orm/state/key_column.h"
#include "orm/state/list_history.h"
#include "orm/state/parents.h"

namespace orm {
namespace {

void require_loadable(const SessionState& session, const Entity& owner, const Relationship& relationship,
                      const Entity* value) {
  if (value == nullptr) return;
  if (EntityAccess::session(*value) != session.number)
    throw TypeMismatch(fmt::format("{} cannot hold {}: it belongs to another session",
                                   label_of(owner, relationship.name), label_of(value)));
  require_class(owner, relationship, *value);
}

void refuse_changed(const Entity& owner, const Relationship& relationship, bool is_changed) {
  if (is_changed)
    throw LoadRefused(fmt::format("{} has a change that waits for the flush: flush or expire it first",
                                  label_of(owner, relationship.name)));
}

// Whether a loaded list has a change, its own or one that elements record.
bool is_changed(SessionState& session, Entity& owner, const ListSlot& slot, const Relationship& relationship) {
  return slot.is_loaded() && is_current(owner) &&
         (slot.is_noted() || !history(session, owner, relationship, Extent::whole).empty());
}

[[noreturn, gnu::cold]] void refuse_append(const SessionState& session, ListSlot& slot,
                                           const Relationship& relationship, const Entity& element) {
  const Entity& owner = *owner_of(slot);
  require_loadable(session, owner, relationship, &element);
  throw LoadRefused(fmt::format("{} is not loaded: init_collection() first", label_of(owner, relationship.name)));
}

// Whether an element stands in the list twice, or is null. Elements cache their positions on the way.
bool is_irregular(std::span<Entity* const> values, std::size_t position_offset) {
  std::uint32_t next = 0;
  for (Entity* value : values) {
    if (value == nullptr) return true;
    slot_at<ScalarSlot>(*value, position_offset).position = next++;
  }
  next = 0;
  for (Entity* value : values)
    if (slot_at<ScalarSlot>(*value, position_offset).position != next++) return true;
  return false;
}

}  // namespace

void set_committed_value(ScalarSlot& slot, Entity* value) {
  Entity& object = made_owner(slot);
  SessionState& session = SessionState::of(object);
  const Relationship& relationship = session.relationship_of(object, slot.attribute);
  require_loadable(session, object, relationship, value);
  refuse_changed(object, relationship, slot.is_changed() && is_current(object));
  session.thaw(object);
  if (relationship.direction == Direction::many_to_one && key_value(session, object, slot) != KeyValue::of(value))
    split(session, object, slot);  // its column is not what was set
  if (!slot.has_target() || slot.target != value) remember_parent(session, object, slot);
  set_loaded_target(object, slot, value);
}

void set_committed_value(ListSlot& slot, std::span<Entity* const> values) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& relationship = session.relationship_of(owner, slot.attribute);
  if (relationship.write_only) refuse_write_only(owner, relationship);
  for (const Entity* value : values) require_loadable(session, owner, relationship, value);
  refuse_changed(owner, relationship, is_changed(session, owner, slot, relationship));
  session.thaw(owner);
  fill_list(session, slot, relationship, values,
            relationship.position_offset != 0 && is_irregular(values, relationship.position_offset));
  note_apart(slot, relationship);
}

void init_collection(ListSlot& slot) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& relationship = session.relationship_of(owner, slot.attribute);
  if (relationship.write_only) refuse_write_only(owner, relationship);
  const bool is_queued = !slot.is_loaded() && is_current(owner) && slot.is_noted();
  refuse_changed(owner, relationship, is_queued || is_changed(session, owner, slot, relationship));
  session.thaw(owner);
  fill_list(session, slot, relationship, {});
  note_apart(slot, relationship);
}

void append_without_event(ListSlot& slot, Entity& element) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& relationship = session.relationship_of(owner, slot.attribute);
  const bool is_loadable = EntityAccess::session(element) == session.number && is_of_class(relationship, &element);
  if (!is_loadable || !slot.is_loaded() || !is_current(owner)) [[unlikely]]
    refuse_append(session, slot, relationship, element);
  fill_one(session, slot, relationship, element);
  note_apart(slot, relationship);
}

}  // namespace orm
