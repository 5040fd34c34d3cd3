// Lazy loading: a relationship is loaded when it is first touched.
#include <fmt/format.h>

#include "orm/load.h"

namespace orm {
namespace {

[[noreturn]] void refuse_detached(const Entity& owner, const Relationship& relationship) {
  throw DetachedInstance(fmt::format("{} is not loaded, and {} left its session: add it to the session first",
                                     label_of(owner, relationship.name), label_of(owner)));
}

// The elements of the owner's list as the database has them, into session.scratch.
void select_elements(SessionState& session, const Entity& owner, const Relationship& relationship) {
  const Dialect& dialect = session.backend.dialect();
  const Mapper& target = *relationship.target;
  const Cell parameters[] = {owner.id()};
  const auto sql = [&] {
    return select_sql(session, target,
                      dialect.quoted(relationship.foreign_key_column) + " = " + dialect.placeholder(1));
  };
  auto& elements = session.scratch;
  elements.clear();
  auto cursor = session.backend.select(session.lazy_statement(relationship, sql), parameters);
  for (Row row = cursor.next(); !row.empty(); row = cursor.next()) elements.push_back(&hydrate(session, target, row));
}

void reload_if_expired(SessionState& session, Entity& owner) {
  if (SessionState::is_expired(owner)) refresh_columns(session, owner);
}

}  // namespace

Entity* lazy_load(SessionState& session, Entity& object, ScalarSlot& slot, const Relationship& relationship) {
  if (object.state() == State::transient || object.state() == State::pending) return nullptr;
  if (object.state() == State::detached) refuse_detached(object, relationship);
  reload_if_expired(session, object);
  if (!slot.has_target() && !slot.has_key()) refresh_columns(session, object);
  if (slot.has_key()) {
    Entity* target = get(session, *relationship.target, slot.key);
    if (slot.has_key()) slot.set_target(target);  // unless an autoflush or a row of its own settled it
  }
  return slot.target;
}

void lazy_load(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& relationship) {
  if (owner.state() == State::detached) refuse_detached(owner, relationship);
  if (owner.state() == State::deleted) return;
  session.require_usable();
  session.flush_if_wanted();
  reload_if_expired(session, owner);
  session.begin_if_needed();
  about([&] { return label_of(owner, relationship.name); }, [&] { select_elements(session, owner, relationship); });
  fill_list(session, slot, relationship, session.scratch);
}

void fill_list(SessionState& session, ListSlot& slot, const Relationship& relationship,
               std::span<Entity* const> elements) {
  OrderedList list = session.ordered(slot, relationship);
  list.reset(static_cast<std::uint32_t>(elements.size()));
  for (Entity* element : elements) list.append(element);
  if (slot.extra == nullptr || slot.extra->queue.empty()) return;
  const auto queue = std::move(slot.extra->queue);
  slot.extra->queue.clear();
  for (const auto& change : queue)
    if (!change.added) list.remove_first(change.element);
  for (const auto& change : queue)
    if (change.added) {
      list.make_irregular();
      list.append(change.element);
    }
}

}  // namespace orm
