#include "orm/flush/flush.h"

#include <algorithm>

#include "orm/flush/actions.h"
#include "orm/flush/followers.h"
#include "orm/flush/keys.h"
#include "orm/flush/unit_of_work.h"
#include "orm/state/forget.h"
#include "orm/state/list_history.h"
#include "orm/state/parents.h"
#include "orm/state/states.h"

namespace orm {
namespace {

bool is_orphan(const SessionState& session, const Entity& object) {
  return orm::is_orphan(session, object, session.mapper_of(object));
}

// New objects that lost their owner while that was outside leave the session.
void add_new(UnitOfWork& work) {
  SessionState& session = work.session();
  for (Entity* object : Prefetched(session.sets.pending())) {
    if (object->state() != State::pending) continue;
    const bool is_lost = EntityAccess::has_flag(*object, EntityAccess::kOrphaned) && is_orphan(session, *object);
    if (is_lost)
      States::make_transient(*object);
    else
      work.add(*object);
  }
}

// What was written to is saved; an orphan goes. Changed objects come by key, so that little is left to sort.
void add_changed(UnitOfWork& work) {
  SessionState& session = work.session();
  const auto add = [&](Entity& object) {
    if (UnitOfWork::takes_part(object) || object.state() != State::persistent) return;
    if (EntityAccess::is_marked_deleted(object)) return;
    work.add(object, is_orphan(session, object));
  };
  work.row_changes().collect();
  work.row_changes().for_each_object(add);
  for (ListSlot* slot : session.changed_lists)
    if (slot->is_noted()) add(*owner_of(*slot));
  for (Entity* object : session.sets.touched()) add(*object);
}

void add_marked(UnitOfWork& work) {
  for (Entity* object : work.session().sets.marked()) work.add(*object, true);
}

// A column that got no value before the INSERT is null in its row; one that was expired before a rollback stays so.
void leave_unset(SessionState& session, Entity& object) {
  for (const Attribute& attribute : session.mapper_of(object).attributes()) {
    if (attribute.kind == SlotKind::text) {
      TextSlot& text = slot_at<TextSlot>(object, attribute.offset);
      if (!text.is_loaded()) text.flags |= TextFlag::kUnset;
    } else if (attribute.kind == SlotKind::scalar && attribute.column >= 0) {
      ScalarSlot& scalar = slot_at<ScalarSlot>(object, attribute.offset);
      if (!scalar.is_split() && !scalar.has_value())
        split(session, object, scalar).column.state = KeyValue::State::unset;
    }
  }
}

void finish(SessionState& session, Entity& object) {
  if (object.state() != State::pending) return load_key(session, object);
  const bool was_rolled_back = EntityAccess::has_flag(object, EntityAccess::kRolledBack);
  settle_keys(session, object);
  States::make_persistent(session, object);
  if (!was_rolled_back) leave_unset(session, object);
}

void finish_all(UnitOfWork& work) {
  SessionState& session = work.session();
  Objects deleted(work.memory());
  work.for_each([&](Entity& object) {
    if (UnitOfWork::is_deleted(object)) deleted.push_back(&object);
  });
  if (!deleted.empty()) States::make_deleted(session, deleted);
  work.for_each([&](Entity& object) {
    if (!UnitOfWork::is_deleted(object)) finish(session, object);
  });
  settle_changed_keys(session);
  forget_changes(session);
  States::end_flush(session);
}

void write_all(UnitOfWork& work) {
  put_followers_right(work.session());
  work.session().parents.before_rows_change();
  tell_lists_for_flush(work.session());
  add_new(work);
  add_changed(work);
  add_marked(work);
  if (work.is_empty()) return;
  work.sort();
  work.prepare();
  run_actions(work);
  finish_all(work);
}

void undo(UnitOfWork& work, const std::string& reason) {
  SessionState& session = work.session();
  session.failure = reason;
  const auto& inserted = session.sets.inserted();
  work.for_each([&](Entity& object) {
    const bool has_row =
        EntityAccess::has_identity(object) && std::find(inserted.begin(), inserted.end(), &object) == inserted.end();
    keep_keys(session, object, has_row);
  });
  if (session.in_transaction) {
    session.in_transaction = session.has_joined = false;
    try {
      session.backend.rollback();
    } catch (const BackendError&) {
      // The engine may have rolled back by itself (a full disk); what matters is the first error.
    }
  }
  States::roll_back(session);
}

}  // namespace

void flush(SessionState& session) {
  if (!session.is_dirty()) return;
  session.require_usable();
  const WithoutFlush guard(session);
  UnitOfWork work(session);
  try {
    write_all(work);
  } catch (const std::exception& error) {
    undo(work, error.what());
    throw;
  }
}

}  // namespace orm
