#include "orm/attribute/write_only.h"

#include <fmt/format.h>

#include "orm/attribute/events.h"
#include "orm/loading/load.h"

namespace orm {
namespace {

struct List {
  explicit List(ListSlot& slot)
      : owner(*owner_of(slot)),
        session(SessionState::of(owner)),
        relationship(*session.attribute_of(owner, slot.attribute).relationship) {}

  Entity& owner;
  SessionState& session;
  const Relationship& relationship;
};

List list_of(ListSlot& slot) {
  if (slot.offset == 0) refuse_unmade_object();
  return List(slot);
}

void require_same_session(const List& list, const Entity& value) {
  if (EntityAccess::session(value) == kNoSession) refuse_unmade_object();
  if (EntityAccess::session(value) != list.session.number)
    throw TypeMismatch(fmt::format("{} cannot hold {}: it belongs to another session",
                                   label_of(list.owner, list.relationship.name), label_of(value)));
}

}  // namespace

void add_to_write_only(ListSlot& slot, Entity& value) {
  const List list = list_of(slot);
  require_same_session(list, value);
  append_passively(list.session, list.owner, list.relationship, value,
                   {&list.relationship, Initiator::Operation::append});
}

void remove_from_write_only(ListSlot& slot, Entity& value) {
  const List list = list_of(slot);
  require_same_session(list, value);
  remove_passively(list.session, list.owner, list.relationship, value,
                   {&list.relationship, Initiator::Operation::remove});
}

std::vector<Entity*> select_write_only(ListSlot& slot, const std::vector<Condition>& conditions) {
  const List list = list_of(slot);
  const Mapper& target = *list.relationship.target;
  SessionState& session = list.session;
  if (list.owner.state() == State::detached)
    throw DetachedInstance(fmt::format("{} cannot be queried: {} left its session",
                                       label_of(list.owner, list.relationship.name), label_of(list.owner)));
  session.require_usable();
  session.flush_if_wanted();
  session.begin_if_needed();
  std::vector<Cell> parameters;
  for (const Condition& condition : conditions)
    if (!condition.second.is_null()) parameters.push_back(condition.second);
  parameters.emplace_back(list.owner.id());
  std::string where = where_sql(session, target, conditions, "");
  if (!where.empty()) where += " AND ";
  where += membership_sql(session, list.relationship, parameters.size());
  std::vector<Entity*> found;
  about([&] { return label_of(list.owner, list.relationship.name); },
        [&] {
          auto cursor = session.backend.select(select_sql(session, target, where), parameters);
          for (Row row = cursor.next(); !row.empty(); row = cursor.next())
            found.push_back(&hydrate(session, target, row));
        });
  return found;
}

}  // namespace orm
