#include "orm/session.h"

#include <fmt/format.h>

#include "orm/attribute/cascade.h"
#include "orm/flush/modified.h"
#include "orm/flush/unit_of_work.h"
#include "orm/state/list_history.h"
#include "orm/state/parents.h"

namespace orm {
namespace {

void expire_attribute(SessionState& session, Entity& object, const Attribute& attribute) {
  if (attribute.kind == SlotKind::scalar) tell_lists(session, object, slot_at<ScalarSlot>(object, attribute.offset));
  if (attribute.kind == SlotKind::scalar && attribute.column >= 0) {
    ScalarSlot& scalar = slot_at<ScalarSlot>(object, attribute.offset);
    if (scalar.is_changed()) session.touched.push_back(&object);
    remember_parent(session, object, scalar);
    scalar.flags |= SlotFlags::kStray;
    return expire_target(session, object, scalar);
  }
  if (session.drop_change(object, attribute)) session.touched.push_back(&object);
  switch (attribute.kind) {
    case SlotKind::text:
      slot_at<TextSlot>(object, attribute.offset).forget();
      break;
    case SlotKind::list:
      SessionState::forget_list(slot_at<ListSlot>(object, attribute.offset));
      break;
    case SlotKind::scalar: {
      ScalarSlot& scalar = slot_at<ScalarSlot>(object, attribute.offset);
      scalar.flags |= SlotFlags::kStray;
      session.forget_scalar(scalar);
      break;
    }
  }
}

// What its key leads to: what has a row, but for what another object displaced, and what was deleted a second time.
void require_expirable(SessionState& session, const Entity& object) {
  if (session.identity_of(session.mapper_of(object)).find(object.id()) != &object)
    throw NotInSession(
        fmt::format("{} is {}: only a persistent object can be expired", label_of(object), state_name(object.state())));
}

// The attribute that holds a key column, or nullptr.
const Attribute* holder_of_key(const Mapper& mapper, std::string_view column) {
  for (const Attribute& attribute : mapper.attributes())
    if (attribute.kind == SlotKind::scalar && attribute.column >= 0 &&
        mapper.columns()[static_cast<std::size_t>(attribute.column)].name == column)
      return &attribute;
  return nullptr;
}

}  // namespace

Session::~Session() {
  if (!state_.in_transaction || state_.has_joined) return;
  try {
    state_.backend.rollback();
  } catch (const std::exception&) {
    // Closing must not throw; the database rolls back an unfinished transaction by itself.
  }
}

void Session::require_mine(const Entity& object, std::string_view doing) const {
  if (EntityAccess::session(object) == kNoSession) refuse_unmade_object();
  if (EntityAccess::session(object) != state_.number)
    throw TypeMismatch(fmt::format("{} of {}: it belongs to another session", doing, label_of(object)));
}

void Session::add(Entity& object) {
  require_mine(object, "add");
  if (EntityAccess::is_marked_deleted(object)) {
    require_addable(object);  // one that is refused stays marked
    EntityAccess::set_flag(object, EntityAccess::kMarkedDeleted, false);
    std::erase(state_.marked, &object);
  }
  cascade_add(state_, object);
}

void Session::remove(Entity& object) {
  require_mine(object, "remove");
  cascade_delete(state_, object);
}

void Session::expunge(Entity& object) {
  require_mine(object, "expunge");
  cascade_expunge(state_, object);
}

bool Session::is_modified(Entity& object) {
  require_mine(object, "is_modified");
  return orm::is_modified(state_, object);
}

void Session::flush() { orm::flush(state_); }

void Session::commit() {
  state_.require_usable();
  flush();
  if (state_.in_transaction && !state_.has_joined) {
    state_.backend.commit();
    state_.in_transaction = false;
  }
  for (Entity* object : state_.deleted)
    if (object->state() == State::deleted) EntityAccess::state(*object) = State::detached;
  state_.deleted.clear();
  state_.inserted.clear();
  state_.next_generation();
}

void Session::rollback() {
  if (state_.in_transaction) {
    state_.backend.rollback();
    state_.in_transaction = state_.has_joined = false;
  }
  // A failed flush has restored the objects already; what changed since is discarded too.
  const bool is_restored = !state_.failure.empty() && !state_.is_dirty();
  state_.failure.clear();
  if (!is_restored) restore_states(state_);
}

void Session::expire(Entity& object) {
  require_mine(object, "expire");
  require_expirable(state_, object);
  cascade_expire(state_, object);
}

void Session::expire(Entity& object, std::string_view attribute) {
  require_mine(object, "expire");
  require_expirable(state_, object);
  state_.thaw(object);
  const Mapper& mapper = state_.mapper_of(object);
  if (attribute == mapper.key_column()) return EntityAccess::set_flag(object, EntityAccess::kKeyExpired, true);
  if (const Attribute* holder = holder_of_key(mapper, attribute)) {
    const ScalarSlot& slot = slot_at<ScalarSlot>(object, holder->offset);
    if (slot.is_split() && state_.split_keys.at(&slot).is_changed) state_.touched.push_back(&object);
    return expire_key(state_, object, slot_at<ScalarSlot>(object, holder->offset));
  }
  for (const Attribute& known : mapper.attributes())
    if (known.name == attribute) return expire_attribute(state_, object, known);
  throw NotMapped(fmt::format("{} has no attribute '{}'", state_.mapper_of(object).name(), attribute));
}

void Session::expire_all() {
  forget_deleted_twice(state_);
  tell_all_lists(state_);
  forget_persistent_changes(state_);  // they are lost with the values
  state_.next_generation();
}

void Session::refresh(Entity& object) {
  expire(object);
  refresh_columns(state_, object);
}

}  // namespace orm
