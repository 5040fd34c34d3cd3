// Lists, and the scalar of a one-to-one without the key: what they gained gets the owner's key, what they lost none.
#include "orm/attribute/cascade.h"
#include "orm/flush/dependency_processor.h"
#include "orm/flush/keys.h"
#include "orm/state/parents.h"

namespace orm {
namespace {

// Whether no owner along the relationship has the child, by the operations seen.
bool is_let_go(UnitOfWork& work, const Relationship& relationship, const Entity* child) {
  return child != nullptr && !has_parent(work.session(), *child, relationship, false);
}

class OneToMany final : public DependencyProcessor {
  void presort_deletes(UnitOfWork& work, const Relationship& relationship, const Objects& owners) const override {
    for (Entity* owner : owners) {
      work.load(*owner, relationship);
      for (Entity* child : work.changes(*owner, relationship).deleted)
        if (is_let_go(work, relationship, child)) work.add(*child, relationship.cascade.delete_orphan);
      if (relationship.cascade.remove) continue;
      for (Entity* child : work.unchanged(*owner, relationship)) work.add(*child);
    }
  }

  void presort_saves(UnitOfWork& work, const Relationship& relationship, const Objects& owners) const override {
    for (Entity* owner : owners) {
      const History& changes = work.changes(*owner, relationship);
      for (Entity* child : changes.added)
        if (child != nullptr) work.add(*child, false, true);
      for (Entity* child : changes.deleted) {
        if (!relationship.cascade.delete_orphan) {
          if (child != nullptr) work.add(*child);
        } else if (is_let_go(work, relationship, child)) {
          for (Entity* reached : reached_by_delete(work.session(), *child, work.memory())) work.add(*reached, true);
        }
      }
    }
  }

  void process_deletes(UnitOfWork& work, const Relationship& relationship, const Objects& owners) const override {
    const auto clear = [&](Entity& child) {
      if (!UnitOfWork::is_deleted(child)) write_key(work.session(), child, relationship, kNullKey);
    };
    for (Entity* owner : owners) {
      for (Entity* child : work.changes(*owner, relationship).deleted)
        if (is_let_go(work, relationship, child)) clear(*child);
      if (relationship.cascade.remove) continue;
      for (Entity* child : work.unchanged(*owner, relationship))
        if (!work.was_added(relationship, *child)) clear(*child);
    }
  }

  void process_saves(UnitOfWork& work, const Relationship& relationship, const Objects& owners) const override {
    for (Entity* owner : owners) {
      const History& changes = work.changes(*owner, relationship);
      save_added(work, relationship, *owner, changes.added);
      if (relationship.cascade.delete_orphan) continue;
      for (Entity* child : changes.deleted)
        if (is_let_go(work, relationship, child) && !UnitOfWork::is_deleted(*child))
          write_key(work.session(), *child, relationship, kNullKey);
    }
  }

  // Throws NullInCollection or TypeMismatch for the first, in the order of the list, that the flush cannot write.
  static void save_added(UnitOfWork& work, const Relationship& relationship, Entity& owner, const Objects& added) {
    SessionState& session = work.session();
    for (Entity* child : added) {
      if (child == nullptr && !relationship.uselist) continue;
      require_target(owner, relationship, child);
      if (UnitOfWork::is_deleted(*child)) continue;
      load_key(session, owner);
      write_key(session, *child, relationship, KeyValue::of(&owner));
    }
  }

  void connect(ActionGraph& graph, const Neighbours& actions) const override {
    graph.order(actions.save_parents, actions.after_save);
    graph.order(actions.after_save, actions.save_children);
    graph.order(actions.after_save, actions.delete_children);
    graph.order(actions.save_children, actions.delete_parents);
    graph.order(actions.delete_children, actions.delete_parents);
    graph.order(actions.before_delete, actions.save_children);
    graph.order(actions.before_delete, actions.delete_children);
  }

  void connect_one(ActionGraph& graph, const NeighboursOfOne& actions) const override {
    if (actions.parent_goes) {
      graph.order(actions.process, actions.child);
      graph.order(actions.child, actions.parent);
      return;
    }
    graph.order(actions.parent, actions.process);
    graph.order(actions.process, actions.child);
    graph.order(actions.parent, actions.child);
  }

  bool has_history(UnitOfWork& work, const Relationship& relationship, Entity& owner, bool /*goes*/) const override {
    if (!work.changes(owner, relationship).empty()) return true;
    if (!is_current(owner)) return false;
    if (!relationship.uselist) return slot_at<ScalarSlot>(owner, relationship.offset).has_target();
    const ListSlot& list = slot_at<ListSlot>(owner, relationship.offset);
    return list.is_loaded() && list.live > 0;
  }
};

const OneToMany kOneToMany;

}  // namespace

const DependencyProcessor& one_to_many_processor = kOneToMany;

}  // namespace orm
