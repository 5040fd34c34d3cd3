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
};

const Relationship& relationship_of(SessionState& session, Entity& owner, std::uint8_t attribute) {
  return *session.attribute_of(owner, attribute).relationship;
}

[[noreturn]] void refuse_unmade_object() {
  throw OrmError("this object was not made by a session: make objects with Session::make, not on the stack");
}

template <class Slot>
Entity& made_owner(Slot& slot) {
  if (slot.offset == 0) [[unlikely]]
    refuse_unmade_object();
  return *owner_of(slot);
}

Known known_value(SessionState& session, const ScalarSlot& slot, const Relationship& relationship) {
  if (slot.has_target()) return {true, slot.target};
  if (!slot.has_key()) return {};
  Entity* found = session.identity_of(*relationship.target).find(slot.key);
  return found != nullptr && !SessionState::is_expired(*found) ? Known{true, found} : Known{};
}

void check_class(SessionState& session, Entity& owner, const Relationship& relationship, const Entity* value) {
  if (value == nullptr) return;
  if (EntityAccess::session(*value) != session.number)
    throw TypeMismatch(fmt::format("{} cannot hold {}: it belongs to another session",
                                   label_of(owner, relationship.name), label_of(value)));
  if (EntityAccess::mapper(*value) != relationship.target->index())
    throw TypeMismatch(fmt::format("{} holds objects of class {}, not {}", label_of(owner, relationship.name),
                                   relationship.target->name(), label_of(value)));
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
  if (!old.is_known) slot.flags |= SlotFlags::kStray;
  slot.set_target(value);
}

// The list of an object without a row is loaded by its first write.
void require_writable(SessionState& session, Entity& owner, ListSlot& slot) {
  load_list(slot);
  is_at_hand(session, owner, slot);
}

// Points the element at its new owner and takes it out of the previous owner's list. False: it pointed there already.
bool adopt(SessionState& session, Entity& owner, const Relationship& list, Entity& element, Known& old) {
  if (list.reverse == nullptr) return true;
  session.thaw(element);
  ScalarSlot& scalar = slot_at<ScalarSlot>(element, list.reverse->offset);
  old = known_value(session, scalar, *list.reverse);
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
  append_element(session, slot, list, value, is_new_here && old.is_known);
  if (value != nullptr && list.cascade.save_update && SessionState::is_in_session(owner)) cascade_add(session, *value);
}

// The element no longer belongs to the owner, as far as the scalar side can tell.
void disown(SessionState& session, Entity& owner, const Relationship& list, Entity& element) {
  if (list.reverse == nullptr) return;
  session.thaw(element);
  ScalarSlot& scalar = slot_at<ScalarSlot>(element, list.reverse->offset);
  const Known old = known_value(session, scalar, *list.reverse);
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
  session.thaw(object);
  const Known old = known_value(session, slot, relationship);
  if (old.is_known && old.value == value) {
    slot.set_target(value);
    return;
  }
  write_scalar(session, object, slot, old, value);
  if (relationship.reverse != nullptr) {
    if (old.value != nullptr) take_out(session, *old.value, *relationship.reverse, &object);
    if (value != nullptr) put_at_end(session, *value, *relationship.reverse, &object, old.is_known);
  }
  if (value != nullptr && relationship.cascade.save_update && SessionState::is_in_session(object))
    cascade_add(session, *value);
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
  for (Entity* value : values) check_class(session, owner, list, value);
  require_writable(session, owner, slot);
  OrderedList ordered = session.ordered(slot, list);
  const std::vector<Entity*> old = ordered.elements();
  const std::unordered_set<Entity*> before(old.begin(), old.end());
  const std::unordered_set<Entity*> after(values.begin(), values.end());
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
