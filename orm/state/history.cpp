#include "orm/state/history.h"

#include <algorithm>
#include <limits>

#include "orm/instance/list_view.h"
#include "orm/state/key_column.h"
#include "orm/state/list_history.h"

namespace orm {

Known known_value(SessionState& session, const Entity& object, const ScalarSlot& slot,
                  const Relationship& relationship) {
  if (slot.has_target()) [[likely]]
    return {Known::State::value, slot.target};
  if (!EntityAccess::has_identity(object)) return {Known::State::no_value, nullptr};
  if (relationship.direction != Direction::many_to_one || object.state() == State::detached) return {};
  const KeyValue key = committed_key(session, object, slot);
  if (key.state == KeyValue::State::null) return {Known::State::value, nullptr};
  if (key.state == KeyValue::State::unset) return {Known::State::no_value, nullptr};
  if (key.state == KeyValue::State::unloaded) return {};
  Entity* found = session.identity_of(*relationship.target).find(key.key);
  return found != nullptr && !SessionState::is_expired(*found) ? Known{Known::State::value, found} : Known{};
}

namespace {

// Whether the owner was the target of the element's linked scalar before the changes since the last flush, or its key
// column names it where the target was not known. REQUIRES: the scalar is changed and tells of the owner's list.
bool was_owner(const SessionState& session, const Entity& owner, const Entity& element, const ScalarSlot& slot) {
  if (const auto old = old_target(session, slot)) return *old == &owner;
  const KeyValue old = committed_key(session, element, slot);
  return old.state == KeyValue::State::key && old.key == owner.id();
}

// How often the list holds the element now. One that is elsewhere, by its own scalar, is not searched for.
std::uint32_t occurrences(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                          Entity* element) {
  if (!slot.is_loaded()) return 0;
  if (SessionState::is_in_session(owner) && !may_hold(session, owner, list, element)) return 0;
  return session.ordered(slot, list).count(element);
}

}  // namespace

bool may_hold(SessionState& session, Entity& owner, const Relationship& list, Entity* element) {
  if (element == nullptr || !list.is_list_of_linked_scalars()) return true;
  session.thaw(*element);
  const ScalarSlot& scalar = slot_at<ScalarSlot>(*element, list.reverse->offset);
  const Known known = known_value(session, *element, scalar, *list.reverse);
  return known.is(&owner) || known.state == Known::State::unknown ||
         (scalar.flags & (ScalarFlag::kStray | ScalarFlag::kSplit)) != 0;
}

std::uint32_t was_in_list(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& list,
                          Entity* element) {
  if (!EntityAccess::has_history(owner)) return 0;
  note_strangers(session, slot);
  if (WasIn* was_in = session.lists.was_in(slot))
    if (const std::uint32_t* noted = was_in->find(element)) return *noted;
  // The list of a deleted owner may have been loaded after a flush took its elements away from it, of which their
  // scalars say nothing.
  if (element != nullptr && list.is_list_of_linked_scalars() && SessionState::is_in_session(owner)) {
    const ScalarSlot& scalar = slot_at<ScalarSlot>(*element, list.reverse->offset);
    const bool is_in_session = SessionState::is_in_session(*element);
    if (is_in_session && !EntityAccess::has_history(*element)) return 0;
    if (is_in_session && scalar.is_changed() && tells_of_list(*element, owner)) {
      const bool is_owner = scalar.has_target() && scalar.target == &owner;
      if (was_owner(session, owner, *element, scalar)) {
        if (!is_owner) return 1;  // otherwise the list tells: it may hold an object that was this row before
      } else if (!scalar.has_target() || is_owner) {
        return 0;  // otherwise it may have been left behind here
      }
    }
  }
  return occurrences(session, owner, slot, list, element);
}

void sort_by_key(std::pmr::vector<Entity*>& objects) {
  const auto key = [](const Entity* object) {
    return object == nullptr ? std::numeric_limits<std::int64_t>::min() : object->id();
  };
  if (std::ranges::is_sorted(objects, {}, key)) return;
  // The keys side by side, each with the place of its object: of many objects, comparisons would wait for each.
  using Keyed = std::pair<std::int64_t, std::size_t>;
  const std::pmr::vector<Entity*> before(objects, objects.get_allocator());
  std::pmr::vector<Keyed> keyed(objects.get_allocator());
  keyed.reserve(before.size());
  for (std::size_t i = 0; i < before.size(); ++i) keyed.emplace_back(key(before[i]), i);
  std::sort(keyed.begin(), keyed.end(), [](const Keyed& a, const Keyed& b) {
    return a.first != b.first ? a.first < b.first : a.second < b.second;
  });
  std::ranges::transform(keyed, objects.begin(), [&](const Keyed& one) { return before[one.second]; });
}

namespace {

// What was added to a list, as History has it.
void sort_added(const ListSlot& slot, const Relationship& relationship, std::pmr::vector<Entity*>& added) {
  const auto is_fit = [&](const Entity* value) {
    return value != nullptr && EntityAccess::mapper(*value) == relationship.target->index();
  };
  if (std::all_of(added.begin(), added.end(), is_fit)) return sort_by_key(added);
  const auto place = [&](Entity* value) { return std::find(slot.elements, slot.elements + slot.size, value); };
  std::stable_sort(added.begin(), added.end(), [&](Entity* a, Entity* b) { return place(a) < place(b); });
}

// Those noted, those queued while the list was not loaded, or all elements of a list without a history.
void ask_list(SessionState& session, Entity& owner, const Relationship& relationship, History& changes) {
  ListSlot& slot = slot_at<ListSlot>(owner, relationship.offset);
  note_strangers(session, slot);
  if (!EntityAccess::has_history(owner)) {
    if (slot.is_loaded()) std::ranges::copy(ListView<Entity>(slot), std::back_inserter(changes.added));
  } else if (WasIn* noted = session.lists.was_in(slot)) {
    for (const auto& [element, was_in] : *noted) {
      const std::uint32_t now = occurrences(session, owner, slot, relationship, element);
      for (std::uint32_t left = now == 0 ? was_in : 0; left > 0; --left) changes.deleted.push_back(element);
      for (std::uint32_t come = was_in == 0 ? now : 0; come > 0; --come) changes.added.push_back(element);
    }
  }
  sort_added(slot, relationship, changes.added);
  sort_by_key(changes.deleted);
  if (slot.is_loaded() || slot.extra == nullptr) return;
  for (const ListQueue::Change& queued : slot.extra->queue.changes())
    (queued.added ? changes.added : changes.deleted).push_back(queued.element);
}

void ask_scalar(SessionState& session, Entity& owner, const Relationship& relationship, History& changes) {
  const ScalarSlot& slot = slot_at<ScalarSlot>(owner, relationship.offset);
  const bool has_history = EntityAccess::has_history(owner);
  if (!slot.has_target() || (has_history && !slot.is_changed())) return;
  const std::optional<Entity*> old = has_history ? old_target(session, slot) : std::optional<Entity*>();
  if (old == slot.target) return;  // it came back
  changes.added.push_back(slot.target);
  if (!has_history) return;
  changes.is_known = old || relationship.direction == Direction::many_to_one || !EntityAccess::has_identity(owner);
  if (old && *old != nullptr) changes.deleted.push_back(*old);
}

bool is_net_key_change(const SessionState& session, const Change& change, const ScalarSlot& slot) {
  if (slot.is_split()) return is_key_changed(session.split_keys.at(&slot));
  if (!slot.is_changed()) return false;
  if (slot.has_target() && !slot.is_followed()) return false;  // no flush gave the column the target's key
  const KeyValue old = old_key(change);
  return !old.is_loaded() || old != key_value(session, *change.object, slot);
}

}  // namespace

History history(SessionState& session, Entity& owner, const Relationship& relationship, Extent extent,
                std::pmr::memory_resource* memory) {
  History changes(memory);
  if (!relationship.uselist) {
    ask_scalar(session, owner, relationship, changes);
    return changes;
  }
  if (extent == Extent::whole) tell_lists_of(session, owner);
  ask_list(session, owner, relationship, changes);
  return changes;
}

bool is_net_change(const SessionState& session, const Change& change) {
  if (change.is_text())
    return slot_at<TextSlot>(*change.object, change.offset).is_changed() && is_net_text_change(change);
  if (change.is_dropped()) return false;
  return is_net_key_change(session, change, slot_at<ScalarSlot>(*change.object, change.offset));
}

bool is_column_changed(const SessionState& session, Entity& object, const Attribute& attribute) {
  if (attribute.kind == SlotKind::list || attribute.column < 0) return false;
  if (attribute.kind == SlotKind::text) {
    const TextSlot& text = slot_at<TextSlot>(object, attribute.offset);
    return text.is_changed() && is_net_text_change(session.log.find(text));
  }
  const ScalarSlot& scalar = slot_at<ScalarSlot>(object, attribute.offset);
  if (scalar.is_split()) return is_key_changed(session.split_keys.at(&scalar));
  return scalar.is_changed() && is_net_key_change(session, session.log.find(scalar), scalar);
}

}  // namespace orm
