#include "orm/state/key_column.h"

#include <algorithm>

#include "orm/state/session_state.h"

namespace orm {
namespace {

// A key column that no relationship writes has its slot to itself.
bool is_bare(const SessionState& session, const Entity& object, const ScalarSlot& slot) {
  return session.attribute_of(object, slot.attribute).relationship == nullptr;
}

KeyValue of_slot(const ScalarSlot& slot) {
  if (slot.has_key()) return {KeyValue::State::key, slot.key};
  if (slot.has_null_key()) return {KeyValue::State::null, 0};
  return {};
}

void assign(ScalarSlot& slot, KeyValue value) {
  if (value.state == KeyValue::State::key)
    slot.set_key(value.key);
  else
    slot.set_null_key();
}

}  // namespace

KeyValue old_key(const Change& change) {
  switch (change.kind) {
    case Change::Kind::target:
      return KeyValue::of(change.entity);
    case Change::Kind::null_key:
      return {KeyValue::State::null, 0};
    case Change::Kind::key:
      return {KeyValue::State::key, change.key};
    default:
      return {};
  }
}

KeyValue key_value(const SessionState& session, const Entity& object, const ScalarSlot& slot) {
  if (slot.is_split()) return session.split_keys.at(&slot).column;
  if (!slot.has_target()) return of_slot(slot);
  if (slot.is_followed()) return KeyValue::of(slot.target);
  if (slot.is_changed()) return old_key(session.log.find(slot));
  return EntityAccess::has_history(object) ? KeyValue::of(slot.target) : KeyValue{};
}

KeyValue committed_key(const SessionState& session, const Entity& object, const ScalarSlot& slot) {
  if (slot.is_split()) {
    const SplitKey& split = session.split_keys.at(&slot);
    if (!split.is_changed) return split.column;
    return split.old.is_loaded() ? split.old : KeyValue{KeyValue::State::null, 0};  // SQLAlchemy takes it for none
  }
  if (slot.is_changed()) return old_key(session.log.find(slot));
  return key_value(session, object, slot);
}

SplitKey& split(SessionState& session, Entity& object, ScalarSlot& slot) {
  SplitKey& made = session.split_keys[&slot];
  if (slot.is_split()) return made;
  made = {};
  made.column = key_value(session, object, slot);
  if (slot.is_changed()) {
    Change& change = session.log.find(slot);
    made.is_logged = true;
    made.is_changed = slot.is_followed();
    if (made.is_changed) made.old = old_key(change);
    made.old_target = old_target(session, slot);
    change.kind = Change::Kind::split;
  }
  const bool has_target = slot.has_target();
  if (!has_target) slot.target = nullptr;
  slot.flags &= static_cast<std::uint8_t>(~(ScalarFlag::kKey | ScalarFlag::kNullKey));
  slot.flags |= ScalarFlag::kSplit;
  if (has_target && !EntityAccess::has_history(object)) slot.flags |= ScalarFlag::kChanged;
  return made;
}

void join(SessionState& session, ScalarSlot& slot) {
  if (!slot.is_split()) return;
  const KeyValue column = session.split_keys.at(&slot).column;
  if (column.state == KeyValue::State::unset) return;
  if (slot.has_target() && column != KeyValue::of(slot.target)) return;
  session.split_keys.erase(&slot);
  slot.flags &= static_cast<std::uint8_t>(~ScalarFlag::kSplit);
  slot.flags |=
      ScalarFlag::kStray;  // the list of another owner, whose key the column was, may have been loaded with it
  if (!slot.has_target() && column.is_loaded()) assign(slot, column);
}

void set_key(SessionState& session, Entity& object, ScalarSlot& slot, KeyValue value) {
  const bool has_history = EntityAccess::has_history(object);
  if (is_bare(session, object, slot)) {
    if (has_history) session.log.record(object, slot);
    assign(slot, value);
    return;
  }
  SplitKey& key = split(session, object, slot);
  if (!key.is_changed && has_history) {
    key.is_changed = true;
    key.old = key.column;
    if (!key.is_logged) session.log.record_split(object, slot);
    key.is_logged = true;
  }
  key.column = value;
}

void follow_target(SessionState& session, Entity& object, ScalarSlot& slot) {
  if (slot.is_split())
    set_key(session, object, slot, KeyValue::of(slot.target));
  else
    slot.flags |= ScalarFlag::kKey;
}

std::optional<Entity*> old_target(const SessionState& session, const ScalarSlot& slot) {
  if (slot.is_split()) return session.split_keys.at(&slot).old_target;
  return old_target(session, slot, session.log.find(slot));
}

std::optional<Entity*> old_target(const SessionState& session, const ScalarSlot& slot, const Change& change) {
  if (slot.is_split()) return session.split_keys.at(&slot).old_target;
  return change.kind == Change::Kind::target ? std::optional(change.entity) : std::nullopt;
}

void load_unloaded_key(SessionState& session, Entity& object, ScalarSlot& slot, const Cell& cell) {
  const bool is_unknown_change = !slot.is_split() && slot.is_changed() && slot.has_target() &&
                                 session.log.find(slot).kind == Change::Kind::unknown_key;
  if (is_unknown_change) split(session, object, slot);
  if (!slot.is_split()) {
    if (!slot.has_value()) load_key(slot, cell);
    return;
  }
  SplitKey& key = session.split_keys.at(&slot);
  if (!key.column.is_loaded() && !key.is_changed) key.column = KeyValue::of(cell);
}

void expire_key(SessionState& session, Entity& object, ScalarSlot& slot) {
  if (is_bare(session, object, slot) || !slot.has_target()) {
    if (slot.is_changed() || slot.is_split()) session.log.drop(slot);
    if (slot.is_split()) {
      session.split_keys.erase(&slot);
      slot.flags &= static_cast<std::uint8_t>(~ScalarFlag::kSplit);
    }
    slot.flags &= static_cast<std::uint8_t>(~ScalarFlag::kChanged);
    slot.forget();
    return;
  }
  SplitKey& key = split(session, object, slot);
  key.column = {};
  key.is_changed = false;
  if (slot.is_changed() || !key.is_logged) return;
  session.log.drop(slot);
  key.is_logged = false;
}

void expire_target(SessionState& session, Entity& object, ScalarSlot& slot) {
  if (!slot.has_target()) return;
  split(session, object, slot);
  slot.target = nullptr;
  slot.flags &= static_cast<std::uint8_t>(~(ScalarFlag::kTarget | ScalarFlag::kChanged));
  if (session.split_keys.at(&slot).is_changed) return;
  session.log.drop(slot);
  session.split_keys.at(&slot).is_logged = false;
  join(session, slot);
}

bool is_key_changed(const SplitKey& split) {
  return split.is_changed && (!split.old.is_loaded() || split.old != split.column);
}

}  // namespace orm
