#include "orm/loading/query.h"

#include <fmt/format.h>

#include "orm/loading/eager_load.h"

namespace orm {

const Relationship* find_relationship(const Mapper& mapper, std::string_view name) {
  if (const Relationship* found = mapper.find_relationship(name)) return found;
  throw NotMapped(fmt::format("{} has no relationship '{}'", mapper.name(), name));
}

void require_column(const Mapper& mapper, std::string_view column) {
  if (mapper.find_column(column) < 0)
    throw NotMapped(fmt::format("table '{}' has no column '{}'", mapper.table(), column));
}

namespace {

// Touching the relationship of these objects, where it is not loaded, throws from now on.
void refuse_loading(SessionState& session, const std::vector<Entity*>& objects, const Relationship& relationship) {
  for (const Entity* object : objects) session.refused.insert({object, &relationship});
}

}  // namespace

std::string where_sql(const SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions,
                      std::string_view prefix) {
  const Dialect& dialect = session.backend.dialect();
  std::string text;
  std::size_t parameters = 0;
  for (const auto& [column, value] : conditions) {
    require_column(mapper, column);
    if (!text.empty()) text += " AND ";
    text += fmt::format("{}{}", prefix, dialect.quoted(column));
    text += value.is_null() ? " IS NULL" : " = " + dialect.placeholder(++parameters);
  }
  return text;
}

namespace {

// Of all objects, or those by one value of a column, a backend knows the statement.
const StatementNumber* number_of(const Mapper& mapper, const std::vector<Condition>& conditions) {
  if (conditions.empty()) return &mapper.statements().select_all;
  const int column = mapper.find_column(conditions.front().first);
  const bool is_known = conditions.size() == 1 && column >= 0 && !conditions.front().second.is_null();
  return is_known ? &mapper.statements().select_by[static_cast<std::size_t>(column)] : nullptr;
}

Statement& query_statement(SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions) {
  const auto sql = [&] { return select_sql(session, mapper, where_sql(session, mapper, conditions, "")); };
  const StatementNumber* number = number_of(mapper, conditions);
  return number != nullptr ? session.backend.prepare(*number, sql) : session.backend.prepare(sql());
}

}  // namespace

std::vector<Entity*> run_query(SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions,
                               const std::vector<LoadOption>& options) {
  for (const LoadOption& option : options)
    if (option.relationship->write_only && option.loader != Loader::raise)
      throw LoadRefused(
          fmt::format("{} is write_only: it cannot be loaded with a query", option.relationship->label()));
  session.require_usable();
  session.flush_if_wanted();
  session.begin_if_needed();
  std::vector<Cell> parameters;
  for (const Condition& condition : conditions)
    if (!condition.second.is_null()) parameters.push_back(condition.second);
  std::vector<const Relationship*> joined;
  for (const LoadOption& option : options)
    if (option.loader == Loader::joined) joined.push_back(option.relationship);
  std::vector<Entity*> found;
  about([&] { return mapper.name(); },
        [&] {
          if (!joined.empty()) {
            found = joined_load(session, mapper, conditions, parameters, joined);
            return;
          }
          auto cursor = session.backend.select(query_statement(session, mapper, conditions), parameters);
          for (Row row = cursor.next(); !row.empty(); row = cursor.next())
            found.push_back(&hydrate(session, mapper, row));
        });
  for (const LoadOption& option : options) {
    if (option.loader == Loader::selectin) selectin_load(session, found, *option.relationship);
    if (option.loader == Loader::subquery)
      subquery_load(session, found, *option.relationship, where_sql(session, mapper, conditions, ""), parameters);
    if (option.loader == Loader::raise) refuse_loading(session, found, *option.relationship);
  }
  return found;
}

}  // namespace orm
