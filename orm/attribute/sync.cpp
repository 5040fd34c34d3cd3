#include "orm/attribute/sync.h"

#include <fmt/format.h>

#include <unordered_set>
#include <vector>

#include "orm/attribute/cascade.h"
#include "orm/attribute/events.h"
#include "orm/attribute/settled_links.h"
#include "orm/attribute/settled_unlinked.h"
#include "orm/loading/load.h"
#include "orm/state/history.h"
#include "orm/state/list_history.h"
#include "orm/state/session_state.h"

namespace orm {
namespace {

[[noreturn]] void refuse_value(SessionState& session, Entity& owner, const Relationship& relationship,
                               const Entity& value) {
  if (EntityAccess::session(value) == kNoSession) refuse_unmade_object();
  if (EntityAccess::session(value) != session.number)
    throw TypeMismatch(fmt::format("{} cannot hold {}: it belongs to another session",
                                   label_of(owner, relationship.name), label_of(value)));
  refuse_class(owner, relationship, value);
}

bool fits(const SessionState& session, const Relationship& relationship, const Entity* value) {
  if (value == nullptr) return true;
  if (EntityAccess::session(*value) != session.number) return false;
  // Nothing follows a change of a side that is not linked, so that a wrong class is found by the flush, as in
  // SQLAlchemy.
  return relationship.reverse == nullptr || EntityAccess::mapper(*value) == relationship.target->index();
}

// The list of an object without a row is loaded by its first write.
void require_writable(SessionState& session, Entity& owner, ListSlot& slot) {
  load_list(slot);
  is_at_hand(session, owner, slot);
}

// What is not usual (settled.h), and links. Functions of their own, so that the usual needs none of their registers.
[[gnu::noinline]] void set_with_questions(SessionState& session, Entity& object, ScalarSlot& slot,
                                          const Relationship& relationship, Entity* value) {
  if (!fits(session, relationship, value)) {
    session.thaw(object);
    const Known known = known_value(session, object, slot, relationship);
    if (known.state == Known::State::value) slot.set_target(known.target);  // looked up by then, as in SQLAlchemy
    refuse_value(session, object, relationship, *value);
  }
  set_with_event(session, object, relationship, value, {&relationship, Initiator::Operation::append});
}

[[gnu::noinline]] void append_with_questions(SessionState& session, Entity& owner, ListSlot& slot,
                                             const Relationship& list, Entity* value) {
  if (!fits(session, list, value)) {
    require_writable(session, owner, slot);  // SQLAlchemy has loaded the list by then
    if (SessionState::is_attached(owner)) require_addable(*value);
    refuse_value(session, owner, list, *value);
  }
  if (value != nullptr && list.position_offset != 0 && value->state() == State::transient && list.cascade.save_update &&
      settled::is_new(session, *value) && settled::is_settled(session, owner, slot))
    cascade_add(session, *value);
  if (value != nullptr && settled::put_new(session, *value, list, owner, settled::By::append)) return;
  require_writable(session, owner, slot);
  append_with_event(session, owner, list, value, {&list, Initiator::Operation::append});
}

// The usual changes (settled.h), each way a function of its own that is jumped to, so that none saves registers for
// another.
[[gnu::noinline]] void set_unlinked(SessionState& session, Entity& object, ScalarSlot& slot,
                                    const Relationship& relationship, Entity* value) {
  if (!settled::set_alone(session, object, slot, relationship, value)) [[unlikely]]
    set_with_questions(session, object, slot, relationship, value);
}
[[gnu::noinline]] void set_settled(SessionState& session, Entity& object, ScalarSlot& slot,
                                   const Relationship& relationship, Entity* value) {
  if (!settled::move(session, object, *relationship.reverse, value)) [[unlikely]]
    set_with_questions(session, object, slot, relationship, value);
}
[[gnu::noinline]] void set_unsettled(SessionState& session, Entity& object, ScalarSlot& slot,
                                     const Relationship& relationship, Entity* value) {
  const Relationship& list = *relationship.reverse;
  if (value != nullptr && settled::put_new(session, object, list, *value, settled::By::set)) [[likely]]
    return;
  set_settled(session, object, slot, relationship, value);
}

[[gnu::noinline]] void append_settled(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                                      Entity& value) {
  if (settled::move(session, value, list, &owner)) [[likely]]
    return;
  if (list.reverse == nullptr && settled::append_alone(session, owner, slot, list, value)) return;
  append_with_questions(session, owner, slot, list, &value);
}
[[gnu::noinline]] void append_unsettled(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                                        Entity& value) {
  if (settled::put_new(session, value, list, owner, settled::By::append)) [[likely]]
    return;
  append_settled(session, owner, slot, list, value);
}

[[gnu::noinline]] void remove_with_questions(SessionState& session, Entity& owner, ListSlot& slot,
                                             const Relationship& list, Entity* value) {
  require_writable(session, owner, slot);
  if (!fits(session, list, value)) refuse_value(session, owner, list, *value);
  if (!remove_with_event(session, owner, list, value, {&list, Initiator::Operation::remove}))
    throw ValueNotInCollection(
        fmt::format("{} is not in {}: nothing was removed", label_of(value), label_of(owner, list.name)));
}

[[gnu::noinline]] void append_link(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                                   Entity& value) {
  if (!settled::link(session, owner, slot, list, value)) [[unlikely]]
    append_with_questions(session, owner, slot, list, &value);
}
[[gnu::noinline]] void remove_link(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                                   Entity& value) {
  if (!settled::unlink(session, owner, slot, list, value)) [[unlikely]]
    remove_with_questions(session, owner, slot, list, &value);
}

[[gnu::noinline]] void remove_settled(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                                      Entity& value) {
  if (settled::remove(session, value, list, owner, slot)) return;
  if (list.reverse == nullptr && settled::remove_alone(session, owner, slot, list, value)) return;
  remove_with_questions(session, owner, slot, list, &value);
}

}  // namespace

void load_columns_slow(TextSlot& slot) {
  Entity& object = made_owner(slot);
  if (!EntityAccess::has_identity(object)) {  // no value yet: reads as null
    if (EntityAccess::has_flag(object, EntityAccess::kRolledBack) && (slot.flags & TextFlag::kUnset) == 0)
      reload_rolled_back(SessionState::of(object), object);
    return;
  }
  if ((slot.flags & TextFlag::kUnset) != 0 && is_current(object)) return;
  refresh_columns(SessionState::of(object), object);
}

void set_text(TextSlot& slot, std::optional<std::string_view> text) {
  Entity& object = made_owner(slot);
  SessionState& session = SessionState::of(object);
  session.thaw(object);
  if (EntityAccess::has_history(object)) session.log.record(object, slot);
  const Cell value = text ? Cell(*text) : Cell();
  load_text(slot, value, session.arena);
}

void load_primary_key(Entity& object) {
  if (!EntityAccess::has_identity(object)) return reload_rolled_back(SessionState::of(object), object);
  refresh_columns(SessionState::of(object), object);
}

void load_key_column(Entity& object, ScalarSlot& slot) {
  SessionState& session = SessionState::of(object);
  if (!EntityAccess::has_identity(object)) {
    const bool is_expired = key_value(session, object, slot).state == KeyValue::State::unloaded;
    if (is_expired && EntityAccess::has_flag(object, EntityAccess::kRolledBack)) reload_rolled_back(session, object);
    return;
  }
  if (!is_current(object) || key_value(session, object, slot).state == KeyValue::State::unloaded)
    refresh_columns(session, object);
}

void set_key_column(ScalarSlot& slot, const Cell& value) {
  Entity& object = made_owner(slot);
  SessionState& session = SessionState::of(object);
  session.thaw(object);
  set_key(session, object, slot, KeyValue::of(value));
}

Entity* load_scalar(ScalarSlot& slot) {
  Entity& object = made_owner(slot);
  SessionState& session = SessionState::of(object);
  const Relationship& relationship = session.relationship_of(object, slot.attribute);
  if (slot.has_target() && is_current(object)) return slot.target;
  return lazy_load(session, object, slot, relationship);
}

void set_scalar(ScalarSlot& slot, Entity* value) {
  Entity& object = made_owner(slot);
  SessionState& session = SessionState::of(object);
  const Relationship& relationship = session.relationship_of(object, slot.attribute);
  const Relationship* list = relationship.reverse;
  if (list == nullptr) return set_unlinked(session, object, slot, relationship, value);
  if (list->position_offset != slot.offset || !is_of_class(relationship, value))
    return set_with_questions(session, object, slot, relationship, value);
  if (settled::is_settled(session, object)) return set_settled(session, object, slot, relationship, value);
  set_unsettled(session, object, slot, relationship, value);
}

void load_list(ListSlot& slot) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& relationship = session.relationship_of(owner, slot.attribute);
  if (slot.is_loaded() && is_current(owner)) return;
  if (relationship.write_only) refuse_write_only(owner, relationship);
  if (owner.state() == State::transient || owner.state() == State::pending) return;
  lazy_load(session, owner, slot, relationship);
}

