// (mapper, primary key) → the single live object: one map a mapper, paged by key, so that dense keys cost one load.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "orm/instance/entity.h"

namespace orm {

class IdentityMap {
 public:
  // The object with this key, or nullptr.
  Entity* find(std::int64_t key) const noexcept {
    const auto page = static_cast<std::uint64_t>(key) >> kPageBits;
    if (page < pages_.size()) [[likely]]
      return pages_[page] ? (*pages_[page])[static_cast<std::size_t>(key) & kPageMask] : nullptr;
    const auto found = sparse_.find(key);
    return found != sparse_.end() ? found->second : nullptr;
  }
  // The place of this key, which holds nullptr when no object has it. Valid until the next call.
  Entity*& place(std::int64_t key) {
    const auto page = static_cast<std::uint64_t>(key) >> kPageBits;
    if (page < pages_.size() && pages_[page]) [[likely]]
      return (*pages_[page])[static_cast<std::size_t>(key) & kPageMask];
    return page < kDensePages ? dense_place(page, key) : sparse_[key];
  }
  // Unless another object has its key.
  void erase(const Entity& object) noexcept {
    if (find(object.id()) == &object) place(object.id()) = nullptr;
  }

 private:
  static constexpr unsigned kPageBits = 12;
  static constexpr std::size_t kPageMask = (std::size_t{1} << kPageBits) - 1;
  static constexpr std::uint64_t kDensePages = 1
                                               << 16;  // keys below 268 million; others, and negative ones, are hashed
  using Page = std::array<Entity*, kPageMask + 1>;

  Entity*& dense_place(std::uint64_t page, std::int64_t key) {
    if (page >= pages_.size()) pages_.resize(page + 1);
    if (!pages_[page]) pages_[page] = std::make_unique<Page>();
    return (*pages_[page])[static_cast<std::size_t>(key) & kPageMask];
  }

  std::vector<std::unique_ptr<Page>> pages_;
  std::unordered_map<std::int64_t, Entity*> sparse_;
};

}  // namespace orm
