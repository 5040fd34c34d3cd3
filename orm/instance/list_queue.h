// Changes of a list that is not loaded, in the order of the writes. An addition and a removal of the same object cancel
// each other; a second addition adds nothing. Each change costs the same however many are queued.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "orm/instance/entity.h"

namespace orm {

class ListQueue {
 public:
  struct Change {
    Entity* element;
    bool added;  // or removed
  };

  void change(Entity* element, bool added) {
    const auto [known, is_new] = positions_.try_emplace(element, changes_.size());
    if (is_new) {
      changes_.push_back({element, added});
    } else if (changes_[known->second].added != added) {
      changes_[known->second].element = nullptr;
      positions_.erase(known);
    }
  }
  bool empty() const noexcept { return positions_.empty(); }
  // Those that were not cancelled, in order.
  std::vector<Change> changes() const {
    std::vector<Change> live;
    live.reserve(positions_.size());
    for (const Change& change : changes_)
      if (change.element != nullptr) live.push_back(change);
    return live;
  }
  void clear() noexcept {
    changes_.clear();
    positions_.clear();
  }

 private:
  std::vector<Change> changes_;  // null: cancelled
  std::unordered_map<Entity*, std::size_t> positions_;
};

}  // namespace orm
