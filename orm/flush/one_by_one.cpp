#include "orm/flush/one_by_one.h"

#include <algorithm>

#include "orm/attribute/sync.h"
#include "orm/flush/dependency_processor.h"

namespace orm {
namespace {

using Kind = Action::Kind;

// The targets that a relationship of an owner has and had, as far as they are loaded.
struct Targets {
  std::vector<Entity*> taking_part;
  bool has_others = false;

  void add(Entity* target) {
    if (target != nullptr && UnitOfWork::takes_part(*target))
      taking_part.push_back(target);
    else
      has_others = true;
  }
  bool empty() const noexcept { return taking_part.empty() && !has_others; }
};

class Cycles {
 public:
  Cycles(UnitOfWork& work, ActionGraph& graph)
      : work_(work), session_(work.session()), graph_(graph), is_cyclic_(on_cycles(graph.size(), graph.edges())) {}

  void take_apart() {
    const std::size_t known = graph_.size();
    std::vector<std::vector<std::size_t>> parts(known);
    is_replaced_ = is_cyclic_;
    for (std::size_t number = 0; number < known; ++number)
      if (is_replaced_[number] && graph_.action(number).mapper != nullptr)
        parts[number] = parts_of(graph_.action(number));
    std::sort(places_.begin(), places_.end());
    for (const Relationship* relationship : work_.active()) connect(*relationship);
    graph_.replace(is_replaced_, parts);
  }

 private:
  std::vector<std::size_t> parts_of(const Action action) {
    const bool goes = action.kind == Kind::remove;
    // Saves come before deletes, so that a new object may take the row of one that goes.
    const std::size_t between = graph_.number({.kind = Kind::wait, .mapper = action.mapper});
    std::vector<std::size_t> parts;
    for (Entity* object : work_.objects_to(goes, *action.mapper)) {
      const Kind kind = goes ? Kind::remove_one : Kind::save_one;
      parts.push_back(graph_.add({.kind = kind, .mapper = action.mapper, .object = object}));
      places_.emplace_back(object, parts.back());
      graph_.order(goes ? between : parts.back(), goes ? parts.back() : between);
    }
    return parts;
  }

  // REQUIRES: it takes part, and its mapper is on a cycle.
  std::size_t action_of(const Entity& object) const {
    return std::lower_bound(places_.begin(), places_.end(), std::pair{const_cast<Entity*>(&object), std::size_t{0}})
        ->second;
  }

  void connect(const Relationship& relationship) {
    for (const bool goes : {false, true}) {
      const std::size_t owners =
          graph_.number({.kind = goes ? Kind::remove : Kind::save, .mapper = relationship.owner});
      if (owners == ActionGraph::kNone || !is_cyclic_[owners]) continue;
      connect(relationship, work_.objects_to(goes, *relationship.owner), goes);
    }
  }

  void connect(const Relationship& relationship, const Objects& owners, bool goes) {
    is_replaced_[graph_.number({.kind = Kind::process, .relationship = &relationship, .of_deletes = goes})] = true;
    const std::size_t saves = graph_.number({.kind = Kind::save, .mapper = relationship.target});
    const std::size_t deletes = graph_.number({.kind = Kind::remove, .mapper = relationship.target});
    const DependencyProcessor& processor = processor_of(relationship);
    for (Entity* owner : owners) {
      const Targets targets = targets_of(*owner, relationship, goes);
      if (targets.empty()) continue;
      NeighboursOfOne one{
          .parent = action_of(*owner),
          .process = graph_.add(
              {.kind = Kind::process_one, .relationship = &relationship, .of_deletes = goes, .object = owner}),
          .child = saves,
          .parent_goes = goes,
          .child_goes = false};
      const auto connect_to = [&](std::size_t child, bool child_goes) {
        one.child = child;
        one.child_goes = child_goes;
        processor.connect_one(graph_, one);
      };
      if (!is_cyclic_[saves]) {
        connect_to(saves, false);
        connect_to(deletes, true);
        continue;
      }
      if (targets.has_others) connect_to(ActionGraph::kNone, false);
      for (const Entity* target : targets.taking_part) connect_to(action_of(*target), UnitOfWork::is_deleted(*target));
    }
  }

  Targets targets_of(Entity& owner, const Relationship& relationship, bool goes) {
    if (relationship.uselist) return of_list(owner, relationship);
    ScalarSlot& slot = slot_at<ScalarSlot>(owner, relationship.offset);
    if (goes && relationship.direction == Direction::many_to_one) load_scalar(slot);
    Targets targets;
    if (!is_current(owner) || !slot.has_target()) return targets;
    targets.add(slot.target);
    for (Entity* old : history(session_, owner, relationship).deleted) targets.add(old);
    return targets;
  }

  // Of a list that is longer than the flush is large, those of the flush are looked up in the list.
  Targets of_list(Entity& owner, const Relationship& relationship) {
    Targets targets;
    ListSlot& slot = slot_at<ListSlot>(owner, relationship.offset);
    if (!is_current(owner) || !slot.is_loaded()) return targets;
    OrderedList list = session_.ordered(slot, relationship);
    const Objects& all = work_.objects_of(*relationship.target);
    if (slot.live <= all.size()) {
      for (Entity* element : list.elements()) targets.add(element);
    } else {
      targets.has_others = true;
      for (Entity* object : all)
        if (list.contains(object)) targets.add(object);
    }
    for (Entity* removed : work_.changes(owner, relationship).deleted) targets.add(removed);
    return targets;
  }

  UnitOfWork& work_;
  SessionState& session_;
  ActionGraph& graph_;
  std::vector<bool> is_cyclic_;
  std::vector<bool> is_replaced_;
  std::vector<std::pair<Entity*, std::size_t>> places_;  // the action of each object, by object
};

}  // namespace

void take_cycles_apart(UnitOfWork& work, ActionGraph& graph) { Cycles(work, graph).take_apart(); }

}  // namespace orm
