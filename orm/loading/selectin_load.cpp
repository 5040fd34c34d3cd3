// Selectin loading: one SELECT … IN (…), or … = ANY(…), for each 500 owners. Each SELECT flushes first, as every
// statement of a session does: the flush before the query may have kept an object marked as deleted.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "orm/loading/eager_load.h"

namespace orm {
namespace {

std::string key_list(const Dialect& dialect, std::size_t keys) {
  if (dialect.has_array_parameters()) return " = ANY(" + dialect.placeholder(1) + ")";
  std::string text = " IN (";
  for (std::size_t i = 1; i <= keys; ++i) {
    if (i > 1) text += ", ";
    text += dialect.placeholder(i);
  }
  return text + ")";
}

// f(the condition on the key column, its parameters, how many keys) for each 500 keys.
template <class F>
void for_each_chunk(const Dialect& dialect, std::span<const std::int64_t> keys, F&& f) {
  for (std::size_t first = 0; first < keys.size(); first += kSelectinKeys) {
    const auto chunk = keys.subspan(first, std::min(kSelectinKeys, keys.size() - first));
    if (dialect.has_array_parameters()) {
      const Cell list(chunk);
      f(key_list(dialect, chunk.size()), Row(&list, 1), chunk.size());
    } else {
      const std::vector<Cell> cells(chunk.begin(), chunk.end());
      f(key_list(dialect, chunk.size()), Row(cells), chunk.size());
    }
  }
}

// One-to-many and many-to-many: the rows name their owner.
void load_owned(SessionState& session, std::span<Entity* const> owners, const Relationship& relationship) {
  std::vector<std::int64_t> keys;
  keys.reserve(owners.size());
  for (const Entity* owner : owners) keys.push_back(owner->id());
  const OwnedRows rows = owned_rows(session, relationship);
  std::size_t done = 0;
  for_each_chunk(session.backend.dialect(), keys, [&](const std::string& condition, Row chunk, std::size_t size) {
    Statement& statement =
        session.backend.prepare(fmt::format("{} WHERE {}{}{}", rows.select, rows.owner_key, condition, rows.order));
    session.flush_if_wanted();
    auto cursor = session.backend.select(statement, chunk);
    fill_owners(session, owners.subspan(done, size), relationship, cursor, rows.key_index);
    done += size;
  });
}

// Many-to-one: the owners name their target, each key once; those of present targets too, as in SQLAlchemy.
void load_referred(SessionState& session, std::span<Entity* const> owners, const Relationship& relationship) {
  const Mapper& target = *relationship.target;
  const Dialect& dialect = session.backend.dialect();
  std::vector<std::int64_t> wanted;
  for (Entity* owner : owners) {
    const ScalarSlot& slot = slot_at<ScalarSlot>(*owner, relationship.offset);
    const KeyValue key = key_value(session, *owner, slot);
    if (key.state == KeyValue::State::key) wanted.push_back(key.key);
  }
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  for_each_chunk(dialect, wanted, [&](const std::string& condition, Row chunk, std::size_t) {
    Statement& statement =
        session.backend.prepare(select_sql(session, target, dialect.quoted(target.key_column()) + condition));
    session.flush_if_wanted();
    auto cursor = session.backend.select(statement, chunk);
    for (Row row = cursor.next(); !row.empty(); row = cursor.next()) hydrate(session, target, row);
  });
  for (Entity* owner : owners) {
    ScalarSlot& slot = slot_at<ScalarSlot>(*owner, relationship.offset);
    const KeyValue key = key_value(session, *owner, slot);
    if (slot.has_target() || !key.is_loaded()) continue;
    Entity* found = key.state == KeyValue::State::key ? session.identity_of(target).find(key.key) : nullptr;
    if (found == nullptr && key.state == KeyValue::State::key) split(session, *owner, slot);  // a key without a row
    slot.set_target(found);
  }
}

}  // namespace

void selectin_load(SessionState& session, std::span<Entity* const> owners, const Relationship& relationship) {
  session.begin_if_needed();
  about([&] { return relationship.label(); },
        [&] {
          if (relationship.direction == Direction::many_to_one)
            load_referred(session, owners, relationship);
          else
            load_owned(session, owners, relationship);
        });
}

std::vector<Entity*> run_query_in(SessionState& session, const Mapper& mapper, std::string_view column,
                                  std::span<const std::int64_t> values) {
  require_column(mapper, column);
  session.require_usable();
  session.flush_if_wanted();
  session.begin_if_needed();
  const OwnedRows rows = rows_by_column(session, mapper, column);
  std::vector<Entity*> found;
  about([&] { return mapper.name(); },
        [&] {
          for_each_chunk(session.backend.dialect(), values, [&](const std::string& condition, Row chunk, std::size_t) {
            Statement& statement = session.backend.prepare(
                fmt::format("{} WHERE {}{}{}", rows.select, rows.owner_key, condition, rows.order));
            session.flush_if_wanted();
            auto cursor = session.backend.select(statement, chunk);
            for (Row row = cursor.next(); !row.empty(); row = cursor.next())
              found.push_back(&hydrate(session, mapper, row));
          });
        });
  return found;
}

void subquery_load(SessionState& session, std::span<Entity* const> owners, const Relationship& relationship,
                   std::string_view where, Row parameters) {
  if (relationship.direction == Direction::many_to_one || owners.empty())
    return selectin_load(session, owners, relationship);
  const Dialect& dialect = session.backend.dialect();
  const Mapper& owner = *relationship.owner;
  const OwnedRows rows = owned_rows(session, relationship);
  about([&] { return relationship.label(); },
        [&] {
          session.flush_if_wanted();
          auto cursor = session.backend.select(
              fmt::format("{} WHERE {} IN (SELECT {} FROM {}{}{}){}", rows.select, rows.owner_key,
                          dialect.quoted(owner.key_column()), dialect.quoted(owner.table()),
                          where.empty() ? "" : " WHERE ", where, rows.order),
              parameters);
          fill_owners(session, owners, relationship, cursor, rows.key_index, true);
        });
}

}  // namespace orm
