#include "orm/loading/load.h"

#include <fmt/format.h>

#include "orm/instance/errors.h"
#include "orm/state/states.h"

namespace orm {
namespace {

// A fresh or fully expired object takes every cell.
void fill_all(SessionState& session, const Mapper& mapper, Entity& object, Row row) {
  const Cell* cells = row.data() + 1;
  mapper.model().hydrate(object, cells, session.arena);
  cells += mapper.text_columns();
  for (const std::uint16_t offset : mapper.foreign_key_offsets())
    load_key(slot_at<ScalarSlot>(object, offset), *cells++);
}

// An object with some attributes unloaded takes the cells of those; what is loaded or written stays. An attribute that
// got no value before its row was inserted is not expired: a refresh leaves it, any other row fills it.
void fill_unloaded(SessionState& session, const Mapper& mapper, Entity& object, Row row, bool is_refresh = false) {
  const Cell* texts = row.data() + 1;
  const Cell* keys = texts + mapper.text_columns();
  for (const Attribute& attribute : mapper.attributes()) {
    if (attribute.kind == SlotKind::text) {
      auto& slot = slot_at<TextSlot>(object, attribute.offset);
      const bool stays = is_refresh && (slot.flags & TextFlag::kUnset) != 0;
      if (!slot.is_loaded() && !stays) load_text(slot, *texts, session.arena);
      ++texts;
    } else if (attribute.column >= 0) {
      auto& slot = slot_at<ScalarSlot>(object, attribute.offset);
      const bool stays = is_refresh && key_value(session, object, slot).state == KeyValue::State::unset;
      if (!stays) load_unloaded_key(session, object, slot, *keys);
      ++keys;
    }
  }
  EntityAccess::set_flag(object, EntityAccess::kThawed | EntityAccess::kKeyExpired, false);
}

bool has_unloaded_columns(SessionState& session, const Entity& entity) {
  auto& object = const_cast<Entity&>(entity);
  for (const Attribute& attribute : session.mapper_of(object).attributes()) {
    if (attribute.kind == SlotKind::text && !slot_at<TextSlot>(object, attribute.offset).is_loaded()) return true;
    if (attribute.kind == SlotKind::scalar && attribute.column >= 0) {
      const auto& slot = slot_at<ScalarSlot>(object, attribute.offset);
      if (!key_value(session, object, slot).is_loaded()) return true;
    }
  }
  return false;
}

// Relationships stay as they are.
void forget_columns(SessionState& session, Entity& object) {
  for (const Attribute& attribute : session.mapper_of(object).attributes()) {
    if (attribute.kind == SlotKind::text) {
      session.drop_change(object, attribute);
      slot_at<TextSlot>(object, attribute.offset).forget();
    } else if (attribute.column >= 0) {
      expire_key(session, object, slot_at<ScalarSlot>(object, attribute.offset));
    }
  }
}

// The row of an object that is in the identity map. Not inline, so that a new one needs none of its registers.
[[gnu::noinline]] void fill_present(SessionState& session, const Mapper& mapper, Entity& object, Row row) {
  if (!is_current(object)) {
    session.forget_values(object);
    fill_all(session, mapper, object, row);
    EntityAccess::set_flag(object, EntityAccess::kThawed | EntityAccess::kKeyExpired, false);
  } else if (EntityAccess::has_flag(object, EntityAccess::kThawed | EntityAccess::kKeyExpired) ||
             has_unloaded_columns(session, object)) {
    fill_unloaded(session, mapper, object, row);
  }
}

}  // namespace

Entity& hydrate(SessionState& session, const Mapper& mapper, Row row) {
  const std::int64_t key = row[0].integer();
  Entity*& place = session.identity_of(mapper).place(key);
  if (place != nullptr) [[unlikely]] {
    Entity& present = *place;
    fill_present(session, mapper, present, row);
    return present;
  }
  Entity& object = session.make(mapper, key);
  place = &object;
  States::make_loaded(session, object);
  fill_all(session, mapper, object, row);
  return object;
}

std::string select_sql(const SessionState& session, const Mapper& mapper, std::string_view condition) {
  const Dialect& dialect = session.backend.dialect();
  return fmt::format("SELECT {} FROM {}{}{} ORDER BY {}", mapper.select_list(), dialect.quoted(mapper.table()),
                     condition.empty() ? "" : " WHERE ", condition, dialect.quoted(mapper.key_column()));
}

namespace {

// `refreshed`: the object whose columns take what the row has: those that expired, or `anew` all, whatever they hold.
Entity* select_by_key(SessionState& session, const Mapper& mapper, std::int64_t key, Entity* refreshed = nullptr,
                      bool anew = false) {
  session.begin_if_needed();
  const Dialect& dialect = session.backend.dialect();
  const Cell parameters[] = {key};
  return about(
      [&] { return fmt::format("{} {}", mapper.name(), key); },
      [&]() -> Entity* {
        const auto sql = [&] {
          return select_sql(session, mapper, dialect.quoted(mapper.key_column()) + " = " + dialect.placeholder(1));
        };
        auto cursor =
            session.backend.select(session.backend.prepare(mapper.statements().select_by_key, sql), parameters);
        const Row row = cursor.next();
        if (row.empty()) return nullptr;
        if (refreshed != nullptr && anew) forget_columns(session, *refreshed);
        if (refreshed == nullptr || anew || !is_current(*refreshed)) return &hydrate(session, mapper, row);
        fill_unloaded(session, mapper, *refreshed, row, true);
        return refreshed;
      });
}

// While it lives the object has its key to itself: a row that is read for it fills it, though another object may have
// taken the key meanwhile.
class AsHolder {
 public:
  AsHolder(SessionState& session, Entity& object)
      : identity_(session.identity_of(session.mapper_of(object))), key_(object.id()), before_(identity_.find(key_)) {
    identity_.place(key_) = &object;
  }
  ~AsHolder() { identity_.place(key_) = before_; }
  AsHolder(const AsHolder&) = delete;
  AsHolder& operator=(const AsHolder&) = delete;

