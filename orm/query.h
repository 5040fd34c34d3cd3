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
struct SelectinRelationship {
  const Relationship* relationship;
};
inline SelectinRelationship selectinload(const AttributeHandle& handle) { return {&handle.relationship()}; }

using Condition = std::pair<std::string, Cell>;  // a column and the value it must have

// The untyped parts of Query.
const Relationship* find_relationship(const Mapper& mapper, std::string_view name);
std::vector<Entity*> run_query(SessionState& session, const Mapper& mapper, const std::vector<Condition>& conditions,
                               const std::vector<const Relationship*>& selectin);

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
    return options(SelectinRelationship{find_relationship(mapper_, member_name<Member>())});
  }
  Query& options(SelectinRelationship load) {
    selectin_.push_back(load.relationship);
    return *this;
  }

  // Runs the SELECT, and one for each 500 keys of each selectin option. Flushes first (autoflush). Objects that are
  // present already are reused, with the values they have.
  std::vector<T*> all() {
    const std::vector<Entity*> found = run_query(session_, mapper_, conditions_, selectin_);
    std::vector<T*> objects;
    objects.reserve(found.size());
    for (Entity* object : found) objects.push_back(static_cast<T*>(object));
    return objects;
  }

 private:
  SessionState& session_;
  const Mapper& mapper_;
  std::vector<Condition> conditions_;
  std::vector<const Relationship*> selectin_;
};

}  // namespace orm
