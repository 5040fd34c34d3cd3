#include "orm/state/session_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "orm/mapping/layout.h"

namespace orm {
namespace {

std::mutex numbers_mutex;

std::uint16_t take_number(SessionState* state) {
  const std::scoped_lock lock(numbers_mutex);
  for (std::uint16_t number = 0; number < EntityAccess::kMaxSessions; ++number) {
    if (EntityAccess::sessions[number] != nullptr) continue;
    EntityAccess::sessions[number] = state;
    return number;
  }
  throw OrmError(fmt::format("more than {} sessions are open: close some", EntityAccess::kMaxSessions));
}

}  // namespace

SessionState::SessionState(Backend& backend_, const Registry& registry_, bool autoflush_, Flush flush_)
    : backend(backend_), registry(registry_), mappers(registry.mappers()), autoflush(autoflush_), flush(flush_) {
  registry.require_sessions();
  slabs.reserve(mappers.size());
  identity_maps.reserve(mappers.size());
  for (const auto& mapper : mappers) {
    slabs.emplace_back(arena, mapper->stride());
    identity_maps.emplace_back(arena);
  }
  number = take_number(this);
  set_generation(1);
}

SessionState::~SessionState() {
  for (const auto& mapper : mappers)
    if (mapper->model().destroy != nullptr)
      slabs[mapper->index()].for_each([&](void* object) { mapper->model().destroy(object); });
  const std::scoped_lock lock(numbers_mutex);
  EntityAccess::sessions[number] = nullptr;
}

void SessionState::construct(const Mapper& mapper, void* memory) {
  mapper.model().construct(memory);
  stamp(mapper, *static_cast<Entity*>(memory));
}

void SessionState::forget_scalar(ScalarSlot& slot) {
  if (slot.is_split()) split_keys.erase(&slot);
  slot.forget();
  slot.flags &= ScalarFlag::kStray;
}

bool SessionState::drop_change(Entity& entity, const Attribute& attribute) {
  if (attribute.kind == SlotKind::list) {
    const ListSlot& list = slot_at<ListSlot>(entity, attribute.offset);
    return list.is_noted() || (list.extra != nullptr && !list.extra->queue.empty());
  }
  if (log.empty()) return false;
  if (attribute.kind == SlotKind::text) {
    const TextSlot& text = slot_at<TextSlot>(entity, attribute.offset);
    return text.is_changed() && log.drop(text);
  }
  const ScalarSlot& scalar = slot_at<ScalarSlot>(entity, attribute.offset);
  return (scalar.is_changed() || scalar.is_split()) && log.drop(scalar);
}

void SessionState::set_generation(std::uint16_t generation) noexcept {
  EntityAccess::generations[number] = generation;
  persistent_and_current = EntityAccess::standing(number, generation, State::persistent);
}

void SessionState::next_generation() {
  const auto generation = static_cast<std::uint16_t>(EntityAccess::generations[number] + 1);
  set_generation(generation);
  for (Entity* object : sets.displaced()) EntityAccess::generation(*object) = generation;
  if (generation != EntityAccess::kExpired) return;
  // After 65,535 generations the numbers start again: objects that still carry an old one are marked as expired.
  set_generation(1);
  for (const Slabs& objects : slabs)
    objects.for_each(
        [](void* object) { EntityAccess::generation(*static_cast<Entity*>(object)) = EntityAccess::kExpired; });
}

void SessionState::require_usable() const {
  if (!failure.empty())
    throw PendingRollback(
        fmt::format("the session needs rollback() before it can use the database: a flush failed: {}", failure));
}

void SessionState::begin_if_needed() {
  require_usable();
  if (in_transaction) return;
  backend.begin();
  in_transaction = true;
}

bool SessionState::is_dirty() const {
  if (!sets.marked().empty()) return true;
  const auto is_here = [](const Entity& object) { return is_in_session(object); };
  const auto any_is_here = [&](const std::vector<Entity*>& objects) {
    return std::any_of(objects.begin(), objects.end(), [&](const Entity* object) { return is_here(*object); });
  };
  const auto has_owner_here = [&](ListSlot* slot) { return is_here(*owner_of(*slot)); };
  return any_is_here(sets.touched()) || any_is_here(sets.pending()) || log.any_of([&](const Change& change) {
    return change.kind != Change::Kind::dropped && is_here(*change.object);
  }) || std::any_of(changed_lists.begin(), changed_lists.end(), has_owner_here);
}

void SessionState::flush_if_wanted() {
  const bool is_untouched =
      sets.pending().empty() && log.empty() && changed_lists.empty() && sets.marked().empty() && sets.touched().empty();
  if (!is_untouched && autoflush && !is_flushing && is_dirty()) flush(*this);
}

void refuse_unmade_object() {
  throw OrmError("this object was not made by a session: make objects with Session::make, not on the stack");
}

void refuse_class(const Entity& owner, const Relationship& relationship, const Entity& value) {
  throw TypeMismatch(fmt::format("{} holds objects of class {}, not {}", label_of(owner, relationship.name),
                                 relationship.target->name(), label_of(value)));
}

void require_target(const Entity& owner, const Relationship& relationship, const Entity* value) {
  if (value == nullptr)
    throw NullInCollection(
        fmt::format("{} holds null: remove it before the flush", label_of(owner, relationship.name)));
  require_class(owner, relationship, *value);
}

std::string label_of(const Entity& entity) {
  return fmt::format("{} {}", SessionState::of(entity).mapper_of(entity).name(), entity.id());
}
std::string label_of(const Entity* entity) { return entity == nullptr ? "null" : label_of(*entity); }
std::string label_of(const Entity& owner, std::string_view name) { return fmt::format("{}.{}", label_of(owner), name); }

}  // namespace orm
