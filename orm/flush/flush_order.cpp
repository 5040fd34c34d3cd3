#include "orm/flush/flush_order.h"

#include <fmt/format.h>

#include <unordered_map>

#include "orm/flush/dependency_sort.h"

namespace orm {
namespace {

bool refers_to_itself(const Mapper& mapper) {
  for (const auto& relationship : mapper.relationships())
    if (relationship->target == &mapper && relationship->direction != Direction::many_to_many) return true;
  return false;
}

// The objects of one class that a flush works on, and which must come before which.
class Graph {
 public:
  Graph(SessionState& session, const Mapper& mapper) : session_(session), mapper_(mapper) {}

  void add(Entity* object) {
    if (object == nullptr || !SessionState::is_in_session(*object)) return;
    if (EntityAccess::mapper(*object) != mapper_.index()) return;
    if (index_.try_emplace(object, objects_.size()).second) objects_.push_back(object);
  }
  // A change of a linked scalar is one of its owners' lists too.
  void add_with_owners(Entity& object) {
    add(&object);
    if (!SessionState::is_in_session(object)) return;  // its owners' lists tell it themselves
    if (EntityAccess::mapper(object) != mapper_.index() || !is_current(object)) return;
    for (const auto& relationship : mapper_.relationships()) {
      if (relationship->target != &mapper_ || relationship->uselist || relationship->reverse == nullptr) continue;
      const ScalarSlot& slot = slot_at<ScalarSlot>(object, relationship->offset);
      if (!slot.has_target()) continue;
      if (!EntityAccess::has_history(object)) add_owner(slot.target, *relationship->reverse);
      if (!EntityAccess::has_history(object) || !slot.is_changed()) continue;
      Entity* old = old_target(slot);
      if (old == slot.target) continue;
      add_owner(slot.target, *relationship->reverse);
      add_owner(old, *relationship->reverse);
    }
  }
  // Unless an expire made its list forget the change.
  void add_owner(Entity* owner, const Relationship& list) {
    if (owner == nullptr || !is_current(*owner)) return;
    const ListSlot& slot = slot_at<ListSlot>(*owner, list.offset);
    if (slot.is_loaded() || (slot.extra != nullptr && slot.extra->is_noted)) add(owner);
  }
  void connect() {
    for (Entity* object : objects_)
      for (const auto& relationship : mapper_.relationships()) {
        if (relationship->target != &mapper_ || !is_current(*object)) continue;
        if (relationship->direction == Direction::many_to_one) connect_parent(*object, *relationship);
        if (relationship->is_one_to_many_list()) connect_children(*object, *relationship);
      }
  }
  Cycle cycle() const {
    Cycle cycle;
    const std::vector<std::size_t> sorted = dependency_sort(objects_.size(), edges_);
    if (sorted.size() == objects_.size()) return cycle;
    cycle.objects.insert(objects_.begin(), objects_.end());
    for (const std::size_t i : sorted) cycle.objects.erase(objects_[i]);
    cycle.message =
        fmt::format("{} objects of class {} are each other's parents: no order of writing satisfies their foreign keys",
                    cycle.objects.size(), mapper_.name());
    return cycle;
  }

 private:
  static bool is_deleted(const Entity& object) { return EntityAccess::is_marked_deleted(object); }
  void edge(Entity* first, Entity* second) {
    const auto a = index_.find(first);
    const auto b = index_.find(second);
    if (a != index_.end() && b != index_.end()) edges_.emplace_back(a->second, b->second);
  }
  void connect_parent(Entity& object, const Relationship& relationship) {
    ScalarSlot& slot = slot_at<ScalarSlot>(object, relationship.offset);
    const auto parent = [&](Entity* found) {
      if (found == nullptr) return;
      if (is_deleted(object) && is_deleted(*found)) edge(&object, found);
      if (!is_deleted(object) && !is_deleted(*found)) edge(found, &object);
    };
    if (!slot.has_target()) return;
    parent(slot.target);
    if (!slot.is_changed() || !EntityAccess::has_history(object)) return;
    parent(old_target(slot));
  }
  Entity* old_target(const ScalarSlot& slot) const {
    if (slot.is_split()) return session_.split_keys.at(&slot).old_target;
    const Change& change = session_.history.find(slot);
    return change.kind == Change::Kind::key ? session_.identity_of(mapper_).find(change.key) : nullptr;
  }
  void connect_children(Entity& owner, const Relationship& relationship) {
    ListSlot& slot = slot_at<ListSlot>(owner, relationship.offset);
    if (!slot.is_loaded()) return;
    const auto child = [&](Entity* found) {
      if (is_deleted(owner))
        edge(found, &owner);
      else
        edge(&owner, found);
    };
    OrderedList list = session_.ordered(slot, relationship);
    if (slot.live <= objects_.size()) {
      for (Entity* element : list.elements())
        if (element != nullptr) child(element);
    } else {
      for (Entity* object : objects_)
        if (list.contains(object)) child(object);
    }
    if (slot.extra != nullptr)
      for (const auto& [element, was_in] : slot.extra->was_in)
        if (was_in > 0 && element != nullptr && !list.contains(element)) child(element);
  }

  SessionState& session_;
  const Mapper& mapper_;
  std::vector<Entity*> objects_;
  std::unordered_map<Entity*, std::size_t> index_;
  std::vector<std::pair<std::size_t, std::size_t>> edges_;
};

}  // namespace

Cycle find_cycle(SessionState& session, const std::vector<ChangedSide>& changed) {
  for (const Mapper* mapper : session.mappers) {
    if (!refers_to_itself(*mapper)) continue;
    Graph graph(session, *mapper);
    for (Entity* object : session.pending) graph.add_with_owners(*object);
    session.history.for_each_backwards([&](const Change& change) {
      if (!change.is_dropped()) graph.add_with_owners(*change.object);
    });
    for (Entity* object : session.touched) graph.add(object);
    for (Entity* object : session.marked) graph.add(object);
    for (const ChangedSide& side : changed) {
      graph.add(side.owner);
      for (Entity* child : side.changes.added) graph.add(child);
      for (Entity* child : side.changes.removed) graph.add(child);
    }
    graph.connect();
    if (Cycle cycle = graph.cycle(); cycle.is_found()) return cycle;
  }
  return {};
}

}  // namespace orm
