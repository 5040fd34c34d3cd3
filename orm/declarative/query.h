// SELECT of the objects of one class, ordered by primary key.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "orm/declarative/handle.h"
#include "orm/loading/query.h"

namespace orm {

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

template <class T>
class Query {
 public:
  Query(SessionState& session, const Mapper& mapper) : session_(session), mapper_(mapper) {}

  // Rows whose column equals the value; several conditions must all hold. Throws NotMapped for an unknown column.
  Query& where(std::string_view column, Cell value) {
    conditions_.emplace_back(std::string(column), value);
    return *this;
  }
  // Rows whose column has one of the values, ordered by the column, then by key: 1 SELECT for each 500 values.
  // SQLAlchemy: where(column.in_(values)).order_by(column, id). REQUIRES: no other condition, no option.
  std::vector<T*> all_in(std::string_view column, std::span<const std::int64_t> values) {
    return typed(run_query_in(session_, mapper_, column, values));
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
  std::vector<T*> all() { return typed(run_query(session_, mapper_, conditions_, options_)); }

 private:
  static std::vector<T*> typed(const std::vector<Entity*>& found) {
    std::vector<T*> objects;
    objects.reserve(found.size());
    for (Entity* object : found) objects.push_back(static_cast<T*>(object));
    return objects;
  }

  SessionState& session_;
  const Mapper& mapper_;
  std::vector<Condition> conditions_;
  std::vector<LoadOption> options_;
};

}  // namespace orm
