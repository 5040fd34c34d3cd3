#include "orm/sync.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "orm/cascade.h"
#include "orm/load.h"
#include "orm/session_state.h"

namespace orm {
namespace {

// A value as far as it is known without SQL.
struct Known {
  bool is_known = false;
  Entity* value = nullptr;
  // An object with a row, whose owner is unknown, may stand in some list that does not know of its move.
  bool may_stand_elsewhere = false;
};

const Relationship& relationship_of(SessionState& session, Entity& owner, std::uint8_t attribute) {
  return *session.attribute_of(owner, attribute).relationship;
}

template <class Slot>
Entity& made_owner(Slot& slot) {
  if (slot.offset == 0) [[unlikely]]
    refuse_unmade_object();
  return *owner_of(slot);
}

Known known_value(SessionState& session, const Entity& object, const ScalarSlot& slot,
                  const Relationship& relationship) {
  if (slot.has_target()) [[likely]]
    return {true, slot.target};
  const Known unknown{false, nullptr, object.state() != State::transient && object.state() != State::pending};
  if (!slot.has_key()) return unknown;
  Entity* found = session.identity_of(*relationship.target).find(slot.key);
  return found != nullptr && !SessionState::is_expired(*found) ? Known{true, found} : unknown;
}

[[noreturn]] void refuse_value(SessionState& session, Entity& owner, const Relationship& relationship,
                               const Entity& value) {
  if (EntityAccess::session(value) == kNoSession) refuse_unmade_object();
  if (EntityAccess::session(value) != session.number)
    throw TypeMismatch(fmt::format("{} cannot hold {}: it belongs to another session",
                                   label_of(owner, relationship.name), label_of(value)));
  throw TypeMismatch(fmt::format("{} holds objects of class {}, not {}", label_of(owner, relationship.name),
                                 relationship.target->name(), label_of(value)));
}

void check_class(SessionState& session, Entity& owner, const Relationship& relationship, const Entity* value) {
  if (value == nullptr) return;
  const bool fits =
      EntityAccess::session(*value) == session.number && EntityAccess::mapper(*value) == relationship.target->index();
  if (!fits) [[unlikely]]
    refuse_value(session, owner, relationship, *value);
}

// A list that is not loaded remembers the change; an addition and a removal of the same object cancel each other.
void queue(SessionState& session, ListSlot& slot, Entity* element, bool added) {
  auto& changes = session.lists.extra_of(slot).queue;
  const auto opposite = std::find_if(changes.begin(), changes.end(), [&](const ListExtra::Queued& change) {
    return change.element == element && change.added != added;
  });
  if (opposite != changes.end()) {
    changes.erase(opposite);
    return;
  }
  if (changes.empty()) session.queued.push_back(&slot);
  changes.push_back({element, added});
}

// Whether the list can be changed at once: it is loaded, or its owner has no row yet.
bool is_at_hand(SessionState& session, Entity& owner, ListSlot& slot) {
  session.thaw(owner);
  if (slot.is_loaded()) return true;
  if (owner.state() == State::persistent) return false;
  OrderedList(slot, session.lists, 0).reset(0);  // a transient or pending owner's list counts as loaded and empty
  return true;
}

void take_out(SessionState& session, Entity& owner, const Relationship& list, Entity* element) {
  ListSlot& slot = slot_at<ListSlot>(owner, list.offset);
  if (is_at_hand(session, owner, slot))
    session.ordered(slot, list).remove_first(element);
  else
    queue(session, slot, element, false);
}

void append_element(SessionState& session, ListSlot& slot, const Relationship& list, Entity* element,
                    bool is_new_here) {
  OrderedList ordered = session.ordered(slot, list);
  const bool is_stray = list.reverse != nullptr && element != nullptr &&
                        (slot_at<ScalarSlot>(*element, list.reverse->offset).flags & SlotFlags::kStray) != 0;
  if (!is_new_here || is_stray || element == nullptr || list.reverse == nullptr) ordered.make_irregular();
  ordered.append(element);
  if (element == nullptr) session.lists_given_null.push_back(&slot);
}

void put_at_end(SessionState& session, Entity& owner, const Relationship& list, Entity* element, bool is_new_here) {
  ListSlot& slot = slot_at<ListSlot>(owner, list.offset);
  if (is_at_hand(session, owner, slot))
    append_element(session, slot, list, element, is_new_here);
  else
    queue(session, slot, element, true);
}

void write_scalar(SessionState& session, Entity& object, ScalarSlot& slot, Known old, Entity* value) {
  if (object.state() == State::persistent) session.history.record(object, slot);
  if (old.may_stand_elsewhere) slot.flags |= SlotFlags::kStray;
  slot.set_target(value);
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
  if (!is_persistent && element.state() != State::pending) return false;
  if ((scalar.flags & (SlotFlags::kTarget | SlotFlags::kStray)) != SlotFlags::kTarget) return false;
  Entity* from = scalar.target;
  if (from == to) return false;
  if (from != nullptr && !is_settled(*from, slot_at<ListSlot>(*from, list.offset))) return false;
  if (to != nullptr && !is_settled(*to, slot_at<ListSlot>(*to, list.offset))) return false;
  if (is_persistent) session.history.record(element, scalar);
  if (from != nullptr) session.ordered(slot_at<ListSlot>(*from, list.offset), list).remove_first(&element);
  scalar.target = to;
  if (to != nullptr) session.ordered(slot_at<ListSlot>(*to, list.offset), list).append(&element);
  return true;
}

// An operation on an owner that is in the session brings the value into it.
void follow_save_update(SessionState& session, const Entity& owner, const Relationship& relationship, Entity& value) {
  if (!SessionState::is_in_session(value) && relationship.cascade.save_update && SessionState::is_in_session(owner))
    cascade_add(session, value);
}

// Points the element at its new owner and takes it out of the previous owner's list. False: it pointed there already.
bool adopt(SessionState& session, Entity& owner, const Relationship& list, Entity& element, Known& old) {
  if (list.reverse == nullptr) return true;
  session.thaw(element);
  ScalarSlot& scalar = slot_at<ScalarSlot>(element, list.reverse->offset);
  old = known_value(session, element, scalar, *list.reverse);
  if (old.is_known && old.value == &owner) {
    scalar.set_target(&owner);
    return false;
  }
  write_scalar(session, element, scalar, old, &owner);
  if (old.value != nullptr) take_out(session, *old.value, list, &element);
  return true;
}

void append_checked(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list, Entity* value) {
  Known old{true, nullptr};
  const bool is_new_here = value == nullptr || adopt(session, owner, list, *value, old);
  append_element(session, slot, list, value, is_new_here && !old.may_stand_elsewhere);
  if (value != nullptr) follow_save_update(session, owner, list, *value);
}

// The element no longer belongs to the owner, as far as the scalar side can tell.
void disown(SessionState& session, Entity& owner, const Relationship& list, Entity& element) {
  if (list.reverse == nullptr) return;
  session.thaw(element);
  ScalarSlot& scalar = slot_at<ScalarSlot>(element, list.reverse->offset);
  const Known old = known_value(session, element, scalar, *list.reverse);
  if (!old.is_known || old.value == &owner) write_scalar(session, element, scalar, old, nullptr);
}

}  // namespace

void load_columns_slow(TextSlot& slot) {
  Entity& object = made_owner(slot);
  if (object.state() == State::transient || object.state() == State::pending) return;  // no value yet: reads as null
  refresh_columns(SessionState::of(object), object);
}

void set_text(TextSlot& slot, std::optional<std::string_view> text) {
  Entity& object = made_owner(slot);
  SessionState& session = SessionState::of(object);
  session.thaw(object);
  if (object.state() == State::persistent) session.history.record(object, slot);
  const Cell value = text ? Cell(*text) : Cell();
  load_text(slot, value, session.arena);
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
  check_class(session, object, relationship, value);
  if (relationship.reverse != nullptr && move_settled(session, object, slot, *relationship.reverse, value)) return;
  session.thaw(object);
  const Known old = known_value(session, object, slot, relationship);
  if (old.is_known && old.value == value) {
    slot.set_target(value);
    return;
  }
  write_scalar(session, object, slot, old, value);
  if (relationship.reverse != nullptr) {
    if (old.value != nullptr) take_out(session, *old.value, *relationship.reverse, &object);
    if (value != nullptr) put_at_end(session, *value, *relationship.reverse, &object, !old.may_stand_elsewhere);
  }
  if (value != nullptr) follow_save_update(session, object, relationship, *value);
}

void load_list(ListSlot& slot) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& relationship = relationship_of(session, owner, slot.attribute);
  if (slot.is_loaded() && is_current(owner)) return;
  if (owner.state() == State::transient || owner.state() == State::pending) return;
  lazy_load(session, owner, slot, relationship);
}

