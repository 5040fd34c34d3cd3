// Which owner took a child along a relationship, or that one let it go (parents.h).
#pragma once

#include <cstddef>
#include <utility>

#include "orm/instance/entity.h"
#include "orm/instance/pointer_table.h"

namespace orm {

struct Relationship;

class ToldParents {
 public:
  using Key = std::pair<const Entity*, const Relationship*>;

  bool empty() const noexcept { return known_ == 0; }
  bool knows(const Key& key) const noexcept {
    const Told* told = table_.find(key);
    return told != nullptr && told->is_known;
  }
  // Null where it was let go. REQUIRES: knows(key).
  const Entity* owner(const Key& key) const noexcept { return table_.find(key)->owner; }
  void tell(const Key& key, const Entity* owner) {
    Told& told = table_.try_emplace(key, {});
    known_ += told.is_known ? 0 : 1;
    told = {owner, true};
  }
  void forget(const Key& key) noexcept {
    Told* told = table_.find(key);
    if (told == nullptr || !std::exchange(told->is_known, false)) return;
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
