#include "orm/flush/unit_of_work.h"

#include <fmt/format.h>

#include <algorithm>

#include "orm/flush/dependencies.h"
#include "orm/flush/flush_order.h"
#include "orm/flush/flush_plan.h"
#include "orm/state/list_history.h"
#include "orm/state/states.h"

namespace orm {

namespace {

void forget_change(SessionState& session, const Change& change) {
  if (change.kind == Change::Kind::dropped) return;
  if (change.is_text()) {  // text and scalar slots keep their flags at different places
    slot_at<TextSlot>(*change.object, change.offset).flags &= static_cast<std::uint8_t>(~SlotFlags::kChanged);
    return;
  }
  ScalarSlot& scalar = slot_at<ScalarSlot>(*change.object, change.offset);
  scalar.flags &= static_cast<std::uint8_t>(~SlotFlags::kChanged);
  if (change.kind != Change::Kind::split || !scalar.is_split()) return;
  SplitKey& key = session.split_keys.at(&scalar);
  key.is_changed = key.is_logged = key.is_synced = false;
}

// Of an object outside the session, should it enter later, its scalar would not tell that the list held it by now.
void forget_was_in(SessionState& session, ListSlot& slot) {
  const Relationship& list = *session.attribute_of(*owner_of(slot), slot.attribute).relationship;
  const auto holds = [&](Entity* element) {
    if (!list.is_list_of_linked_scalars() || !slot.is_loaded()) return false;
    return element != nullptr && !SessionState::is_attached(*element) && session.ordered(slot, list).contains(element);
  };
  std::erase_if(slot.extra->was_in, [&](const auto& noted) { return !holds(noted.first); });
  for (auto& [element, was_in] : slot.extra->was_in) {
    was_in = session.ordered(slot, list).count(element);
    slot_at<ScalarSlot>(*element, list.reverse->offset).flags |= SlotFlags::kStray;
  }
}

template <class Keep>
void forget_list_changes(SessionState& session, Keep&& keeps) {
  std::erase_if(session.changed_lists, [&](ListSlot* slot) {
    if (slot->extra == nullptr || !slot->extra->is_noted) return true;
    if (keeps(*owner_of(*slot))) return false;
    slot->extra->queue.clear();
    forget_was_in(session, *slot);
    slot->extra->is_noted = false;
    return true;
  });
}

template <class Keep>
void forget_changes_except(SessionState& session, Keep&& keeps) {
  bool any_kept = false;
  session.history.for_each_backwards([&](const Change& change) {
    if (keeps(*change.object))
      any_kept = true;
    else
      forget_change(session, change);
  });
  session.history.keep_only([&](const Change& change) { return any_kept && keeps(*change.object); });
  std::erase_if(session.touched, [&](const Entity* object) { return !keeps(*object); });
  forget_list_changes(session, keeps);
}

}  // namespace

void forget_changes(SessionState& session) {
  // An object that left its session or the database keeps its changes; so does one that never was in it, and one that
  // no flush looks at.
  forget_changes_except(session, [](const Entity& object) {
    return object.state() == State::detached || object.state() == State::transient ||
           object.state() == State::deleted || EntityAccess::has_flag(object, EntityAccess::kDisplaced);
  });
  session.pending.clear();
  session.deleted_midway.clear();
  for (Entity* object : session.marked) EntityAccess::set_flag(*object, EntityAccess::kMarkedDeleted, false);
  session.marked.clear();
}

void forget_persistent_changes(SessionState& session) {
  forget_changes_except(session, [](const Entity& object) {
    return object.state() != State::persistent || EntityAccess::has_flag(object, EntityAccess::kDisplaced);
  });
}

namespace {

// A column that got no value before the INSERT is null in its row; one that was expired before a rollback stays so.
void leave_unset(SessionState& session, Entity& object, const Attribute& attribute) {
  if (attribute.kind == SlotKind::text) {
    TextSlot& text = slot_at<TextSlot>(object, attribute.offset);
    if ((text.flags & SlotFlags::kLoaded) == 0) text.flags |= kUnsetText;
  } else if (attribute.kind == SlotKind::scalar && attribute.column >= 0) {
    ScalarSlot& scalar = slot_at<ScalarSlot>(object, attribute.offset);
    if (!scalar.is_split() && !scalar.has_value()) split(session, object, scalar).column.state = KeyValue::State::unset;
  }
}

// Another object takes its key.
void displace(SessionState& session, Entity& object) {
  session.thaw(object);
  session.displaced.push_back(&object);
}
// From now on they are not expired with the others, and no flush looks at them.
void leave_displaced(SessionState& session) {
  for (Entity* object : session.displaced) EntityAccess::set_flag(*object, EntityAccess::kDisplaced, true);
}

void mark_written(SessionState& session, const FlushPlan& plan) {
  if (!plan.deleted().empty()) keep_deleted_targets(session);
  for (Entity* object : plan.deleted()) leave_as_deleted(session, *object);
  const std::uint16_t generation = EntityAccess::generations[session.number];
  const auto enter = [&](Entity& object) {
    const bool was_rolled_back = EntityAccess::has_flag(object, EntityAccess::kRolledBack);
    EntityAccess::state(object) = State::persistent;
    EntityAccess::generation(object) = generation;
    EntityAccess::set_flag(object, EntityAccess::kRolledBack, false);
    Entity*& place = session.identity_of(session.mapper_of(object)).place(object.id());
    if (place != nullptr && place != &object) displace(session, *place);  // two new objects took one row
    place = &object;
    session.inserted.push_back(&object);
    if (was_rolled_back) return;
    for (const Attribute& attribute : session.mapper_of(object).attributes()) leave_unset(session, object, attribute);
  };
  for (Entity* object : plan.inserted()) enter(*object);
  for (Entity* object : plan.switched()) enter(*object);
}

// SQLAlchemy finds a cycle when nothing else is left to write: an error of the rows before it comes first.
[[noreturn]] void write_up_to(SessionState& session, Dependencies& dependencies, const Cycle& cycle) {
  dependencies.leave_out(cycle.objects);
  dependencies.write_keys_of_rows();
  FlushPlan plan(session, cycle.objects);
  session.begin_if_needed();
  plan.write([&] { dependencies.write_keys_of_new(); });
  plan.keep_new_keys();
  throw CircularDependency(cycle.message);
}

void write_all(SessionState& session) {
  tell_lists_of_marked(session);
  Dependencies dependencies(session);
  dependencies.mark_orphans();
  dependencies.load_owned_in_trees();
  dependencies.keep_adopted();
  dependencies.delete_lost_children();
  dependencies.load_owned();
  dependencies.load_parents();
  if (const Cycle cycle = find_cycle(session, dependencies.changed()); cycle.is_found())
    write_up_to(session, dependencies, cycle);
  dependencies.write_keys_of_rows();
  dependencies.release_children();
  FlushPlan plan(session);
  const auto write_keys = [&] {
    dependencies.reload_owners();
    dependencies.write_keys_of_new();
  };
  if (plan.is_empty()) return write_keys();
  session.begin_if_needed();
  plan.write(write_keys);
  mark_written(session, plan);
}

// After a flush that failed, what it had settled already counts as changed again.
void restore_changes(SessionState& session) {
  session.history.for_each_backwards([](const Change& change) {
    if (change.is_text())
      slot_at<TextSlot>(*change.object, change.offset).flags |= SlotFlags::kChanged;
    else if (change.is_scalar() && change.kind != Change::Kind::split &&
             !slot_at<ScalarSlot>(*change.object, change.offset).is_split())
      slot_at<ScalarSlot>(*change.object, change.offset).flags |= SlotFlags::kChanged;
  });
}

}  // namespace

void flush(SessionState& session) {
  if (!session.is_dirty()) return;
  session.require_usable();
  const WithoutFlush guard(session);
  try {
    write_all(session);
  } catch (const std::exception& error) {
    session.failure = error.what();
    restore_changes(session);
    if (session.in_transaction) {
      session.in_transaction = session.has_joined = false;
      try {
        session.backend.rollback();
      } catch (const BackendError&) {
        // The engine may have rolled back by itself (a full disk); what matters is the first error.
      }
    }
    restore_states(session);
    throw;
  }
  forget_changes(session);
  leave_displaced(session);  // what they changed, this flush wrote
}

namespace {

// An inserted object whose row was rolled back keeps its values, its written keys among them.
void keep_as_transient(SessionState& session, Entity& object) {
  session.thaw(object);
  distrust_lists(session, object);
  EntityAccess::set_flag(object, EntityAccess::kRolledBack, true);
}

}  // namespace

void forget_deleted_twice(SessionState& session) {
  for (Entity* object : session.marked)
    if (object->state() == State::deleted) session.forget_values(*object);
}

namespace {

// SQLAlchemy reverts the deletion of an object that the same transaction inserted, and that was marked again since,
// once it is transient: it finds no row to come back to, and stops before anything is expired.
const Entity* irrevertible(const SessionState& session) {
  for (const Entity* object : session.marked)
    if (object->state() == State::deleted &&
        std::find(session.inserted.begin(), session.inserted.end(), object) != session.inserted.end())
      return object;
  return nullptr;
}

}  // namespace

void restore_states(SessionState& session) {
  const Entity* stuck = irrevertible(session);
  for (Entity* object : session.pending)
    if (object->state() == State::pending) EntityAccess::state(*object) = State::transient;
  if (stuck == nullptr) forget_deleted_twice(session);
  for (Entity* object : session.marked)
    if (object->state() == State::deleted) {  // marked again, so that SQLAlchemy reverts its deletion
      EntityAccess::set_flag(*object, EntityAccess::kRowDeleted, false);
      EntityAccess::state(*object) = State::persistent;
    }
  if (!session.inserted.empty() || !session.pending.empty()) tell_all_lists(session);
  for (Entity* object : session.inserted) {
    keep_as_transient(session, *object);
    EntityAccess::set_flag(*object, EntityAccess::kRowDeleted, false);
    if (object->state() == State::persistent) session.identity_of(session.mapper_of(*object)).erase(*object);
    session.settle_displaced(*object);
    EntityAccess::state(*object) = State::transient;
  }
  for (Entity* object : session.deleted) {
    EntityAccess::set_flag(*object, EntityAccess::kRowDeleted, false);
    if (object->state() != State::deleted) continue;
    EntityAccess::state(*object) = State::persistent;
    Entity*& place = session.identity_of(session.mapper_of(*object)).place(object->id());
    if (place != nullptr && place != object) displace(session, *place);
    place = object;
    session.settle_displaced(*object);
  }
  leave_displaced(session);
  forget_changes(session);
  session.inserted.clear();
  session.deleted.clear();
  if (stuck != nullptr)
    throw NotPersisted(
        fmt::format("{} was inserted, deleted and marked again in one transaction: its deletion cannot be "
                    "rolled back",
                    label_of(*stuck)));
  session.next_generation();
}

}  // namespace orm
