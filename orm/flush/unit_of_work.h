// One flush: which objects take part in it, what it asks of their relationships, and the actions that it comes to.
// SQLAlchemy: UOWTransaction.
#pragma once

#include <array>
#include <cstddef>
#include <memory_resource>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "orm/flush/row_changes.h"
#include "orm/instance/prefetched.h"
#include "orm/state/history.h"
#include "orm/state/session_state.h"

namespace orm {

using Objects = std::pmr::vector<Entity*>;  // in the memory of a flush

class UnitOfWork {
 public:
  explicit UnitOfWork(SessionState& session)
      : session_(session),
        objects_(session.mappers.size(), &memory_),
        loaded_(&memory_),
        row_changes_(session, &memory_) {}
  ~UnitOfWork();  // its objects are free for the next one
  UnitOfWork(const UnitOfWork&) = delete;
  UnitOfWork& operator=(const UnitOfWork&) = delete;

  SessionState& session() noexcept { return session_; }
  // Of what lasts no longer than the flush. Nothing is freed before its end.
  std::pmr::memory_resource* memory() const noexcept { return &memory_; }

  // The object takes part: it is saved, or `goes`, that is to say is deleted. A later call changes that by `goes` or by
  // `cancels_delete` alone. Nothing happens for one that is not in the session. SQLAlchemy: register_object.
  void add(Entity& object, bool goes = false, bool cancels_delete = false);
  static bool takes_part(const Entity& object) noexcept {
    return EntityAccess::has_flag(object, EntityAccess::kInFlush);
  }
  static bool is_deleted(const Entity& object) noexcept {
    return takes_part(object) && EntityAccess::has_flag(object, EntityAccess::kGoes);
  }
  // Those so far, by key: rows are written in this order, and it is that of memory most of the time.
  void sort() {
    for (Objects& objects : objects_)
      if (objects.size() > 1) sort_by_key(objects);
  }
  // A new object takes the row of one that goes: no DELETE then. SQLAlchemy: remove_state_actions.
  static void keep_row(Entity& object) noexcept { EntityAccess::set_flag(object, EntityAccess::kReplaced, true); }

  // In the order of add().
  const Objects& objects_of(const Mapper& mapper) const { return objects_[mapper.index()]; }
  bool has(const Mapper& mapper) const { return !objects_of(mapper).empty(); }
  // Those of a class that are saved, or that go.
  Objects objects_to(bool goes, const Mapper& mapper) const;
  bool is_empty() const;
  bool any_goes() const noexcept { return any_goes_; }  // or did
  template <class F>
  void for_each(F&& f) const {
    for (const auto& objects : objects_)
      for (Entity* object : Prefetched(objects)) f(*object);
  }

  // The relationships whose owners take part ask each other for objects until none is new. Then whether one of them has
  // anything to do, and so an order to keep: active().
  void prepare();
  const std::pmr::vector<const Relationship*>& active() const noexcept { return active_; }

  // How a relationship of an owner differs from what the database holds, asked once a flush. REQUIRES: of a list or of
  // the side of a one-to-one without the key; 1 SELECT for such a side that was set while it was not loaded.
  const History& changes(Entity& owner, const Relationship& relationship);
  // What it holds as the database does. Linear in the list.
  std::vector<Entity*> unchanged(Entity& owner, const Relationship& relationship);
  // Loads what an owner that goes holds (attribute/cascade.h).
  void load(Entity& owner, const Relationship& relationship);

  // Whether an owner that is saved took the child along this relationship.
  bool was_added(const Relationship& relationship, const Entity& child);
  // Pairs whose rows one side of a many-to-many has written, for the other side.
  using Pairs = std::set<std::pair<const Entity*, const Entity*>>;
  Pairs& written_pairs(const Relationship& relationship);

  RowChanges& row_changes() noexcept { return row_changes_; }

 private:
  struct Preparation {
    const Relationship* relationship;
    std::size_t done = 0;  // of its owners
    bool is_active = false;
  };
  bool prepare(std::size_t index);
  History ask(Entity& owner, const Relationship& relationship);

  SessionState& session_;
  // A flush of a few objects, which is most of them, hardly needs more.
  alignas(std::max_align_t) std::array<std::byte, 4096> first_bytes_;
  mutable std::pmr::monotonic_buffer_resource memory_{first_bytes_.data(), first_bytes_.size()};
  std::pmr::vector<Objects> objects_;  // by mapper
  bool any_goes_ = false;
  std::pmr::vector<Preparation> preparations_{&memory_};
  std::pmr::vector<const Relationship*> active_{&memory_};
  std::pmr::unordered_map<const void*, History> changes_{&memory_};  // by slot
  std::pmr::unordered_set<const void*> loaded_;                      // slots of owners that go
  std::unordered_map<const Relationship*, std::unordered_set<const Entity*>> added_;
  std::unordered_map<const Relationship*, Pairs> written_pairs_;
  RowChanges row_changes_;
};

}  // namespace orm
