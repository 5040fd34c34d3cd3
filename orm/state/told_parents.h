// Which owner took a child along a relationship, or that one let it go (parents.h). What is told is written down, and
// worked out when somebody asks: most changes are followed by others before anybody does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "orm/instance/entity.h"
#include "orm/instance/pointer_table.h"

namespace orm {

struct Relationship;

class ToldParents {
 public:
  using Key = std::pair<const Entity*, const Relationship*>;

  bool empty() const noexcept { return is_empty_; }
  // Null where it was let go; nothing where neither was told.
  std::optional<const Entity*> owner(const Key& key) const {
    if (empty()) return std::nullopt;
    const Told* told = settled().find(key);
    return told != nullptr && told->is_known ? std::optional(told->owner) : std::nullopt;
  }
  void take(const Key& key, const Entity& owner) { write_down({key, &owner, Event::Kind::take}); }
  // Letting go what another owner took meanwhile changes nothing; otherwise it is known from then on (`is_known`) that
  // no owner has the child, or nothing is.
  void let_go(const Key& key, const Entity& owner, bool is_known) {
    if (is_known || !empty()) write_down({key, &owner, is_known ? Event::Kind::let_go : Event::Kind::forget});
  }
  void forget(const Key& key) {
    if (empty()) return;
    if (Told* told = settled().find(key)) set(*told, nullptr, false);
    forget_all_if_none_is_known();
  }
  // REQUIRED before an object gets a row or loses it: whether two owners are the same depends on that.
  void before_rows_change() {
    if (any_let_go_) work_out();
  }

  // As SQLAlchemy compares them, by identity keys: two owners without a row are the same.
  static bool is_same_owner(const Entity& a, const Entity& b) {
    if (&a == &b) return true;
    const bool a_has = EntityAccess::has_identity(a);
    const bool b_has = EntityAccess::has_identity(b);
    return a_has && b_has ? EntityAccess::mapper(a) == EntityAccess::mapper(b) && a.id() == b.id() : a_has == b_has;
  }

 private:
  struct Told {
    const Entity* owner = nullptr;
    bool is_known = false;
  };
  struct Event {
    enum class Kind : std::uint8_t { take, let_go, forget };
    Key key;
    const Entity* owner;
    Kind kind;
  };
  static constexpr std::size_t kMany = 1U << 16U;  // 2 MiB

  [[gnu::always_inline]] void write_down(const Event& event) {
    any_let_go_ |= event.kind != Event::Kind::take;
    if (events_.size() == kMany) [[unlikely]]
      work_out();
    events_.push_back(event);
    is_empty_ = false;
  }
  PointerTable<Key, Told>& settled() const {
    auto& self = const_cast<ToldParents&>(*this);
    if (!events_.empty()) self.work_out();
    return self.told_;
  }
  void work_out() {
    for (const Event& event : events_) {
      if (event.kind == Event::Kind::take) {
        set(told_.try_emplace(event.key, {}), event.owner, true);
        continue;
      }
      Told* told = told_.find(event.key);
      const bool is_known = told != nullptr && told->is_known;
      if (is_known && told->owner != nullptr && !is_same_owner(*told->owner, *event.owner)) continue;
      if (event.kind == Event::Kind::let_go)
        set(told_.try_emplace(event.key, {}), nullptr, true);
      else if (is_known)
        set(*told, nullptr, false);
    }
    events_.clear();
    any_let_go_ = false;
    forget_all_if_none_is_known();
  }
  void forget_all_if_none_is_known() {
    is_empty_ = known_ == 0;
    if (is_empty_) told_.clear();
  }
  void set(Told& told, const Entity* owner, bool is_known) {
    known_ += static_cast<std::size_t>(is_known) - static_cast<std::size_t>(told.is_known);
    told = {owner, is_known};
  }

  PointerTable<Key, Told> told_;
  std::size_t known_ = 0;
  std::vector<Event> events_;  // since the last time they were worked out, in their order
  bool any_let_go_ = false;    // among them
  bool is_empty_ = true;       // nothing is known, and none of them is left
};

}  // namespace orm
