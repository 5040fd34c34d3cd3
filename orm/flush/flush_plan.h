// One flush, planned: which objects are inserted, updated and deleted, grouped by table and kind in dependency order.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <unordered_set>
#include <vector>

#include "orm/flush/flush_rows.h"
#include "orm/flush/link_rows.h"
#include "orm/state/session_state.h"

namespace orm {

// Whether a text differs from what its row holds.
bool is_net_text_change(const Change& change);

class FlushPlan {
 public:
  // Collects from the session's pending objects, history and marks, without those left out. Loads those marked that are
  // expired (1 SELECT each). Throws CircularDependency.
  explicit FlushPlan(SessionState& session, std::unordered_set<const Entity*> left_out = {});

  bool is_empty() const noexcept {
    return inserted_.empty() && switched_.empty() && deleted_.empty() && links_.empty() && !has_updates_ && !refusal_ &&
           to_reload_.empty() && to_reload_last_.empty();
  }
  // Sends the groups to the backend; calls `between` once the tables that refer to no other are written. Loads what is
  // expired (1 SELECT each): what is written to such a table or a tree at first, the others after `between`. Throws
  // BackendErrors, and StaleData when a row to update was not there.
  void write(const std::function<void()>& between);

  // For a flush that fails after all rows of the plan were written.
  void keep_new_keys();

  const std::vector<Entity*>& inserted() const noexcept { return inserted_; }
  // New objects that take the row of one deleted in the same flush, by an UPDATE of the columns that they have.
  const std::vector<Entity*>& switched() const noexcept { return switched_; }
  const std::vector<Entity*>& deleted() const noexcept { return deleted_; }

 private:
  struct Followed {  // a key column apart from its relationship, before it followed that
    Entity* object;
    ScalarSlot* slot;
    ScalarSlot before;
    SplitKey key;
  };
  struct Work {  // of one mapper
    std::vector<Entity*> inserts;
    std::map<ColumnSet, std::vector<Entity*>> updates;
    std::vector<Entity*> deletes;
  };

  void reload_if_expired(Entity& object);
  void reload_later(Entity& object);
  void reload_target(const ScalarSlot& scalar);
  void collect_new();
  void collect_changes();
  int text_to_write(const Change& change);
  int key_to_write(Change& change);
  int split_key_to_write(Entity& object, ScalarSlot& scalar);
  void settle_key(Entity& object, ScalarSlot& scalar);
  void settle_new_keys();
  void save_roots(const std::function<void()>& save);
  void write_keys(const std::function<void()>& between);
  template <class F>
  void for_each_followed(F&& f);
  void forget_followed(const Followed& followed);
  template <class F>
  void for_each_new_key(F&& f);
  bool has_new_target(const ScalarSlot& scalar) const;
  void require_target_class(Entity& object, const ScalarSlot& scalar);
  void collect_deleted();
  Entity* holder_of_key(const Entity& object);
  bool is_changed(Entity& object, const Attribute& attribute) const;
  ColumnSet columns_with_a_value(Entity& object) const;
  void sort_mappers();
  bool has_links_at_stake(const Mapper& mapper) const;
  void sort_rows();
  std::vector<Entity*> parents_first(const Mapper& mapper, const std::vector<Entity*>& objects) const;

  SessionState& session_;
  std::unordered_set<const Entity*> left_out_;
  std::vector<Work> work_;            // by mapper
  std::vector<const Mapper*> order_;  // parents before children
  std::size_t roots_ = 0;             // those of them, at the front, that refer to no other
  std::vector<Entity*> to_reload_;
  std::vector<Entity*> to_reload_last_;  // once the keys of new objects are written
  std::vector<LinkRows> links_;
  std::vector<Followed> followed_;  // noted when the transaction inserted rows
  std::vector<Entity*> inserted_;
  std::vector<Entity*> switched_;
  std::vector<Entity*> deleted_;
  bool has_updates_ = false;
  std::exception_ptr refusal_;  // of a scalar's target
};

}  // namespace orm
