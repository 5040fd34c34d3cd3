// Joined loading: the query's own SELECT brings the related rows, by LEFT OUTER JOIN.
#include <fmt/format.h>

#include <unordered_set>

#include "orm/loading/eager_load.h"

namespace orm {
namespace {

std::string columns_of(const Dialect& dialect, const Mapper& mapper, std::string_view alias) {
  std::string text;
  for (const std::string& column : mapper.select_columns())
    text += fmt::format("{}{}.{}", text.empty() ? "" : ", ", alias, dialect.quoted(column));
  return text;
}

std::string join_of(const Dialect& dialect, const Relationship& relationship, std::size_t index) {
  const Mapper& target = *relationship.target;
  const std::string table = dialect.quoted(target.table());
  const std::string key = dialect.quoted(target.key_column());
  const std::string owner_key = dialect.quoted(relationship.owner->key_column());
  const std::string foreign = dialect.quoted(relationship.foreign_key_column);
  switch (relationship.direction) {
    case Direction::one_to_many:
      return fmt::format(" LEFT OUTER JOIN {} AS t{} ON t{}.{} = a.{}", table, index, index, foreign, owner_key);
    case Direction::many_to_one:
      return fmt::format(" LEFT OUTER JOIN {} AS t{} ON t{}.{} = a.{}", table, index, index, key, foreign);
    case Direction::many_to_many:
      break;
  }
  return fmt::format(" LEFT OUTER JOIN ({} AS l{} JOIN {} AS t{} ON t{}.{} = l{}.{}) ON l{}.{} = a.{}",
                     dialect.quoted(relationship.secondary), index, table, index, index, key, index,
                     dialect.quoted(relationship.secondary_target_column), index,
                     dialect.quoted(relationship.secondary_owner_column), owner_key);
}

std::string joined_sql(const SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions,
                       const std::vector<const Relationship*>& relationships) {
  const Dialect& dialect = session.backend.dialect();
  std::string columns = columns_of(dialect, mapper, "a");
  std::string joins;
  std::string order = fmt::format(" ORDER BY a.{}", dialect.quoted(mapper.key_column()));
  for (std::size_t i = 0; i < relationships.size(); ++i) {
    const Mapper& target = *relationships[i]->target;
    const std::string alias = fmt::format("t{}", i);
    columns += ", " + columns_of(dialect, target, alias);
    joins += join_of(dialect, *relationships[i], i);
    if (relationships[i]->uselist) order += fmt::format(", {}.{}", alias, dialect.quoted(target.key_column()));
  }
  const std::string where = where_sql(session, mapper, conditions, "a.");
  return fmt::format("SELECT {} FROM {} AS a{}{}{}{}", columns, dialect.quoted(mapper.table()), joins,
                     where.empty() ? "" : " WHERE ", where, order);
}

// What the rows say of one relationship: elements[starts[i]] up to the next start are the i-th owner's.
struct Related {
  const Relationship* relationship;
  std::vector<Entity*> elements = {};
  std::vector<std::size_t> starts = {};

  // Several lists repeat each other's rows; each repetition is ordered by key, as the first one was.
  void add(Entity& element) {
    if (elements.size() == starts.back() || elements.back()->id() < element.id()) elements.push_back(&element);
  }
  std::span<Entity* const> of(std::size_t owner) const {
    const std::size_t end = owner + 1 < starts.size() ? starts[owner + 1] : elements.size();
    return std::span(elements).subspan(starts[owner], end - starts[owner]);
  }
};

void settle(SessionState& session, const std::vector<Entity*>& owners, const std::unordered_set<const Entity*>& present,
            const Related& related) {
  const Relationship& relationship = *related.relationship;
  for (std::size_t i = 0; i < owners.size(); ++i) {
    Entity* owner = owners[i];
    if (is_relationship_loaded(*owner, relationship)) continue;
    // A list that was changed unloaded is not loaded by the way, as in SQLAlchemy.
    if (relationship.uselist && present.contains(owner) && slot_at<ListSlot>(*owner, relationship.offset).is_noted())
      continue;
    const std::span<Entity* const> elements = related.of(i);
    if (relationship.uselist) {
      fill_list(session, slot_at<ListSlot>(*owner, relationship.offset), relationship, elements);
      continue;
    }
    ScalarSlot& slot = slot_at<ScalarSlot>(*owner, relationship.offset);
    const bool is_dangling = elements.empty() && relationship.direction == Direction::many_to_one &&
                             key_value(session, *owner, slot).state == KeyValue::State::key;
    if (is_dangling) split(session, *owner, slot);
    slot.set_target(elements.empty() ? nullptr : elements.front());  // of several rows for one scalar the first
  }
}

}  // namespace

std::vector<Entity*> joined_load(SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions,
                                 Row parameters, const std::vector<const Relationship*>& relationships) {
  std::vector<Entity*> owners;
  std::vector<Related> related;
  for (const Relationship* relationship : relationships) related.push_back({relationship});
  auto cursor = session.backend.select(joined_sql(session, mapper, conditions, relationships), parameters);
  std::unordered_set<const Entity*> present;  // before the query
  for (Row row = cursor.next(); !row.empty(); row = cursor.next()) {
    if (owners.empty() || owners.back()->id() != row[0].integer()) {
      if (const Entity* known = session.identity_of(mapper).find(row[0].integer())) present.insert(known);
      owners.push_back(&hydrate(session, mapper, row.subspan(0, mapper.select_columns().size())));
      for (Related& one : related) one.starts.push_back(one.elements.size());
    }
    std::size_t first = mapper.select_columns().size();
    for (Related& one : related) {
      const Mapper& target = *one.relationship->target;
      const Row cells = row.subspan(first, target.select_columns().size());
      first += target.select_columns().size();
      if (cells[0].is_null()) continue;
      one.add(hydrate(session, target, cells));
    }
  }
  for (Related& one : related) settle(session, owners, present, one);
  return owners;
}

}  // namespace orm
