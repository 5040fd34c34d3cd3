// SELECT of the objects of one class, ordered by primary key: the part without types.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orm/loading/load.h"

namespace orm {

// How a relationship is loaded. SQLAlchemy's names of relationship(lazy=...).
enum class Loader : std::uint8_t {
  select,      // when it is first touched
  selectin,    // with the query, by one SELECT … IN for each 500 keys
  joined,      // with the query, in the same SELECT, by LEFT OUTER JOIN
  subquery,    // with the query, by one SELECT that repeats the query as a subquery
  raise,       // never: touching it unloaded throws LoadRefused
  write_only,  // never: a list that is changed and queried, but not held
};
struct LoadOption {
  const Relationship* relationship;
  Loader loader;
};

using Condition = std::pair<std::string, Cell>;  // a column and the value it must have

// `where_sql`: the conditions on columns, each with the prefix ("a.") before it.
std::string where_sql(const SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions,
                      std::string_view prefix);
void require_column(const Mapper& mapper, std::string_view column);  // throws NotMapped
const Relationship* find_relationship(const Mapper& mapper, std::string_view name);
std::vector<Entity*> run_query(SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions,
                               const std::vector<LoadOption>& options);

// The objects whose column has one of these values, ordered by the column, then by key: 1 SELECT for each 500 values,
// in their order. Each flushes first.
std::vector<Entity*> run_query_in(SessionState& session, const Mapper& mapper, std::string_view column,
                                  std::span<const std::int64_t> values);

}  // namespace orm
