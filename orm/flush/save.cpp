#include "orm/flush/save.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "orm/flush/keys.h"
#include "orm/flush/rows.h"
#include "orm/loading/load.h"
#include "orm/state/states.h"

namespace orm {
namespace {

struct Update {
  ColumnSet columns;
  Objects objects;
};
struct Rows {
  explicit Rows(std::pmr::memory_resource* memory) : inserts(memory), taken(memory), updates(memory) {}

  Objects inserts;
  // Rows of objects that go, by new ones, in the order in which these came: two may take one.
  std::pmr::vector<Update> taken;
  std::pmr::map<ColumnSet, Objects> updates;
};

// Another object that has the new one's key. One that is expired is asked first whether its row is still there.
Entity* holder_of_key(SessionState& session, const Entity& object) {
  Entity* holder = session.identity_of(session.mapper_of(object)).find(object.id());
  if (holder == nullptr || !SessionState::is_expired(*holder)) [[likely]]
    return holder;
  try {
    refresh_columns(session, *holder);
  } catch (const ObjectDeleted&) {
    States::make_deleted(session, {&holder, 1});
    return nullptr;
  }
  return holder;
}

void add_new(SessionState& session, Entity& object, Rows& rows) {
  Entity* holder = holder_of_key(session, object);
  if (holder == nullptr || !UnitOfWork::is_deleted(*holder)) return rows.inserts.push_back(&object);
  UnitOfWork::keep_row(*holder);
  const ColumnSet columns = columns_with_a_value(session, object);
  if (columns == 0) return;
  const auto is_same_row = [&](const Entity* other) { return other->id() == object.id(); };
  if (rows.taken.empty() || rows.taken.back().columns != columns ||
      std::ranges::any_of(rows.taken.back().objects, is_same_row))
    rows.taken.push_back({columns, Objects(rows.taken.get_allocator())});
  rows.taken.back().objects.push_back(&object);
}

}  // namespace

void save_objects(UnitOfWork& work, const Mapper& mapper, const Objects& objects) {
  if (objects.empty()) return;
  SessionState& session = work.session();
  RowChanges& changes = work.row_changes();
  changes.collect();
  Rows rows(work.memory());
  for (Entity* object : Prefetched(objects)) {
    if (object->state() == State::pending) {
      add_new(session, *object, rows);
    } else if (const ColumnSet columns = changes.columns_of(*object)) {
      load_key(session, *object);
      rows.updates[columns].push_back(object);
    }
  }
  if (rows.inserts.empty() && rows.taken.empty() && rows.updates.empty()) return;
  session.begin_if_needed();
  for (const auto& [columns, changed] : rows.taken) update_rows(session, mapper, columns, changed);
  for (auto& [columns, changed] : rows.updates) {
    sort_by_key(changed);
    update_rows(session, mapper, columns, changed);
  }
  sort_by_key(rows.inserts);
  insert_rows(session, mapper, rows.inserts);
}

void delete_objects(UnitOfWork& work, const Mapper& mapper, Objects objects) {
  std::erase_if(objects, [](const Entity* object) { return !UnitOfWork::is_deleted(*object); });
  if (objects.empty()) return;
  SessionState& session = work.session();
  for (Entity* object : objects) {
    if (!EntityAccess::has_identity(*object))
      throw FlushError(fmt::format("{} cannot be deleted: it has no row yet. Take it out of the session, or keep it",
                                   label_of(*object)));
    load_key(session, *object);
  }
  session.begin_if_needed();
  sort_by_key(objects);
  delete_rows(session, mapper, objects);
}

}  // namespace orm
