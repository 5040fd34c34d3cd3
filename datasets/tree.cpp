#include "datasets/tree.h"

#include <algorithm>
#include <stdexcept>

#include "datasets/rows.h"

namespace datasets {

Tree::Tree(const std::vector<std::int64_t>& levels, FanOuts fan_outs, std::uint64_t seed) : first_{0} {
  if (levels.empty()) throw std::invalid_argument("threads need at least one level");
  for (const std::int64_t posts : levels) {
    if (posts < 1 || posts > kMostRows - first_.back())
      throw std::invalid_argument("a level of threads has at least one post, and all have at most 100,000,000");
    first_.push_back(first_.back() + posts);
  }
  for (std::size_t level = 0; level + 1 < levels.size(); ++level)
    replies_.emplace_back(fan_outs(levels[level], levels[level + 1]), /*orphans=*/0, mix(seed) + level,
                          Stream::parent_order, Stream::reply_order);
}

std::size_t Tree::level_of(std::int64_t post) const noexcept {
  return static_cast<std::size_t>(std::upper_bound(first_.begin(), first_.end(), post) - first_.begin()) - 1;
}

std::int64_t Tree::parent_of(std::int64_t post) const {
  const std::size_t level = level_of(post);
  if (level == 0) return -1;
  return first_[level - 1] + replies_[level - 1].owner_of(post - first_[level]);
}

std::vector<std::int64_t> Tree::replies_of(std::int64_t post) const {
  const std::size_t level = level_of(post);
  if (level == replies_.size()) return {};
  std::vector<std::int64_t> found = replies_[level].children_of(post - first_[level]);
  for (std::int64_t& reply : found) reply += first_[level + 1];
  return found;
}

}  // namespace datasets