 private:
  IdentityMap& identity_;
  std::int64_t key_;
  Entity* before_;
};

}  // namespace

namespace {

// Autoflush. Whether it has read the object, which was expired: its row may have been written since, and what was
// expired before is what SQLAlchemy loads.
bool flush_reads(SessionState& session, const Entity& object) {
  const bool was_expired = !is_current(object);
  session.flush_if_wanted();
  return was_expired && is_current(object);
}

// The expired object, from its row; null where that is gone. Not inline, as above.
[[gnu::noinline]] Entity* get_expired(SessionState& session, const Mapper& mapper, Entity& present) {
  bool anew = false;
  try {
    anew = flush_reads(session, present);
  } catch (const ObjectDeleted&) {
    // SQLAlchemy takes it for the expired object's own row being gone, and asks on, in a session that needs rollback().
    session.require_usable();
  }
  const std::int64_t key = present.id();
  {
    const AsHolder holder(session, present);
    if (Entity* refreshed = select_by_key(session, mapper, key, anew ? &present : nullptr, anew)) return refreshed;
  }
  Entity* gone = &present;
  if (SessionState::is_attached(present)) States::make_deleted(session, {&gone, 1});
  return nullptr;
}

}  // namespace

Entity* get(SessionState& session, const Mapper& mapper, std::int64_t key) {
  Entity* present = session.identity_of(mapper).find(key);
  if (present != nullptr && !SessionState::is_expired(*present)) return present;
  session.require_usable();
  if (present != nullptr)
    if (Entity* refreshed = get_expired(session, mapper, *present)) return refreshed;
  // One whose row is gone is asked for as if it had not been known, as in SQLAlchemy.
  session.flush_if_wanted();
  return select_by_key(session, mapper, key);
}

void reload_rolled_back(SessionState& session, Entity& object) {
  if (object.state() != State::pending)
    throw DetachedInstance(
        fmt::format("{} was expired, and its row was rolled back: nothing can be loaded", label_of(object)));
  session.require_usable();
  session.flush_if_wanted();
  const AsHolder holder(session, object);
  if (select_by_key(session, session.mapper_of(object), object.id()) == nullptr)
    throw TypeMismatch(fmt::format("{} was expired, its row was rolled back, and it has no row yet", label_of(object)));
}

void refresh_columns(SessionState& session, Entity& object, bool populate_existing) {
  if (object.state() == State::detached)
    throw DetachedInstance(
        fmt::format("{} left its session: an attribute that is not loaded cannot be read", label_of(object)));
  if (!EntityAccess::has_identity(object)) return;
  session.require_usable();
  const bool anew = flush_reads(session, object) || populate_existing;
  const AsHolder holder(session, object);
  if (select_by_key(session, session.mapper_of(object), object.id(), &object, anew) == nullptr)
    throw ObjectDeleted(fmt::format("{} cannot be reloaded: its row is gone", label_of(object)));
}

}  // namespace orm
