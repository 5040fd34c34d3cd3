// Scalars that hold the key: it follows the target.
#include "orm/flush/dependency_processor.h"
#include "orm/flush/keys.h"
#include "orm/loading/load.h"

namespace orm {
namespace {

// The target of one that goes, as far as its own columns and the identity map tell it.
bool look_up(SessionState& session, Entity& object, const Relationship& relationship) {
  ScalarSlot& slot = slot_at<ScalarSlot>(object, relationship.offset);
  if (is_current(object) && slot.has_target()) return true;  // written since it was expired, say
  if (SessionState::is_expired(object) && object.state() == State::persistent) refresh_columns(session, object);
  if (slot.has_target()) return true;
  if (key_value(session, object, slot).state == KeyValue::State::unloaded) refresh_columns(session, object);
  const KeyValue key = committed_key(session, object, slot);
  if (key.state == KeyValue::State::null) slot.set_target(nullptr);
  if (key.state == KeyValue::State::key)
    if (Entity* found = session.identity_of(*relationship.target).find(key.key)) slot.set_target(found);
  return slot.has_target();
}

class ManyToOne final : public DependencyProcessor {
  void presort_deletes(UnitOfWork& /*work*/, const Relationship& /*relationship*/,
                       const Objects& /*owners*/) const override {}
  void presort_saves(UnitOfWork& /*work*/, const Relationship& /*relationship*/,
                     const Objects& /*owners*/) const override {}
  void process_deletes(UnitOfWork& /*work*/, const Relationship& /*relationship*/,
                       const Objects& /*owners*/) const override {}

  void process_saves(UnitOfWork& work, const Relationship& relationship, const Objects& owners) const override {
    for (Entity* owner : Prefetched(owners))
      if (is_current(*owner)) save(work.session(), relationship, *owner);
  }

  static void save(SessionState& session, const Relationship& relationship, Entity& owner) {
    ScalarSlot& slot = slot_at<ScalarSlot>(owner, relationship.offset);
    if (!slot.has_target() || !is_target_to_write(session, owner, slot)) return;
    if (slot.target != nullptr) {
      if (!SessionState::is_in_session(*slot.target)) return;  // it is not written, and neither is its key
      require_target(owner, relationship, slot.target);
      load_key(session, *slot.target);
    }
    follow_target(session, owner, slot);
  }

  void connect(ActionGraph& graph, const Neighbours& actions) const override {
    graph.order(actions.save_children, actions.after_save);
    graph.order(actions.after_save, actions.save_parents);
    graph.order(actions.save_parents, actions.delete_children);
    graph.order(actions.delete_parents, actions.delete_children);
  }

  void connect_one(ActionGraph& graph, const NeighboursOfOne& actions) const override {
    if (actions.parent_goes) {
      if (actions.child_goes) graph.order(actions.parent, actions.child);
      return;
    }
    if (!actions.child_goes) graph.order(actions.child, actions.process);
    graph.order(actions.process, actions.parent);
  }

  bool has_history(UnitOfWork& work, const Relationship& relationship, Entity& owner, bool goes) const override {
    if (goes) return look_up(work.session(), owner, relationship);
    return is_current(owner) && slot_at<ScalarSlot>(owner, relationship.offset).has_target();
  }
};

const ManyToOne kManyToOne;

}  // namespace

const DependencyProcessor& many_to_one_processor = kManyToOne;

}  // namespace orm