void append_to_list(ListSlot& slot, Entity* value) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& list = session.relationship_of(owner, slot.attribute);
  if (value == nullptr || !is_of_class(list, value)) return append_with_questions(session, owner, slot, list, value);
  if (list.direction == Direction::many_to_many) return append_link(session, owner, slot, list, *value);
  if (settled::is_settled(session, *value)) return append_settled(session, owner, slot, list, *value);
  append_unsettled(session, owner, slot, list, *value);
}

void remove_from_list(ListSlot& slot, Entity* value) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& list = session.relationship_of(owner, slot.attribute);
  if (value == nullptr || !is_of_class(list, value)) return remove_with_questions(session, owner, slot, list, value);
  if (settled::remove_in_place(session, *value, list, owner, slot)) [[likely]]
    return;
  if (list.direction == Direction::many_to_many) return remove_link(session, owner, slot, list, *value);
  remove_settled(session, owner, slot, list, *value);
}

namespace {

// Appends the new contents to the emptied list; those that stay without their events.
void put_all(SessionState& session, Entity& owner, const Relationship& list, OrderedList& ordered,
             const std::vector<Entity*>& values, const std::unordered_set<Entity*>& before) {
  const Initiator initiator{&list, Initiator::Operation::bulk_replace};
  std::unordered_set<Entity*> seen;
  for (Entity* value : values) {
    const bool is_duplicate = !seen.insert(value).second;
    if (is_duplicate || value == nullptr) ordered.make_irregular();
    if (!before.contains(value)) {
      append_with_event(session, owner, list, value, initiator);
      continue;
    }
    if (value != nullptr) fire_append_without_mutation(session, owner, list, *value);
    ordered.append(value);
  }
}

}  // namespace

