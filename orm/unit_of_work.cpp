#include "orm/unit_of_work.h"

#include <fmt/format.h>

#include <algorithm>

#include "orm/flush_plan.h"
#include "orm/sync.h"

namespace orm {

void forget_changes(SessionState& session) {
  session.history.for_each_backwards([](const Change& change) {
    // Text and scalar slots keep their flags at different places.
    if (change.kind >= Change::Kind::unknown_text)
      slot_at<TextSlot>(*change.object, change.offset).flags &= static_cast<std::uint8_t>(~SlotFlags::kChanged);
    else
      slot_at<ScalarSlot>(*change.object, change.offset).flags &= static_cast<std::uint8_t>(~SlotFlags::kChanged);
  });
  session.history.clear();
  for (ListSlot* list : session.queued)
    if (list->extra != nullptr) list->extra->queue.clear();
  session.queued.clear();
  std::erase_if(session.lists_given_null, [](ListSlot* list) {  // a new owner's list keeps its null
    return owner_of(*list)->state() == State::persistent || owner_of(*list)->state() == State::deleted;
  });
  session.pending.clear();
  for (Entity* object : session.marked) EntityAccess::set_flag(*object, EntityAccess::kMarkedDeleted, false);
  session.marked.clear();
}

namespace {

// An object that was marked and then given to another owner is saved, not deleted.
void keep_adopted(SessionState& session) {
  if (session.marked.empty()) return;
  session.history.for_each_backwards([&](const Change& change) {
    Entity& object = *change.object;
    if (!EntityAccess::is_marked_deleted(object) || change.kind >= Change::Kind::unknown_text) return;
    const ScalarSlot& scalar = slot_at<ScalarSlot>(object, change.offset);
    const Relationship* relationship = session.attribute_of(object, scalar.attribute).relationship;
    const bool has_new_owner = relationship->reverse != nullptr && scalar.is_changed() && scalar.has_target() &&
                               scalar.target != nullptr && SessionState::is_in_session(*scalar.target) &&
                               !EntityAccess::is_marked_deleted(*scalar.target) && is_net_change(change);
    if (has_new_owner) EntityAccess::set_flag(object, EntityAccess::kMarkedDeleted, false);
  });
  std::erase_if(session.marked, [](const Entity* object) { return !EntityAccess::is_marked_deleted(*object); });
}

// An owner that is deleted without a delete cascade lets its elements go: their keys become null. Lists that are not
// loaded are loaded for that (1 SELECT each).
void nullify_children(SessionState& session) {
  for (std::size_t i = 0; i < session.marked.size(); ++i) {
    Entity& owner = *session.marked[i];
    for (const auto& relationship : session.mapper_of(owner).relationships()) {
      if (relationship->direction != Direction::one_to_many || relationship->reverse == nullptr) continue;
      ListSlot& slot = slot_at<ListSlot>(owner, relationship->offset);
      if (!relationship->cascade.remove) load_list(slot);
      if (!slot.is_loaded()) continue;
      for (Entity* element : session.ordered(slot, *relationship).elements()) {
        if (element == nullptr || !SessionState::is_in_session(*element) || EntityAccess::is_marked_deleted(*element))
          continue;
        ScalarSlot& scalar = slot_at<ScalarSlot>(*element, relationship->reverse->offset);
        const bool is_owned =
            (scalar.has_target() && scalar.target == &owner) || (scalar.has_key() && scalar.key == owner.id());
        if (!is_owned) continue;
        if (element->state() == State::persistent) session.history.record(*element, scalar);
        scalar.set_target(nullptr);
      }
    }
  }
}

void refuse_nulls(SessionState& session) {
  for (ListSlot* list : session.lists_given_null) {
    Entity& owner = *owner_of(*list);
    if (!SessionState::is_in_session(owner) || !is_current(owner) || !list->is_loaded()) continue;
    const Relationship& relationship = *session.attribute_of(owner, list->attribute).relationship;
    if (session.ordered(*list, relationship).contains(nullptr))
      throw NullInCollection(
          fmt::format("{} holds null: remove it before the flush", label_of(owner, relationship.name)));
  }
}

void mark_written(SessionState& session, const FlushPlan& plan) {
  for (Entity* object : plan.deleted()) {
    session.thaw(*object);
    EntityAccess::state(*object) = State::deleted;
    EntityAccess::set_flag(*object, EntityAccess::kMarkedDeleted, false);
    EntityAccess::set_flag(*object, EntityAccess::kRowDeleted, true);
    session.identity_of(session.mapper_of(*object)).erase(object->id());
    session.deleted.push_back(object);
  }
  const std::uint16_t generation = EntityAccess::generations[session.number];
  const auto enter = [&](Entity& object) {
    EntityAccess::state(object) = State::persistent;
    EntityAccess::generation(object) = generation;
    session.identity_of(session.mapper_of(object)).place(object.id()) = &object;
    session.inserted.push_back(&object);
  };
  for (Entity* object : plan.inserted()) {
    enter(*object);
    for (const Attribute& attribute : session.mapper_of(*object).attributes())
      if (attribute.kind == SlotKind::text) slot_at<TextSlot>(*object, attribute.offset).flags |= SlotFlags::kLoaded;
  }
  for (Entity* object : plan.switched()) enter(*object);  // columns without a value still have the old row's
}

void write_all(SessionState& session) {
  refuse_nulls(session);
  keep_adopted(session);
  nullify_children(session);
  FlushPlan plan(session);
  if (plan.is_empty()) return;
  session.begin_if_needed();
  plan.write();
  mark_written(session, plan);
}

// Sets the flag for the length of a flush, also when it throws.
class Flushing {
 public:
  explicit Flushing(SessionState& session) : session_(session) { session_.is_flushing = true; }
  ~Flushing() { session_.is_flushing = false; }
  Flushing(const Flushing&) = delete;
  Flushing& operator=(const Flushing&) = delete;

