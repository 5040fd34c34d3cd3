// SELECT of the objects of one class, ordered by primary key.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orm/handle.h"
#include "orm/load.h"

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

// Options of a query, by SQLAlchemy's names: selectinload<&User::posts>(), or of a handle, joinedload(posts).
template <auto Member, Loader How>
struct MemberOption {};
template <auto Member>
MemberOption<Member, Loader::selectin> selectinload() {
  return {};
}
template <auto Member>
MemberOption<Member, Loader::joined> joinedload() {
  return {};
}
template <auto Member>
MemberOption<Member, Loader::subquery> subqueryload() {
  return {};
}
template <auto Member>
MemberOption<Member, Loader::raise> raiseload() {
  return {};
}
inline LoadOption selectinload(const AttributeHandle& handle) { return {&handle.relationship(), Loader::selectin}; }
inline LoadOption joinedload(const AttributeHandle& handle) { return {&handle.relationship(), Loader::joined}; }
inline LoadOption subqueryload(const AttributeHandle& handle) { return {&handle.relationship(), Loader::subquery}; }
inline LoadOption raiseload(const AttributeHandle& handle) { return {&handle.relationship(), Loader::raise}; }

using Condition = std::pair<std::string, Cell>;  // a column and the value it must have

// The untyped parts of Query. `where_sql`: the conditions on columns, each with the prefix ("a.") before it.
std::string where_sql(const SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions,
                      std::string_view prefix);
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
  template <auto Member, Loader How>
  Query& options(MemberOption<Member, How> /*option*/) {
    return options({find_relationship(mapper_, member_name<Member>()), How});
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
