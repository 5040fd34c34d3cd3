#include "orm/sync.h"

#include <fmt/format.h>

#include <unordered_set>

#include "orm/cascade.h"
#include "orm/events.h"
#include "orm/list_history.h"
#include "orm/load.h"
#include "orm/session_state.h"

namespace orm {
namespace {

const Relationship& relationship_of(SessionState& session, Entity& owner, std::uint8_t attribute) {
  return *session.attribute_of(owner, attribute).relationship;
}

template <class Slot>
Entity& made_owner(Slot& slot) {
  if (slot.offset == 0) [[unlikely]]
    refuse_unmade_object();
  return *owner_of(slot);
}

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

// A list that can be changed without a question: its owner has a row, and it is loaded and regular.
bool is_settled(const Entity& owner, const ListSlot& list) {
  return owner.state() == State::persistent && is_current(owner) &&
         (list.flags & (SlotFlags::kLoaded | SlotFlags::kIrregular)) == SlotFlags::kLoaded;
}

// The usual move, where everything concerned is loaded and in the session: done without further questions. False, with
// nothing done, where anything is not; `to` may be null.
bool move_settled(SessionState& session, Entity& element, ScalarSlot& scalar, const Relationship& list, Entity* to) {
  const bool is_persistent = element.state() == State::persistent && is_current(element);
  const bool is_new = element.state() == State::pending && !EntityAccess::has_flag(element, EntityAccess::kRolledBack);
  if (!is_persistent && !is_new) return false;
  if ((scalar.flags & (SlotFlags::kTarget | SlotFlags::kStray | SlotFlags::kSplit)) != SlotFlags::kTarget) return false;
  if (!session.parents.empty() || list.cascade.delete_orphan) return false;
  Entity* from = scalar.target;
  if (from == to) return false;
  if (from != nullptr && !is_settled(*from, slot_at<ListSlot>(*from, list.offset))) return false;
  if (to != nullptr && !is_settled(*to, slot_at<ListSlot>(*to, list.offset))) return false;
  if (is_persistent) session.history.record(element, scalar);
  if (from != nullptr) session.ordered(slot_at<ListSlot>(*from, list.offset), list).remove_first(&element);
  scalar.target = to;
  scalar.flags =
      static_cast<std::uint8_t>(to != nullptr ? scalar.flags | SlotFlags::kPlaced : scalar.flags & ~SlotFlags::kPlaced);
  if (to != nullptr) session.ordered(slot_at<ListSlot>(*to, list.offset), list).append(&element);
  return true;
}

// The usual append of a new object, which has no owner, to a settled list. False, with nothing done, otherwise.
bool append_new(SessionState& session, Entity& element, ScalarSlot& scalar, const Relationship& list, Entity& owner,
                ListSlot& slot) {
  constexpr std::uint8_t kNotNew = SlotFlags::kKey | SlotFlags::kNullKey | SlotFlags::kSplit | SlotFlags::kStray;
  if (EntityAccess::has_history(element) || (scalar.flags & kNotNew) != 0 || scalar.target != nullptr) return false;
  if (!is_settled(owner, slot) || !session.parents.empty() || list.cascade.delete_orphan) return false;
  if (element.state() == State::transient) {
    if (!list.cascade.save_update) return false;
    cascade_add(session, element);
  }
  scalar.set_target(&owner);
  scalar.flags |= SlotFlags::kPlaced;
  session.ordered(slot, list).append(&element);
  return true;
}

// A replaced list no longer holds the element; unless its linked scalar tells the flush so, the list does.
void note_removal(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list, Entity* element) {
  if (element != nullptr && list.is_list_of_linked_scalars() && !list.cascade.delete_orphan) {
    session.thaw(*element);
    const ScalarSlot& scalar = slot_at<ScalarSlot>(*element, list.reverse->offset);
    const Known known = known_value(session, *element, scalar, *list.reverse);
    const bool scalar_will_tell = known.is(&owner) || known.state == Known::State::unknown;
    if (scalar_will_tell && SessionState::is_in_session(*element) && SessionState::is_in_session(owner)) return;
  }
  note_list_change(session, owner, slot, element, was_in_list(session, owner, slot, list, element));
}

// A column of an object whose row was rolled back, and that was expired before.
[[noreturn]] void refuse_expired(const Entity& object) {
  throw DetachedInstance(
      fmt::format("{} was expired, and its row was rolled back: nothing can be loaded", label_of(object)));
}

}  // namespace

void load_columns_slow(TextSlot& slot) {
  Entity& object = made_owner(slot);
  if (!EntityAccess::has_identity(object)) {  // no value yet: reads as null
    if (EntityAccess::has_flag(object, EntityAccess::kRolledBack) && (slot.flags & kUnsetText) == 0)
      refuse_expired(object);
    return;
  }
  if ((slot.flags & kUnsetText) != 0 && is_current(object)) return;
  refresh_columns(SessionState::of(object), object);
}

void set_text(TextSlot& slot, std::optional<std::string_view> text) {
  Entity& object = made_owner(slot);
  SessionState& session = SessionState::of(object);
  session.thaw(object);
  if (EntityAccess::has_history(object)) session.history.record(object, slot);
  const Cell value = text ? Cell(*text) : Cell();
  load_text(slot, value, session.arena);
}

void load_primary_key(Entity& object) {
  if (!EntityAccess::has_identity(object)) refuse_expired(object);
  if (EntityAccess::has_identity(object)) refresh_columns(SessionState::of(object), object);
}

void load_key_column(Entity& object, ScalarSlot& slot) {
  SessionState& session = SessionState::of(object);
  if (!EntityAccess::has_identity(object)) {
    const bool is_expired = key_value(session, object, slot).state == KeyValue::State::unloaded;
    if (is_expired && EntityAccess::has_flag(object, EntityAccess::kRolledBack)) refuse_expired(object);
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
  const Relationship& relationship = relationship_of(session, object, slot.attribute);
  if (slot.has_target() && is_current(object)) return slot.target;
  return lazy_load(session, object, slot, relationship);
}

void set_scalar(ScalarSlot& slot, Entity* value) {
  Entity& object = made_owner(slot);
  SessionState& session = SessionState::of(object);
  const Relationship& relationship = relationship_of(session, object, slot.attribute);
  if (!fits(session, relationship, value)) [[unlikely]] {
    session.thaw(object);
    const Known known = known_value(session, object, slot, relationship);
    if (known.state == Known::State::value) slot.set_target(known.target);  // looked up by then, as in SQLAlchemy
    refuse_value(session, object, relationship, *value);
  }
  const Relationship* list = relationship.reverse;
  if (list != nullptr && list->uselist && move_settled(session, object, slot, *list, value)) return;
  set_with_event(session, object, relationship, value, {&relationship, Initiator::Operation::append});
}

void load_list(ListSlot& slot) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& relationship = relationship_of(session, owner, slot.attribute);
  if (slot.is_loaded() && is_current(owner)) return;
  if (relationship.write_only) refuse_write_only(owner, relationship);
  if (owner.state() == State::transient || owner.state() == State::pending) return;
  lazy_load(session, owner, slot, relationship);
}

void append_to_list(ListSlot& slot, Entity* value) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& list = relationship_of(session, owner, slot.attribute);
  if (!fits(session, list, value)) {
    require_writable(session, owner, slot);  // SQLAlchemy has loaded the list by then
    if (SessionState::is_attached(owner)) require_addable(*value);
    refuse_value(session, owner, list, *value);
  }
  if (value != nullptr && list.is_list_of_linked_scalars()) {
    ScalarSlot& scalar = slot_at<ScalarSlot>(*value, list.reverse->offset);
    if (move_settled(session, *value, scalar, list, &owner)) return;
    if (append_new(session, *value, scalar, list, owner, slot)) return;
  }
  require_writable(session, owner, slot);
  append_with_event(session, owner, list, value, {&list, Initiator::Operation::append});
}

