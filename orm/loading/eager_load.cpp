#include "orm/loading/eager_load.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace orm {
namespace {

std::string qualified(const Dialect& dialect, std::string_view table, const std::vector<std::string>& columns) {
  std::string text;
  for (const std::string& column : columns) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{}.{}", dialect.quoted(table), dialect.quoted(column));
  }
  return text;
}

}  // namespace

bool is_relationship_loaded(const Entity& owner, const Relationship& relationship) {
  auto& object = const_cast<Entity&>(owner);
  return relationship.uselist ? slot_at<ListSlot>(object, relationship.offset).is_loaded()
                              : slot_at<ScalarSlot>(object, relationship.offset).has_target();
}

OwnedRows rows_by_column(const SessionState& session, const Mapper& mapper, std::string_view column) {
  const Dialect& dialect = session.backend.dialect();
  const auto& columns = mapper.select_columns();
  const auto place = std::find(columns.begin(), columns.end(), column) - columns.begin();
  return {fmt::format("SELECT {} FROM {}", mapper.select_list(), dialect.quoted(mapper.table())),
          dialect.quoted(column),
          fmt::format(" ORDER BY {}, {}", dialect.quoted(column), dialect.quoted(mapper.key_column())),
          static_cast<std::size_t>(place)};
}

OwnedRows owned_rows(const SessionState& session, const Relationship& relationship) {
  const Dialect& dialect = session.backend.dialect();
  const Mapper& target = *relationship.target;
  if (relationship.direction == Direction::one_to_many)
    return rows_by_column(session, target, relationship.foreign_key_column);
  const std::string link = dialect.quoted(relationship.secondary);
  const std::string table = dialect.quoted(target.table());
  const std::string key = fmt::format("{}.{}", link, dialect.quoted(relationship.secondary_owner_column));
  return {fmt::format("SELECT {}, {} FROM {} JOIN {} ON {}.{} = {}.{}",
                      qualified(dialect, target.table(), target.select_columns()), key, link, table, table,
                      dialect.quoted(target.key_column()), link, dialect.quoted(relationship.secondary_target_column)),
          key, fmt::format(" ORDER BY {}, {}.{}", key, table, dialect.quoted(target.key_column())),
          target.select_columns().size()};
}

namespace {

// Gives owners what the rows of a SELECT bring them.
class Filling {
 public:
  Filling(SessionState& session, const Relationship& relationship, bool keep_queued)
      : session_(session), relationship_(relationship), keep_queued_(keep_queued) {}

  void fill(Entity& owner, std::span<Entity* const> elements) {
    if (!is_due(owner)) return;
    if (relationship_.uselist)
      fill_list(session_, slot_at<ListSlot>(owner, relationship_.offset), relationship_, elements);
    else
      slot_at<ScalarSlot>(owner, relationship_.offset).set_target(elements.empty() ? nullptr : elements.front());
  }

 private:
  bool is_due(Entity& owner) const {
    if (is_relationship_loaded(owner, relationship_)) return false;
    return !keep_queued_ || !relationship_.uselist || !slot_at<ListSlot>(owner, relationship_.offset).is_noted();
  }

  SessionState& session_;
  const Relationship& relationship_;
  bool keep_queued_;
};

}  // namespace

void fill_owners(SessionState& session, std::span<Entity* const> owners, const Relationship& relationship,
                 Backend::Cursor& cursor, std::size_t key_index, bool keep_queued) {
  Filling filling(session, relationship, keep_queued);
  auto& elements = session.scratch;  // of the owner with the key `current`
  std::int64_t current = 0;
  std::size_t next = 0;
  elements.clear();
  const auto fill_up_to = [&](std::int64_t key) {
    for (; next < owners.size() && owners[next]->id() <= key; ++next) {
      const bool has_rows = owners[next]->id() == current;
      filling.fill(*owners[next], has_rows ? std::span<Entity* const>(elements) : std::span<Entity* const>());
    }
    elements.clear();
  };
  const auto fill_or_read_on = [&](Row row) {
    try {
      fill_up_to(current);
    } catch (const ValueNotInCollection&) {  // all rows are read before the lists are filled, as in SQLAlchemy
      for (; !row.empty(); row = cursor.next()) hydrate(session, *relationship.target, row);
      throw;
    }
  };
  for (Row row = cursor.next(); !row.empty(); row = cursor.next()) {
    const std::int64_t owner = row[key_index].integer();
    if (owner != current) fill_or_read_on(row);
    current = owner;
    elements.push_back(&hydrate(session, *relationship.target, row));
  }
  fill_up_to(current);
  fill_up_to(std::numeric_limits<std::int64_t>::max());
}

}  // namespace orm
