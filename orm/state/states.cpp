#include "orm/state/states.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "orm/state/forget.h"
#include "orm/state/list_history.h"

namespace orm {

// Those that are not pending any more: the last add() counts. All at once, before the next enters.
void States::forget_those_that_left(SessionState& session) {
  session.sets.any_pending_left_ = false;
  std::erase_if(session.sets.pending_, [](const Entity* one) { return one->state() != State::pending; });
}

void States::attach(SessionState& session, Entity& object) {
  const bool is_displaced = EntityAccess::has_flag(object, EntityAccess::kDisplaced);
  if (object.state() == State::persistent && !is_displaced) return;
  Entity*& place = session.identity_of(session.mapper_of(object)).place(object.id());
  if (place != nullptr && place != &object)
    throw IdentityConflict(fmt::format("another object is {} in this session: expunge it first", label_of(object)));
  place = &object;
  session.has_attached = true;
  if (is_displaced) return settle_displaced(session, object);
  if (object.state() == State::detached) note_returned(session, object);
  const bool is_gone = EntityAccess::has_flag(object, EntityAccess::kRowDeleted);
  EntityAccess::set_state(object, is_gone ? State::deleted : State::persistent);
  EntityAccess::generation(object) = EntityAccess::generations[session.number];
}

// What its lists held was noted when it left, and may have been forgotten since: from now on they note its moves one by
// one, and its own record tells of none of them.
void States::note_returned(SessionState& session, Entity& object) {
  bool is_changed = false;
  for (const Attribute& attribute : session.mapper_of(object).attributes())
    is_changed |= attribute.kind == SlotKind::scalar && slot_at<ScalarSlot>(object, attribute.offset).is_changed();
  if (!is_changed) return;
  for (const Attribute& attribute : session.mapper_of(object).attributes())
    if (attribute.kind == SlotKind::scalar) slot_at<ScalarSlot>(object, attribute.offset).flags |= ScalarFlag::kStray;
  EntityAccess::set_flag(object, EntityAccess::kReturned, true);
}

// Another object takes its key.
void States::displace(SessionState& session, Entity& object) {
  session.thaw(object);
  session.sets.displaced_.push_back(&object);
}

// It has its key again, or leaves the session.
void States::settle_displaced(SessionState& session, Entity& object) {
  if (!session.sets.displaced_.empty()) std::erase(session.sets.displaced_, &object);
  EntityAccess::set_flag(object, EntityAccess::kDisplaced, false);
}

void States::take_key(SessionState& session, Entity& object) {
  Entity*& place = session.identity_of(session.mapper_of(object)).place(object.id());
  if (place != nullptr && place != &object) displace(session, *place);  // two new objects took one row
  place = &object;
}

void States::make_persistent(SessionState& session, Entity& object) {
  make_loaded(session, object);
  EntityAccess::set_flag(object, EntityAccess::kRolledBack | EntityAccess::kOrphaned, false);
  take_key(session, object);
  session.sets.inserted_.push_back(&object);
}

// The lists of an object that leaves the session are left behind by their elements' moves.
void States::distrust_lists(SessionState& session, Entity& object) {
  for (const std::uint16_t offset : session.mapper_of(object).list_offsets())
    slot_at<ListSlot>(object, offset).flags |= ListFlag::kIrregular;
}

void States::make_deleted(SessionState& session, std::span<Entity* const> objects) {
  for (Entity* object : objects) {
    session.thaw(*object);
    distrust_lists(session, *object);
    EntityAccess::set_flag(*object, EntityAccess::kMarkedDeleted, false);
    EntityAccess::set_state(*object, State::deleted);
    EntityAccess::set_flag(*object, EntityAccess::kRowDeleted, true);
    session.identity_of(session.mapper_of(*object)).erase(*object);
    session.sets.deleted_.push_back(object);
  }
  std::erase_if(session.sets.marked_, [](const Entity* object) { return !EntityAccess::is_marked_deleted(*object); });
}

void States::leave(SessionState& session, Entity& object) {
  unmark_deleted(session, object);
  switch (object.state()) {
    case State::pending:
      session.sets.any_pending_left_ = true;
      return make_transient(object);
    case State::deleted:
      std::erase(session.sets.deleted_, &object);
      session.identity_of(session.mapper_of(object)).erase(object);  // it was marked again
      break;
    case State::persistent:
      session.thaw(object);
      session.identity_of(session.mapper_of(object)).erase(object);
      settle_displaced(session, object);
      break;
    default:
      return;
  }
  EntityAccess::set_state(object, State::detached);
}

bool States::was_deleted_midway(const SessionState& session, const Entity& object) {
  const auto& midway = session.sets.deleted_midway_;
  return std::find(midway.begin(), midway.end(), &object) != midway.end();
}
void States::note_deleted_midway(SessionState& session, Entity& object) {
  session.sets.deleted_midway_.push_back(&object);
}

void States::mark_deleted(SessionState& session, Entity& object) {
  if (EntityAccess::is_marked_deleted(object)) return;
  EntityAccess::set_flag(object, EntityAccess::kMarkedDeleted, true);
  session.sets.marked_.push_back(&object);
}
void States::unmark_deleted(SessionState& session, Entity& object) {
  if (!EntityAccess::is_marked_deleted(object)) return;
  EntityAccess::set_flag(object, EntityAccess::kMarkedDeleted, false);
  std::erase(session.sets.marked_, &object);
}

void States::note_touched(SessionState& session, Entity& object) { session.sets.touched_.push_back(&object); }
void States::forget_touched(SessionState& session, const Entity& object) {
  if (!session.sets.touched_.empty()) std::erase(session.sets.touched_, &object);
}

void States::end_flush(SessionState& session) {
  session.sets.pending_.clear();
  session.sets.any_pending_left_ = false;
  session.sets.deleted_midway_.clear();
  // From now on they are not expired with the others, and no flush looks at them.
  for (Entity* object : session.sets.displaced_) EntityAccess::set_flag(*object, EntityAccess::kDisplaced, true);
}

void States::end_transaction(SessionState& session) {
  for (Entity* object : session.sets.deleted_)
    if (object->state() == State::deleted) EntityAccess::set_state(*object, State::detached);
  session.sets.deleted_.clear();
  session.sets.inserted_.clear();
  session.has_attached = false;
  session.next_generation();
}

// An inserted object whose row was rolled back keeps its values, its written keys among them.
void States::keep_as_transient(SessionState& session, Entity& object) {
  session.thaw(object);
  distrust_lists(session, object);
  EntityAccess::set_flag(object, EntityAccess::kRolledBack, true);
  EntityAccess::set_flag(object, EntityAccess::kRowDeleted, false);
  if (object.state() == State::persistent) session.identity_of(session.mapper_of(object)).erase(object);
  settle_displaced(session, object);
  EntityAccess::set_state(object, State::transient);
}

void States::restore_deleted(SessionState& session, Entity& object) {
  EntityAccess::set_flag(object, EntityAccess::kRowDeleted, false);
  if (object.state() != State::deleted) return;
  EntityAccess::set_state(object, State::persistent);
  take_key(session, object);
  settle_displaced(session, object);
}

void States::forget_marks(SessionState& session) {
  for (Entity* object : session.sets.marked_) EntityAccess::set_flag(*object, EntityAccess::kMarkedDeleted, false);
  session.sets.marked_.clear();
}

namespace {

// SQLAlchemy reverts the deletion of an object that the same transaction inserted, and that was marked again since,
// once it is transient: it finds no row to come back to, and stops before anything is expired.
const Entity* irrevertible(const SessionState& session) {
  const auto& inserted = session.sets.inserted();
  for (const Entity* object : session.sets.marked())
    if (object->state() == State::deleted && std::find(inserted.begin(), inserted.end(), object) != inserted.end())
      return object;
  return nullptr;
}

}  // namespace

void States::roll_back(SessionState& session) {
  SessionSets& sets = session.sets;
  session.parents.before_rows_change();
  const Entity* stuck = irrevertible(session);
  for (Entity* object : sets.pending_) make_transient(*object);
  if (stuck == nullptr) forget_deleted_twice(session);
  for (Entity* object : sets.marked_)
    if (object->state() == State::deleted) {  // marked again, so that SQLAlchemy reverts its deletion
      EntityAccess::set_flag(*object, EntityAccess::kRowDeleted, false);
      EntityAccess::set_state(*object, State::persistent);
    }
  if (!sets.inserted_.empty() || !sets.pending_.empty()) tell_all_lists(session);
  for (Entity* object : sets.inserted_) keep_as_transient(session, *object);
  for (Entity* object : sets.deleted_) restore_deleted(session, *object);
  end_flush(session);
  forget_changes(session);
  forget_marks(session);
  sets.inserted_.clear();
  sets.deleted_.clear();
  if (stuck != nullptr)
    throw NotPersisted(
        fmt::format("{} was inserted, deleted and marked again in one transaction: its deletion cannot be "
                    "rolled back",
                    label_of(*stuck)));
  session.next_generation();
}

}  // namespace orm
