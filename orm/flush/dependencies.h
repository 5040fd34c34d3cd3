// What a flush does to rows other than those that changed themselves: keys that follow a list, orphans that go,
// children of a deleted owner. SQLAlchemy: dependency processors.
#pragma once

#include <map>
#include <set>
#include <unordered_set>
#include <utility>
#include <vector>

#include "orm/state/list_history.h"
#include "orm/state/session_state.h"

namespace orm {

// A one-to-many list, or the scalar side of a one-to-one that does not hold the key, and how it changed.
struct ChangedSide {
  Entity* owner;
  const Relationship* relationship;
  ListChanges changes;
  bool is_old_loaded = true;  // false: the old value of a scalar is loaded with what else its deleted owner owns
};

class Dependencies {
 public:
  // Collects the changed sides whose owner is in the session. Loads the old value of a scalar that was set while it was
  // not loaded: 1 SELECT each.
  explicit Dependencies(SessionState& session);

  // Pending objects that lost their owner leave the session; persistent ones that changed are marked.
  void mark_orphans();
  // In a tree, what is marked so far loads its list, also where it is kept then: 1 SELECT each that is not loaded.
  void load_owned_in_trees();
  // An object that was marked as deleted and then given to another owner is saved, not deleted.
  void keep_adopted();
  // What a delete-orphan side lost, and no other owner took, is marked with what its delete cascades reach.
  void delete_lost_children();
  // These owners write no keys.
  void leave_out(const std::unordered_set<const Entity*>& owners) {
    std::erase_if(changed_, [&](const ChangedSide& side) { return owners.contains(side.owner); });
  }
  // Owners of changed sides that are expired as a whole: 1 SELECT each.
  void reload_owners();
  // Loads what the marked objects own (1 SELECT each that is not loaded), and in trees their parents.
  void load_owned();
  void load_parents();
  // The keys of added objects become the owner's, those of removed ones null, unless another owner took them: of
  // objects with a row before the plan is made, of the others once the rows they refer to are written. Throws
  // NullInCollection, and TypeMismatch for an object that an unlinked side should not hold.
  void write_keys_of_rows() { write_keys(true); }
  void write_keys_of_new() { write_keys(false); }
  // Owners that are deleted without a delete cascade let their children go.
  void release_children();

  const std::vector<ChangedSide>& changed() const noexcept { return changed_; }

 private:
  void write_keys(bool of_rows);
  template <class Write>
  void require_added(const ChangedSide& side, Write&& write);
  void collect_list(ListSlot& slot);
  void collect_scalars();
  void collect_scalar(Entity& owner, ScalarSlot& slot, const Relationship& relationship, const Change* change);
  void remove_orphans_of_deleted();
  void mark_lost(Entity& child);
  std::vector<const Mapper*> classes_in_order() const;
  void load_owned_along(Entity& owner, const Relationship& relationship,
                        std::unordered_set<const Relationship*>& looked_up);
  void load_old_value(Entity& owner, const Relationship& relationship);
  bool any_has_loaded(const Relationship& relationship) const;
  bool is_taken(Entity& child, const Relationship& relationship) const;
  void release(Entity& owner, const Relationship& relationship);

  SessionState& session_;
  std::vector<ChangedSide> changed_;
  std::set<std::pair<const Relationship*, const Entity*>> taken_;  // added along it to an owner that stays
};

// Whether a list holds the object, or will when it is loaded.
bool takes(SessionState& session, ListSlot& slot, const Relationship& list, Entity* object);

// Writes a child's foreign key for an owner's list or scalar; the relationship that the child has itself stays as it
// is.
void write_key(SessionState& session, Entity& child, const Relationship& relationship, KeyValue value);

}  // namespace orm
