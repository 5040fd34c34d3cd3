// Going through many objects in an order that is not that of memory, new ones in the order of a cascade, say: the
// processor asks for the next ones while it works on one, and so does not wait for each.
#pragma once

#include <cstddef>
#include <span>

#include "orm/instance/entity.h"

namespace orm {

class Prefetched {
 public:
  // `objects` must outlive it, none of them is null, and none is added meanwhile.
  explicit Prefetched(std::span<Entity* const> objects) : objects_(objects) {}

  class Iterator {
   public:
    Iterator(Entity* const* at, Entity* const* end) : at_(at), end_(end) {}
    Entity* operator*() const {
      if (end_ - at_ > kAhead) [[likely]]
        __builtin_prefetch(at_[kAhead]);
      return *at_;
    }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    Entity* const* at_;
    Entity* const* end_;
  };
  Iterator begin() const { return {objects_.data(), objects_.data() + objects_.size()}; }
  Iterator end() const { return {objects_.data() + objects_.size(), objects_.data() + objects_.size()}; }

 private:
  static constexpr std::ptrdiff_t kAhead = 8;

  std::span<Entity* const> objects_;
};

}  // namespace orm
