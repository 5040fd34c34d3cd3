// How an object goes from one state to the next, with all that has to change then: its flags, its place in the identity
// map, and the session's sets, which nothing else touches.
//
//   transient -> pending -> persistent -> deleted -> detached, and back as rollbacks have it.
#pragma once

#include <span>

#include "orm/state/session_state.h"

namespace orm {

struct States {
  // Its row was read: persistent and current.
  static void make_loaded(const SessionState& session, Entity& object) noexcept {
    EntityAccess::set_state(object, State::persistent);
    EntityAccess::generation(object) = EntityAccess::generations[session.number];
  }
  // A transient object waits for the flush.
  static void make_pending(SessionState& session, Entity& object) {
    if (session.sets.any_pending_left_) [[unlikely]]
      forget_those_that_left(session);
    EntityAccess::set_state(object, State::pending);
    session.sets.pending_.push_back(&object);
  }
  // A detached object, or one that another displaced, is known by its key again, with what it holds. Throws
  // IdentityConflict when another object has the key.
  static void attach(SessionState& session, Entity& object);
  // Its row was inserted, or it took the row of an object that was to be deleted.
  static void make_persistent(SessionState& session, Entity& object);
  // Their rows were deleted, or are found gone: deleted until the transaction ends, and no longer known by their keys.
  static void make_deleted(SessionState& session, std::span<Entity* const> objects);
  // A pending object leaves the session without a trace.
  static void make_transient(Entity& object) noexcept {
    if (object.state() == State::pending) EntityAccess::set_state(object, State::transient);
  }
  // Expunged: a pending object becomes transient, any other detached.
  static void leave(SessionState& session, Entity& object);

  // To be deleted by the flush. False when the flush that its own delete began has deleted it by now.
  static bool was_deleted_midway(const SessionState& session, const Entity& object);
  static void note_deleted_midway(SessionState& session, Entity& object);
  static void mark_deleted(SessionState& session, Entity& object);
  static void unmark_deleted(SessionState& session, Entity& object);

  // Written to, though what was written was expired: the flush looks at it.
  static void note_touched(SessionState& session, Entity& object);
  static void forget_touched(SessionState& session, const Entity& object);
  template <class Keep>
  static void keep_touched(SessionState& session, Keep&& keeps) {
    std::erase_if(session.sets.touched_, [&](const Entity* object) { return !keeps(*object); });
  }

  // The flush succeeded: nothing is pending; what it did not delete stays marked.
  static void end_flush(SessionState& session);
  // COMMIT: what was deleted is detached; all else is expired.
  static void end_transaction(SessionState& session);
  // ROLLBACK: what was pending or inserted is transient again, what was deleted persistent; all that is persistent is
  // expired. Throws NotPersisted, with nothing expired, as SQLAlchemy does, where an object that this transaction
  // inserted and deleted was marked once more.
  static void roll_back(SessionState& session);

 private:
  static void forget_those_that_left(SessionState& session);
  static void distrust_lists(SessionState& session, Entity& object);
  static void displace(SessionState& session, Entity& object);
  static void note_returned(SessionState& session, Entity& object);
  static void settle_displaced(SessionState& session, Entity& object);
  static void take_key(SessionState& session, Entity& object);
  static void keep_as_transient(SessionState& session, Entity& object);
  static void restore_deleted(SessionState& session, Entity& object);
  static void forget_marks(SessionState& session);
};

// While it lives an object whose row is gone counts as persistent: a flush saves what was done to it.
class AsPersistent {
 public:
  explicit AsPersistent(Entity& object) : object_(object), before_(object.state()) {
    EntityAccess::set_state(object_, State::persistent);
  }
  ~AsPersistent() { EntityAccess::set_state(object_, before_); }
  AsPersistent(const AsPersistent&) = delete;
  AsPersistent& operator=(const AsPersistent&) = delete;

 private:
  Entity& object_;
  State before_;
};

}  // namespace orm