void append_to_list(ListSlot& slot, Entity* value) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& list = relationship_of(session, owner, slot.attribute);
  check_class(session, owner, list, value);
  if (value != nullptr && list.reverse != nullptr &&
      move_settled(session, *value, slot_at<ScalarSlot>(*value, list.reverse->offset), list, &owner))
    return;
  require_writable(session, owner, slot);
  append_checked(session, owner, slot, list, value);
}

void remove_from_list(ListSlot& slot, Entity* value) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& list = relationship_of(session, owner, slot.attribute);
  check_class(session, owner, list, value);
  require_writable(session, owner, slot);
  OrderedList ordered = session.ordered(slot, list);
  if (value != nullptr && list.reverse != nullptr && ordered.stands_at_hint(value)) {
    ScalarSlot& scalar = slot_at<ScalarSlot>(*value, list.reverse->offset);
    if (scalar.target == &owner && move_settled(session, *value, scalar, list, nullptr)) return;
  }
  const bool is_duplicate = ordered.count(value) > 1;
  if (!is_duplicate && value != nullptr) disown(session, owner, list, *value);
  if (!ordered.remove_first(value))
    throw ValueNotInCollection(
        fmt::format("{} is not in {}: nothing was removed", label_of(value), label_of(owner, list.name)));
}

