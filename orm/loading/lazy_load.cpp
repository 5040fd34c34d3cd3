// Lazy loading: a relationship is loaded when it is first touched.
#include <fmt/format.h>

#include "orm/loading/load.h"
#include "orm/state/list_history.h"

namespace orm {
namespace {

[[noreturn]] void refuse_detached(const Entity& owner, const Relationship& relationship) {
  throw DetachedInstance(fmt::format("{} is not loaded, and {} left its session: add it to the session first",
                                     label_of(owner, relationship.name), label_of(owner)));
}

// What the relationship holds as the database has it, into session.scratch.
void select_related(SessionState& session, const Entity& owner, const Relationship& relationship) {
  const Mapper& target = *relationship.target;
  const Cell parameters[] = {owner.id()};
  const auto sql = [&] { return related_sql(session, relationship); };
  auto& elements = session.scratch;
  elements.clear();
  elements.reserve(32);
  auto cursor = session.backend.select(session.backend.prepare(relationship.select_one, sql), parameters);
  for (Row row = cursor.next(); !row.empty(); row = cursor.next()) elements.push_back(&hydrate(session, target, row));
}

void refuse_raising(const SessionState& session, const Entity& owner, const Relationship& relationship) {
  if (session.refused.contains({&owner, &relationship}))
    throw LoadRefused(fmt::format("{} is not loaded, and its query asked for Loader::raise: load it with the query",
                                  label_of(owner, relationship.name)));
}

// The usual: nothing is refused, the key is loaded, and the session has the object that it names. Null otherwise.
Entity* target_at_hand(SessionState& session, const Entity& object, const ScalarSlot& slot,
                       const Relationship& relationship) {
  constexpr std::uint8_t kOthers = ScalarFlag::kTarget | ScalarFlag::kSplit | ScalarFlag::kChanged;
  if ((slot.flags & (ScalarFlag::kKey | kOthers)) != ScalarFlag::kKey) return nullptr;
  if (relationship.direction != Direction::many_to_one) return nullptr;
  if (EntityAccess::standing(object) != session.persistent_and_current || !session.refused.empty()) return nullptr;
  Entity* target = session.identity_of(*relationship.target).find(slot.key);
  return target != nullptr && !SessionState::is_expired(*target) ? target : nullptr;
}

void reload_if_expired(SessionState& session, Entity& owner) {
  if (SessionState::is_key_expired(owner)) refresh_columns(session, owner);
}

// The scalar side of a one-to-one that does not hold the key.
Entity* load_by_select(SessionState& session, Entity& owner, ScalarSlot& slot, const Relationship& relationship) {
  session.require_usable();
  reload_if_expired(session, owner);
  if (slot.has_target()) return slot.target;  // a flush before that needed it
  session.flush_if_wanted();
  session.begin_if_needed();
  about([&] { return label_of(owner, relationship.name); }, [&] { select_related(session, owner, relationship); });
  slot.set_target(session.scratch.empty() ? nullptr : session.scratch.front());
  return slot.target;
}

}  // namespace

Entity* load_old_target(SessionState& session, Entity& owner, const Relationship& relationship) {
  const WithoutFlush guard(session);
  reload_if_expired(session, owner);
  session.begin_if_needed();
  about([&] { return label_of(owner, relationship.name); }, [&] { select_related(session, owner, relationship); });
  return session.scratch.empty() ? nullptr : session.scratch.front();
}

std::string related_sql(const SessionState& session, const Relationship& relationship) {
  return select_sql(session, *relationship.target, membership_sql(session, relationship, 1));
}

std::string membership_sql(const SessionState& session, const Relationship& relationship, std::size_t parameter) {
  const Dialect& dialect = session.backend.dialect();
  if (relationship.direction != Direction::many_to_many)
    return fmt::format("{} = {}", dialect.quoted(relationship.foreign_key_column), dialect.placeholder(parameter));
  return fmt::format("{} IN (SELECT {} FROM {} WHERE {} = {})", dialect.quoted(relationship.target->key_column()),
                     dialect.quoted(relationship.secondary_target_column), dialect.quoted(relationship.secondary),
                     dialect.quoted(relationship.secondary_owner_column), dialect.placeholder(parameter));
}

void set_loaded_target(Entity& object, ScalarSlot& slot, Entity* target) {
  slot.set_target(target);
  if (!EntityAccess::has_flag(object, EntityAccess::kThawed)) return;
  EntityAccess::set_flag(object, EntityAccess::kThawed, false);
  EntityAccess::set_flag(object, EntityAccess::kKeyExpired, true);
}

namespace {

// Not inline, so that what is at hand costs no frame.
[[gnu::noinline]] Entity* load_target(SessionState& session, Entity& object, ScalarSlot& slot,
                                      const Relationship& relationship) {
  refuse_raising(session, object, relationship);
  if (object.state() == State::detached) refuse_detached(object, relationship);
  if (relationship.direction != Direction::many_to_one) return load_by_select(session, object, slot, relationship);
  if (!is_current(object)) refresh_columns(session, object);
  if (key_value(session, object, slot).state == KeyValue::State::unloaded) refresh_columns(session, object);
  const KeyValue key = key_value(session, object, slot);
  if (slot.has_target()) return slot.target;
  Entity* target = key.state == KeyValue::State::key ? get(session, *relationship.target, key.key) : nullptr;
  // A key without a row, or one that an autoflush changed meanwhile, is not the target's.
  const KeyValue now = key_value(session, object, slot);
  if (now.is_loaded() && now != KeyValue::of(target)) split(session, object, slot);
  set_loaded_target(object, slot, target);
  return target;
}

}  // namespace

Entity* lazy_load(SessionState& session, Entity& object, ScalarSlot& slot, const Relationship& relationship) {
  if (!EntityAccess::has_identity(object)) return nullptr;
  Entity* target = target_at_hand(session, object, slot, relationship);
  if (target == nullptr) return load_target(session, object, slot, relationship);
  set_loaded_target(object, slot, target);
  return target;
}

void lazy_load(SessionState& session, Entity& owner, ListSlot& slot, const Relationship& relationship) {
  refuse_raising(session, owner, relationship);
  if (owner.state() == State::detached) refuse_detached(owner, relationship);
  session.require_usable();
  reload_if_expired(session, owner);
  if (slot.is_loaded()) return;  // a flush before that needed it
  session.flush_if_wanted();
  session.begin_if_needed();
  about([&] { return label_of(owner, relationship.name); }, [&] { select_related(session, owner, relationship); });
  fill_list(session, slot, relationship, session.scratch);
}

void refuse_write_only(const Entity& owner, const Relationship& relationship) {
  throw LoadRefused(fmt::format("{} is write_only and is never loaded: query its elements with select()",
                                label_of(owner, relationship.name)));
}

namespace {

// The rows say that the owner has the element of this scalar. One that says otherwise, for it was written since or read
// before, does not tell of this list.
void mark_if_stray(const Entity& owner, ScalarSlot& scalar) {
  const bool is_others = scalar.has_key() ? scalar.key != owner.id() : scalar.target != &owner && scalar.has_value();
  if (is_others) scalar.flags |= ScalarFlag::kStray;
}

}  // namespace

void fill_one(SessionState& session, ListSlot& slot, const Relationship& relationship, Entity& element) {
  OrderedList list = session.ordered(slot, relationship);
  if (list.may_stand_here(&element)) list.make_irregular();
  list.append(&element);
  if (relationship.is_list_of_linked_scalars())
    mark_if_stray(*owner_of(slot), slot_at<ScalarSlot>(element, relationship.reverse->offset));
}

void fill_list(SessionState& session, ListSlot& slot, const Relationship& relationship,
               std::span<Entity* const> elements, bool is_irregular) {
  OrderedList list = session.ordered(slot, relationship);
  list.reset(static_cast<std::uint32_t>(elements.size()));
  slot.flags &= static_cast<std::uint8_t>(~ListFlag::kApart);
  if (!session.changed_lists.empty()) note_apart(slot, relationship);  // by changes that its rows do not have yet
  if (is_irregular) list.make_irregular();
  for (Entity* element : elements) list.append(element);
  if (relationship.is_list_of_linked_scalars())
    for (Entity* element : elements)
      if (element != nullptr)
        mark_if_stray(*owner_of(slot), slot_at<ScalarSlot>(*element, relationship.reverse->offset));
  WasIn* was_in = session.lists.was_in(slot);
  if (was_in == nullptr) return;
  was_in->clear();  // an autoflush before the SELECT may have loaded the list, and changed it
  if (slot.extra->queue.empty()) return;
  const std::vector<ListQueue::Change> queue = slot.extra->queue.changes();
  slot.extra->queue.clear();
  Entity& owner = *owner_of(slot);
  for (const auto& change : queue) {
    const std::uint32_t count = list.count(change.element);
    if (change.added && count > 0) note_apart(slot, relationship);
    note_list_change(session, owner, slot, change.element, count);
  }
  for (const auto& change : queue)
    if (change.added) {
      list.make_irregular();
      list.append(change.element);
    }
  for (const auto& change : queue)
    if (!change.added && !list.remove_first(change.element))
      throw ValueNotInCollection(fmt::format("{} was removed from {} before that was loaded, and is not in it",
                                             label_of(change.element), label_of(owner, relationship.name)));
}

}  // namespace orm
