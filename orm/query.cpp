#include "orm/query.h"

#include <fmt/format.h>

#include <algorithm>

namespace orm {

const Relationship* find_relationship(const Mapper& mapper, std::string_view name) {
  if (const Relationship* found = mapper.find_relationship(name)) return found;
  throw NotMapped(fmt::format("{} has no relationship '{}'", mapper.name(), name));
}

namespace {

std::string query_sql(const SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions) {
  const Dialect& dialect = session.backend.dialect();
  std::string text;
  std::size_t parameters = 0;
  for (const auto& [column, value] : conditions) {
    if (mapper.find_column(column) < 0)
      throw NotMapped(fmt::format("table '{}' has no column '{}'", mapper.table(), column));
    if (!text.empty()) text += " AND ";
    text += dialect.quoted(column) + (value.is_null() ? " IS NULL" : " = " + dialect.placeholder(++parameters));
  }
  return select_sql(session, mapper, text);
}

// A query of the same shape as the last one of its class, on other values, finds its statement without making its text.
Statement& query_statement(SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions) {
  SessionState::LastQuery& last = session.last_queries[mapper.index()];
  const auto same_shape = [](const Condition& condition, const SessionState::LastQuery::Column& column) {
    return condition.first == column.name && condition.second.is_null() == column.is_null;
  };
  if (last.statement != nullptr &&
      std::equal(conditions.begin(), conditions.end(), last.columns.begin(), last.columns.end(), same_shape))
    return *last.statement;
  last.statement = &session.backend.prepare(query_sql(session, mapper, conditions));
  last.columns.clear();
  for (const auto& [column, value] : conditions) last.columns.push_back({column, value.is_null()});
  return *last.statement;
}

}  // namespace

std::vector<Entity*> run_query(SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions,
                               const std::vector<const Relationship*>& selectin) {
  session.require_usable();
  session.flush_if_wanted();
  session.begin_if_needed();
  std::vector<Cell> parameters;
  for (const Condition& condition : conditions)
    if (!condition.second.is_null()) parameters.push_back(condition.second);
  std::vector<Entity*> found;
  about([&] { return mapper.name(); },
        [&] {
          auto cursor = session.backend.select(query_statement(session, mapper, conditions), parameters);
          for (Row row = cursor.next(); !row.empty(); row = cursor.next())
            found.push_back(&hydrate(session, mapper, row));
        });
  for (const Relationship* relationship : selectin) selectin_load(session, found, *relationship);
  return found;
}

}  // namespace orm