void remove_from_list(ListSlot& slot, Entity* value) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& list = relationship_of(session, owner, slot.attribute);
  if (value != nullptr && list.is_list_of_linked_scalars() && is_settled(owner, slot) && fits(session, list, value) &&
      session.ordered(slot, list).stands_at_hint(value)) {
    ScalarSlot& scalar = slot_at<ScalarSlot>(*value, list.reverse->offset);
    if (scalar.target == &owner && move_settled(session, *value, scalar, list, nullptr)) return;
  }
  require_writable(session, owner, slot);
  if (!fits(session, list, value)) refuse_value(session, owner, list, *value);
  if (!remove_with_event(session, owner, list, value, {&list, Initiator::Operation::remove}))
    throw ValueNotInCollection(
        fmt::format("{} is not in {}: nothing was removed", label_of(value), label_of(owner, list.name)));
}

void assign_list(ListSlot& slot, const std::vector<Entity*>& values) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& list = relationship_of(session, owner, slot.attribute);
  const Initiator initiator{&list, Initiator::Operation::bulk_replace};
  require_writable(session, owner, slot);
  for (Entity* value : values)  // before anything is changed
    if (!fits(session, list, value)) refuse_value(session, owner, list, *value);
  note_owner(session, slot);
  OrderedList ordered = session.ordered(slot, list);
  const std::vector<Entity*> old = ordered.elements();
  const std::unordered_set<Entity*> before(old.begin(), old.end());
  const std::unordered_set<Entity*> after(values.begin(), values.end());
  std::vector<Entity*> gone;
  std::unordered_set<Entity*> seen;
  for (Entity* value : old)
    if (!after.contains(value) && seen.insert(value).second) {
      note_removal(session, owner, slot, list, value);
      if (value != nullptr) gone.push_back(value);
    }
  seen.clear();
  ordered.reset(static_cast<std::uint32_t>(values.size()));
  try {
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
  } catch (const OrmError&) {  // the list stays as far as it came, and the flush is told what it lost
    for (Entity* value : before)
      if (!ordered.contains(value)) note_list_change(session, owner, slot, value, 1);
    throw;
  }
  for (Entity* value : gone) fire_remove_event(session, owner, list, value, initiator);
}

bool list_contains(ListSlot& slot, const Entity* value) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  load_list(slot);
  return slot.is_loaded() &&
         session.ordered(slot, relationship_of(session, owner, slot.attribute)).contains(const_cast<Entity*>(value));
}

}  // namespace orm
