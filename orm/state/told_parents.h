// Which owner took a child along a relationship, or that one let it go (parents.h).
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "orm/instance/entity.h"
#include "orm/instance/pointer_table.h"

namespace orm {

struct Relationship;

class ToldParents {
 public:
  using Key = std::pair<const Entity*, const Relationship*>;

  bool empty() const noexcept { return known_ == 0; }
  // Null where it was let go; nothing where neither was told.
  std::optional<const Entity*> owner(const Key& key) const {
    if (empty()) return std::nullopt;
    const Told* told = table_.find(key);
    return told != nullptr && told->is_known ? std::optional(told->owner) : std::nullopt;
  }
  void tell(const Key& key, const Entity* owner) {
    Told& told = table_.try_emplace(key, {});
    known_ += told.is_known ? 0 : 1;
    told = {owner, true};
  }
  void forget(const Key& key) {
    forget_if(key, [](const Entity* /*owner*/) { return true; });
  }
  // Forgets the owner that took the child, or that one let it go, where `goes` says so.
  template <class F>
  void forget_if(const Key& key, F&& goes) {
    if (empty()) return;
    Told* told = table_.find(key);
    if (told == nullptr || !told->is_known || !goes(told->owner)) return;
    told->is_known = false;
    if (--known_ == 0) table_.clear();
  }

 private:
  struct Told {
    const Entity* owner = nullptr;
    bool is_known = false;
  };
  PointerTable<Key, Told> table_;
  std::size_t known_ = 0;
};

}  // namespace orm