 private:
  SessionState& session_;
};

}  // namespace

void flush(SessionState& session) {
  if (!session.is_dirty()) return;
  session.require_usable();
  const Flushing flushing(session);
  try {
    write_all(session);
  } catch (const std::exception& error) {
    session.failure = error.what();
    if (session.in_transaction) {
      session.in_transaction = false;
      try {
        session.backend.rollback();
      } catch (const BackendError&) {
        // The engine may have rolled back by itself (a full disk); what matters is the first error.
      }
    }
    restore_states(session);
    throw;
  }
  forget_changes(session);
}

void restore_states(SessionState& session) {
  for (Entity* object : session.pending)
    if (object->state() == State::pending) EntityAccess::state(*object) = State::transient;
  for (Entity* object : session.inserted) {
    if (object->state() == State::persistent) session.identity_of(session.mapper_of(*object)).erase(object->id());
    EntityAccess::state(*object) = State::transient;
  }
  for (Entity* object : session.deleted) {
    EntityAccess::set_flag(*object, EntityAccess::kRowDeleted, false);
    if (object->state() != State::deleted) continue;
    EntityAccess::state(*object) = State::persistent;
    session.identity_of(session.mapper_of(*object)).place(object->id()) = object;
  }
  forget_changes(session);
  session.inserted.clear();
  session.deleted.clear();
  session.next_generation();
}

void check_supported(const Mapper& mapper) {
  if (!mapper.has_model())
    throw MappingError(
        fmt::format("class {} has no C++ type: a session keeps objects of mapped types only", mapper.name()));
  for (const auto& relationship : mapper.relationships()) {
    if (relationship->cascade.delete_orphan)
      throw MappingError(
          fmt::format("{} asks for delete-orphan, which sessions do not carry out: delete orphans with "
                      "Session::remove",
                      relationship->label()));
    const bool is_list_of_linked_scalars =
        relationship->direction == Direction::one_to_many && relationship->uselist && relationship->reverse != nullptr;
    const bool is_scalar = relationship->direction == Direction::many_to_one && !relationship->uselist;
    if (!is_list_of_linked_scalars && !is_scalar)
      throw MappingError(
          fmt::format("{} is {}{}: sessions keep many-to-one scalars, and one-to-many lists that are linked to one",
                      relationship->label(), direction_name(relationship->direction),
                      relationship->reverse == nullptr ? " without a linked reverse side" : ""));
  }
}

}  // namespace orm
