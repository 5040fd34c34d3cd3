#include "orm/flush/keys.h"

#include "orm/loading/load.h"

namespace orm {

void load_key(SessionState& session, Entity& object) {
  if (object.state() == State::pending || !SessionState::is_attached(object)) return;
  if (SessionState::is_key_expired(object)) [[unlikely]]
    refresh_columns(session, object);
}

void write_key(SessionState& session, Entity& child, const Relationship& relationship, KeyValue value) {
  session.thaw(child);
  ScalarSlot& slot = slot_at<ScalarSlot>(child, relationship.key_offset);
  if (key_value(session, child, slot) == value) return;
  const bool is_new_target = SessionState::is_in_session(child) && slot.has_target() && !slot.is_split() &&
                             (slot.is_changed() || !EntityAccess::has_history(child)) &&
                             session.attribute_of(child, slot.attribute).relationship != nullptr;
  if (is_new_target && KeyValue::of(slot.target) == value) return follow_target(session, child, slot);
  set_key(session, child, slot, value);
}

bool is_target_to_write(const SessionState& session, const Entity& object, const ScalarSlot& slot) {
  if (!EntityAccess::has_history(object)) return true;
  if (!slot.is_changed()) return false;
  // One that came back is written again, as it was, where its column is no attribute of its own; but that needs no
  // SELECT.
  const bool is_written = slot.target == nullptr || !SessionState::is_key_expired(*slot.target);
  return (is_written && !slot.is_split()) || old_target(session, slot) != slot.target;
}

namespace {

bool refers_outside(const ScalarSlot& slot) {
  return slot.has_target() && slot.target != nullptr && !SessionState::is_in_session(*slot.target);
}

// The column has the value that its row has; the relationship may hold something else.
void settle(SessionState& session, Entity& object, ScalarSlot& slot) {
  if (!slot.is_split()) {
    if (slot.is_followed()) return slot.set_target(slot.target);
    split(session, object, slot);
  }
  SplitKey& key = session.split_keys.at(&slot);
  if (!key.column.is_loaded() && !EntityAccess::has_identity(object)) key.column.state = KeyValue::State::unset;
  key.is_changed = key.is_logged = false;
  slot.flags &= static_cast<std::uint8_t>(~ScalarFlag::kChanged);
  if (refers_outside(slot))
    slot.flags |= ScalarFlag::kStray;  // its key names another owner, whose list may hold it
  else
    join(session, slot);
}

bool is_due(const ScalarSlot& slot) { return slot.is_split() || slot.is_followed() || refers_outside(slot); }

}  // namespace

void settle_keys(SessionState& session, Entity& inserted) {
  for (const std::uint16_t offset : session.mapper_of(inserted).foreign_key_offsets()) {
    ScalarSlot& slot = slot_at<ScalarSlot>(inserted, offset);
    if (is_due(slot)) settle(session, inserted, slot);
  }
}

void settle_changed_keys(SessionState& session) {
  session.log.for_each_backwards([&](Change& change) {
    if (!change.is_scalar()) return;
    ScalarSlot& slot = slot_at<ScalarSlot>(*change.object, change.offset);
    if (!SessionState::is_in_session(*change.object) || !is_due(slot)) return;
    if (session.attribute_of(*change.object, slot.attribute).column >= 0) settle(session, *change.object, slot);
  });
}

void keep_keys(SessionState& session, Entity& object, bool has_row) {
  for (const std::uint16_t offset : session.mapper_of(object).foreign_key_offsets()) {
    ScalarSlot& slot = slot_at<ScalarSlot>(object, offset);
    if (!slot.is_followed()) continue;
    if (has_row)
      slot.set_target(slot.target);
    else
      split(session, object, slot);
  }
}

}  // namespace orm
