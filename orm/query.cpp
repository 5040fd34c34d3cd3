#include "orm/query.h"

#include <fmt/format.h>

namespace orm {

const Relationship* find_relationship(const Mapper& mapper, std::string_view name) {
  if (const Relationship* found = mapper.find_relationship(name)) return found;
  throw NotMapped(fmt::format("{} has no relationship '{}'", mapper.name(), name));
}

std::vector<Entity*> run_query(SessionState& session, const Mapper& mapper,
                               const std::vector<std::pair<std::string, Cell>>& conditions,
                               const std::vector<const Relationship*>& selectin) {
  session.require_usable();
  session.flush_if_wanted();
  session.begin_if_needed();
  const Dialect& dialect = session.backend.dialect();
  std::string text;
  std::vector<Cell> parameters;
  for (const auto& [column, value] : conditions) {
    if (mapper.find_column(column) < 0)
      throw NotMapped(fmt::format("table '{}' has no column '{}'", mapper.table(), column));
    if (!text.empty()) text += " AND ";
    if (value.is_null()) {
      text += dialect.quoted(column) + " IS NULL";
    } else {
      parameters.push_back(value);
      text += dialect.quoted(column) + " = " + dialect.placeholder(parameters.size());
    }
  }
  std::vector<Entity*> found;
  {
    auto cursor = session.backend.select(select_sql(session, mapper, text), parameters);
    for (Row row = cursor.next(); !row.empty(); row = cursor.next()) found.push_back(&hydrate(session, mapper, row));
  }
  for (const Relationship* relationship : selectin) selectin_load(session, found, *relationship);
  return found;
}

}  // namespace orm
