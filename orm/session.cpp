#include "orm/session.h"

#include <fmt/format.h>

#include "orm/attribute/cascade.h"
#include "orm/flush/modified.h"
#include "orm/state/forget.h"
#include "orm/state/list_history.h"
#include "orm/state/parents.h"
#include "orm/state/states.h"

namespace orm {
namespace {

constexpr int kMostFlushes = 100;  // of one commit, as in SQLAlchemy

void expire_attribute(SessionState& session, Entity& object, const Attribute& attribute) {
  if (attribute.kind == SlotKind::scalar) tell_lists(session, object, slot_at<ScalarSlot>(object, attribute.offset));
  if (attribute.kind == SlotKind::scalar && attribute.column >= 0) {
    ScalarSlot& scalar = slot_at<ScalarSlot>(object, attribute.offset);
    if (scalar.is_changed()) States::note_touched(session, object);
    remember_parent(session, object, scalar);
    scalar.flags |= ScalarFlag::kStray;
    return expire_target(session, object, scalar);
  }
  if (session.drop_change(object, attribute)) States::note_touched(session, object);
  switch (attribute.kind) {
    case SlotKind::text:
      slot_at<TextSlot>(object, attribute.offset).forget();
      break;
    case SlotKind::list:
      session.lists.forget(slot_at<ListSlot>(object, attribute.offset));
      break;
    case SlotKind::scalar: {
      ScalarSlot& scalar = slot_at<ScalarSlot>(object, attribute.offset);
      scalar.flags |= ScalarFlag::kStray;
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

void Session::refuse(const Entity& object, std::string_view doing) {
  if (EntityAccess::session(object) == kNoSession) refuse_unmade_object();
  throw TypeMismatch(fmt::format("{} of {}: it belongs to another session", doing, label_of(object)));
}

inline void Session::require_mine(const Entity& object, std::string_view doing) const {
  if (EntityAccess::session(object) != state_.number) [[unlikely]]
    refuse(object, doing);
}

void Session::add_marked(Entity& object) {
  require_addable(object);  // one that is refused stays marked
  States::unmark_deleted(state_, object);
  cascade_add(state_, object);
}

void Session::add(Entity& object) {
  require_mine(object, "add");
  if (EntityAccess::is_marked_deleted(object)) [[unlikely]]
    return add_marked(object);
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
  // What one flush saved though it was marked as deleted, the next one deletes. SQLAlchemy: _prepare_impl.
  for (int flushes = 0; state_.is_dirty() && flushes < kMostFlushes; ++flushes) flush();
  if (state_.in_transaction && !state_.has_joined) {
    state_.backend.commit();
    state_.in_transaction = false;
  }
  States::end_transaction(state_);
}

void Session::rollback() {
  const bool has_begun = state_.in_transaction || state_.has_attached || !state_.failure.empty() || state_.is_dirty();
  if (!has_begun) return;
  state_.has_attached = false;
  if (state_.in_transaction) {
    state_.backend.rollback();
    state_.in_transaction = state_.has_joined = false;
  }
  // A failed flush has restored the objects already; what changed since is discarded too.
  const bool is_restored = !state_.failure.empty() && !state_.is_dirty();
  state_.failure.clear();
  if (!is_restored) States::roll_back(state_);
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
    if (slot.is_split() && state_.split_keys.at(&slot).is_changed) States::note_touched(state_, object);
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
  state_.flush_if_wanted();
  const WithoutFlush guard(state_);
  refresh_columns(state_, object, true);
}

}  // namespace orm
