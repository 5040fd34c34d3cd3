#include "orm/attribute/cascade.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory_resource>
#include <span>
#include <unordered_set>
#include <vector>

#include "orm/attribute/settled.h"
#include "orm/attribute/sync.h"
#include "orm/loading/load.h"
#include "orm/state/history.h"
#include "orm/state/list_history.h"
#include "orm/state/session_state.h"
#include "orm/state/states.h"

namespace orm {
namespace {

using Follow = bool Cascade::*;

// What a changed relationship held before enters the session too, since the flush may have to write it.
template <class Push>
void push_old(SessionState& session, Entity& object, const Relationship& relationship, Push&& push) {
  if (!EntityAccess::has_history(object)) return;
  if (relationship.uselist) {
    const ListSlot& list = slot_at<ListSlot>(object, relationship.offset);
    if (!list.is_loaded()) return;
    if (const WasIn* was_in = session.lists.was_in(list); was_in == nullptr || was_in->empty()) return;
  }
  for (Entity* deleted : history(session, object, relationship).deleted) push(deleted);
}

// Pushes the targets of one relationship, as far as they are loaded.
template <class Push>
void push_targets(Entity& object, const Relationship& relationship, Push&& push) {
  if (!relationship.uselist) {
    const ScalarSlot& scalar = slot_at<ScalarSlot>(object, relationship.offset);
    if (scalar.has_target()) push(scalar.target);
    return;
  }
  const ListSlot& list = slot_at<ListSlot>(object, relationship.offset);
  for (std::uint32_t i = 0; list.is_loaded() && i < list.size; ++i)
    if (list.elements[i] != tombstone()) push(list.elements[i]);
  if (relationship.write_only && list.extra != nullptr)
    for (const ListQueue::Change& queued : list.extra->queue.changes()) push(queued.element);
}

// Nothing is there and nothing was, so that no cascade leads anywhere: what a new object has, but for what it was
// given.
bool is_blank(Entity& object, const Relationship& relationship) {
  if (relationship.uselist) {
    const ListSlot& list = slot_at<ListSlot>(object, relationship.offset);
    return list.size == 0 && list.extra == nullptr;
  }
  const ScalarSlot& scalar = slot_at<ScalarSlot>(object, relationship.offset);
  return !scalar.is_changed() && (!scalar.has_target() || scalar.target == nullptr);
}

// Which elements enter the session when one of them is refused depends on their order: as in SQLAlchemy, those added
// since the last flush are the first.
void added_first(SessionState& session, Entity& owner, const Relationship& relationship, std::span<Entity*> elements) {
  if (!relationship.uselist || elements.size() < 2 || !EntityAccess::has_history(owner)) return;
  ListSlot& list = slot_at<ListSlot>(owner, relationship.offset);
  std::stable_partition(elements.begin(), elements.end(),
                        [&](Entity* element) { return was_in_list(session, owner, list, relationship, element) == 0; });
}

// Pushes the targets of the object's loaded relationships that follow this cascade; save-update stops at objects that
// are in the session, refresh-expire at those without a row unless they are the list's own.
void push_loaded(SessionState& session, Entity& object, Follow follow, std::vector<Entity*>& work) {
  const bool stops_at_members = follow == &Cascade::save_update;
  const auto push = [&](Entity* target) {
    if (target != nullptr && !(stops_at_members && SessionState::is_in_session(*target))) work.push_back(target);
  };
  if (!is_current(object)) return;
  for (const auto& relationship : session.mapper_of(object).relationships()) {
    if (!(relationship->cascade.*follow) || is_blank(object, *relationship)) continue;
    const std::size_t first = work.size();
    push_targets(object, *relationship, push);
    if (follow == &Cascade::refresh_expire && !relationship->cascade.delete_orphan)
      work.erase(std::remove_if(work.begin() + static_cast<std::ptrdiff_t>(first), work.end(),
                                [](const Entity* target) { return !EntityAccess::has_identity(*target); }),
                 work.end());
    if (!stops_at_members) continue;
    added_first(session, object, *relationship, {work.begin() + static_cast<std::ptrdiff_t>(first), work.end()});
    push_old(session, object, *relationship, push);
  }
}

void enter(SessionState& session, Entity& object) {
  require_addable(object);
  if (object.state() != State::transient) return States::attach(session, object);
  States::make_pending(session, object);
}

// What save-update leads to from an object that is in the session.
void bring_in(SessionState& session, Entity& object) {
  std::vector<Entity*> work;
  push_loaded(session, object, &Cascade::save_update, work);
  std::reverse(work.begin(), work.end());  // elements enter in list order
  while (!work.empty()) {
    Entity& next = *work.back();
    work.pop_back();
    if (SessionState::is_in_session(next)) continue;
    enter(session, next);
    const std::size_t first = work.size();
    push_loaded(session, next, &Cascade::save_update, work);
    std::reverse(work.begin() + static_cast<std::ptrdiff_t>(first), work.end());
  }
}

// Functions of their own, so that what is in the session already saves no registers for them.
[[gnu::noinline]] void make_pending(SessionState& session, Entity& object) { States::make_pending(session, object); }
[[gnu::noinline]] void add_with_questions(SessionState& session, Entity& object) {
  if (!SessionState::is_in_session(object)) enter(session, object);
  if (!settled::brings_in_nothing(session, object)) bring_in(session, object);
}

}  // namespace

void require_addable(const Entity& object) {
  if (EntityAccess::has_flag(object, EntityAccess::kRowDeleted))
    throw InstanceDeleted(
        fmt::format("{} was deleted: its row is gone, so it cannot be added again", label_of(object)));
}

void enter_alone(SessionState& session, Entity& object) {
  EntityAccess::set_flag(object, EntityAccess::kOrphaned, false);
  States::make_pending(session, object);
}

void cascade_add(SessionState& session, Entity& object) {
  EntityAccess::set_flag(object, EntityAccess::kOrphaned, false);  // not of what it brings in, as in SQLAlchemy
  const bool is_unused = EntityAccess::is_unused(object);
  if (!is_unused && !SessionState::is_in_session(object)) return add_with_questions(session, object);
  if (!settled::brings_in_nothing(session, object)) return add_with_questions(session, object);
  if (is_unused) make_pending(session, object);
}

void load_for_delete(SessionState& session, Entity& owner, const Relationship& relationship) {
  if (relationship.passive_deletes) return session.thaw(owner);
  if (relationship.write_only)
    throw LoadRefused(
        fmt::format("{} is deleted, and {} is write_only and is never loaded: declare passive_deletes, and let the "
                    "database delete or release what it holds",
                    label_of(owner), label_of(owner, relationship.name)));
  session.refused.erase({&owner, &relationship});
  if (relationship.uselist)
    load_list(slot_at<ListSlot>(owner, relationship.offset));
  else
    load_scalar(slot_at<ScalarSlot>(owner, relationship.offset));
}

std::pmr::vector<Entity*> reached_by_delete(SessionState& session, Entity& object, std::pmr::memory_resource* memory) {
  std::pmr::vector<Entity*> reached({&object}, memory);
  const auto& own = session.mapper_of(object).relationships();
  if (std::none_of(own.begin(), own.end(), [](const auto& one) { return one->cascade.remove; })) return reached;
  std::array<std::byte, 1024> few;  // most objects reach few others
  std::pmr::monotonic_buffer_resource visited(few.data(), few.size());
  struct Visit {
    Entity* object;
    std::pmr::vector<Entity*> elements;
    std::size_t relationship = 0;  // the next one
    std::size_t element = 0;       // the next one
  };
  std::pmr::unordered_set<Entity*> seen(&visited);
  std::pmr::vector<Visit> visits(&visited);
  const auto visit_next = [&](Entity* next) { visits.push_back({next, std::pmr::vector<Entity*>(&visited)}); };
  seen.insert(&object);
  visit_next(&object);
  while (!visits.empty()) {
    Visit& visit = visits.back();
    const auto& relationships = session.mapper_of(*visit.object).relationships();
    if (visit.element < visit.elements.size()) {
      Entity* element = visit.elements[visit.element++];
      reached.push_back(element);
      visit_next(element);
    } else if (visit.relationship < relationships.size()) {
      const Relationship& relationship = *relationships[visit.relationship++];
      visit.elements.clear();
      visit.element = 0;
      if (!relationship.cascade.remove) continue;
      load_for_delete(session, *visit.object, relationship);
      push_targets(*visit.object, relationship, [&](Entity* target) {
        if (target != nullptr && seen.insert(target).second) visit.elements.push_back(target);
      });
    } else {
      visits.pop_back();
    }
  }
  return reached;
}

namespace {

// An object whose row is gone is there again from here on: a flush before one of the SELECTs saves what was done to it.
std::pmr::vector<Entity*> reached_by_second_delete(SessionState& session, Entity& object) {
  const AsPersistent guard(object);
  return reached_by_delete(session, object);
}

}  // namespace

void cascade_delete(SessionState& session, Entity& object) {
  if (States::was_deleted_midway(session, object)) return;
  if (EntityAccess::has_identity(object)) States::attach(session, object);
  if (object.state() != State::persistent && object.state() != State::deleted)
    throw NotPersisted(fmt::format("{} is {}: only an object with a row can be deleted", label_of(object),
                                   state_name(object.state())));
  if (EntityAccess::is_marked_deleted(object)) return;
  // First all that is reached, so that a flush before one of the SELECTs deletes nothing yet.
  const bool was_gone = object.state() == State::deleted;
  for (Entity* next : was_gone ? reached_by_second_delete(session, object) : reached_by_delete(session, object)) {
    if (!EntityAccess::has_identity(*next) || EntityAccess::is_marked_deleted(*next)) continue;
    if (next == &object && !was_gone && next->state() == State::deleted) {  // such a flush deleted it, an orphan
      States::note_deleted_midway(session, *next);
      continue;
    }
    States::attach(session, *next);
    States::mark_deleted(session, *next);
  }
}

namespace {

void leave(SessionState& session, Entity& object, std::vector<Entity*>& reachable) {
  push_loaded(session, object, &Cascade::expunge, reachable);
  if (SessionState::is_in_session(object))
    for (const Attribute& attribute : session.mapper_of(object).attributes())
      if (attribute.kind == SlotKind::scalar)
        tell_lists(session, object, slot_at<ScalarSlot>(object, attribute.offset));
  tell_lists_of(session, object);
  for (const std::uint16_t offset : session.mapper_of(object).list_offsets()) {
    ListSlot& list = slot_at<ListSlot>(object, offset);  // its elements move on without it
    if (list.is_loaded()) list.flags |= ListFlag::kIrregular;
  }
  States::leave(session, object);
}

}  // namespace

void cascade_expunge(SessionState& session, Entity& object) {
  if (!SessionState::is_attached(object))
    throw NotInSession(fmt::format("{} is {}: it is not in the session", label_of(object), state_name(object.state())));
  std::vector<Entity*> work;  // without memory of its own until something is reachable
  leave(session, object, work);
  if (work.empty()) return;
  std::unordered_set<Entity*> seen{&object};
  while (!work.empty()) {
    Entity& next = *work.back();
    work.pop_back();
    if (seen.insert(&next).second) leave(session, next, work);
  }
}

void cascade_expire(SessionState& session, Entity& object) {
  std::vector<Entity*> work{&object};
  std::unordered_set<Entity*> seen;
  while (!work.empty()) {
    Entity& next = *work.back();
    work.pop_back();
    if (!seen.insert(&next).second) continue;
    push_loaded(session, next, &Cascade::refresh_expire, work);
    States::make_transient(next);  // of a pending one, as in SQLAlchemy
    if (!EntityAccess::has_identity(next)) continue;
    session.thaw(next);
    for (const Attribute& attribute : session.mapper_of(next).attributes()) {
      if (attribute.kind != SlotKind::scalar) continue;
      ScalarSlot& scalar = slot_at<ScalarSlot>(next, attribute.offset);
      if (SessionState::is_in_session(next)) tell_lists(session, next, scalar);  // of others the lists know themselves
      scalar.flags |= ScalarFlag::kStray;
    }
    session.forget_values(next);
  }
}

}  // namespace orm
