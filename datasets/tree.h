// Posts and their replies as a function of (levels, seed): level 0 are the posts that reply to none, each post of level
// k replies to one of level k - 1. Ids go through the levels one after the other, so a parent's is smaller than its
// replies'. All numbers count from 0.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/blocks.h"

namespace datasets {

// Immutable. Memory: 4 bytes for each post of a level but the last.
class Tree {
 public:
  // `fan_outs(owners, children)` gives how many of `children` replies each of `owners` posts gets, by rank.
  using FanOuts = std::vector<std::int64_t> (*)(std::int64_t owners, std::int64_t children);
  // `levels[k]` is the number of posts of level k. Throws std::invalid_argument unless there is a level, none is empty
  // and all posts are at most kMostRows.
  Tree(const std::vector<std::int64_t>& levels, FanOuts fan_outs, std::uint64_t seed);

  std::int64_t posts() const noexcept { return first_.back(); }
  // REQUIRES: 0 <= post < posts(). -1: it replies to none.
  std::int64_t parent_of(std::int64_t post) const;
  // REQUIRES: 0 <= post < posts(). Ascending.
  std::vector<std::int64_t> replies_of(std::int64_t post) const;

 private:
  std::size_t level_of(std::int64_t post) const noexcept;

  std::vector<std::int64_t> first_;  // [levels + 1]: the first post of each level; the last is the number of posts
  std::vector<Blocks> replies_;      // [levels - 1]: of level k to level k + 1
};

}  // namespace datasets
