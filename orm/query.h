// SELECT of the objects of one class, ordered by primary key.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orm/handle.h"
#include "orm/load.h"

namespace orm {

// A relationship to load with a query's result, by one SELECT for each 500 keys.
template <auto Member>
struct SelectinMember {};
template <auto Member>
SelectinMember<Member> selectinload() {
  return {};
}
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
inline LoadOption selectinload(const AttributeHandle& handle) { return {&handle.relationship(), Loader::selectin}; }

using Condition = std::pair<std::string, Cell>;  // a column and the value it must have

// The untyped parts of Query.
const Relationship* find_relationship(const Mapper& mapper, std::string_view name);
std::vector<Entity*> run_query(SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions,
                               const std::vector<LoadOption>& options);

template <class T>
class Query {
 public:
  Query(SessionState& session, const Mapper& mapper) : session_(session), mapper_(mapper) {}

  // Rows whose column equals the value; several conditions must all hold. Throws NotMapped for an unknown column.
  Query& where(std::string_view column, Cell value) {
    conditions_.emplace_back(std::string(column), value);
    return *this;
  }
  template <auto Member>
  Query& options(SelectinMember<Member> /*load*/) {
    return options({find_relationship(mapper_, member_name<Member>()), Loader::selectin});
  }
  Query& options(LoadOption option) {
    options_.push_back(option);
    return *this;
  }

  // Runs the SELECT, and one for each 500 keys of each selectin option. Flushes first (autoflush). Objects that are
  // present already are reused, with the values they have.
  std::vector<T*> all() {
    const std::vector<Entity*> found = run_query(session_, mapper_, conditions_, options_);
    std::vector<T*> objects;
    objects.reserve(found.size());
    for (Entity* object : found) objects.push_back(static_cast<T*>(object));
    return objects;
  }

 private:
  SessionState& session_;
  const Mapper& mapper_;
  std::vector<Condition> conditions_;
  std::vector<LoadOption> options_;
};

}  // namespace orm