void assign_list(ListSlot& slot, const std::vector<Entity*>& values) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& list = session.relationship_of(owner, slot.attribute);
  require_writable(session, owner, slot);
  for (Entity* value : values)  // before anything is changed
    if (!fits(session, list, value)) refuse_value(session, owner, list, *value);
  if (settled::replace(session, owner, slot, list, values)) return;
  if (settled::replace_alone(session, owner, slot, list, values)) return;
  note_owner(session, slot);
  OrderedList ordered = session.ordered(slot, list);
  const std::vector<Entity*> old = ordered.elements();
  const std::unordered_set<Entity*> before(old.begin(), old.end());
  const std::unordered_set<Entity*> after(values.begin(), values.end());
  for (Entity* value : before) note_list_change(session, owner, slot, list, value);
  ordered.clear(static_cast<std::uint32_t>(values.size()));
  put_all(session, owner, list, ordered, values, before);
  std::unordered_set<Entity*> seen;
  for (Entity* value : old)
    if (!after.contains(value) && seen.insert(value).second)
      fire_remove_event(session, owner, list, value, {&list, Initiator::Operation::bulk_replace});
}

bool list_contains(ListSlot& slot, const Entity* value) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  load_list(slot);
  return slot.is_loaded() &&
         session.ordered(slot, session.relationship_of(owner, slot.attribute)).contains(const_cast<Entity*>(value));
}

}  // namespace orm