void assign_list(ListSlot& slot, const std::vector<Entity*>& values) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  const Relationship& list = relationship_of(session, owner, slot.attribute);
  for (Entity* value : values) {
    check_class(session, owner, list, value);
    if (value != nullptr) require_addable(*value);  // before anything is changed
  }
  require_writable(session, owner, slot);
  OrderedList ordered = session.ordered(slot, list);
  const std::vector<Entity*> old = ordered.elements();
  const std::unordered_set<Entity*> before(old.begin(), old.end());
  const std::unordered_set<Entity*> after(values.begin(), values.end());
  for (Entity* value : values)
    if (value != nullptr && before.contains(value)) follow_save_update(session, owner, list, *value);
  std::unordered_set<Entity*> seen;
  bool has_duplicate = false;
  ordered.reset(static_cast<std::uint32_t>(values.size()));
  for (Entity* value : values) {
    has_duplicate = has_duplicate || !seen.insert(value).second;
    if (before.contains(value)) {
      if (has_duplicate || value == nullptr) ordered.make_irregular();
      ordered.append(value);
    } else {
      append_checked(session, owner, slot, list, value);
    }
  }
  std::unordered_set<Entity*> gone;
  for (Entity* value : old)
    if (value != nullptr && !after.contains(value) && gone.insert(value).second) disown(session, owner, list, *value);
}

bool list_contains(ListSlot& slot, const Entity* value) {
  Entity& owner = made_owner(slot);
  SessionState& session = SessionState::of(owner);
  load_list(slot);
  return slot.is_loaded() &&
         session.ordered(slot, relationship_of(session, owner, slot.attribute)).contains(const_cast<Entity*>(value));
}

}  // namespace orm
