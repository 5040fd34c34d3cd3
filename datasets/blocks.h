// Owners and what they own, as a function of (fan-outs, seed): owners are ranked by fan-out; the owner of rank r has a
// contiguous block of positions; one permutation takes a position to a child, another a rank to an owner. So an owner's
// children and a child's owner are found without looking at any other. All numbers count from 0.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/permutation.h"

namespace datasets {

// Immutable. Memory: 4 bytes an owner, nothing a child.
class Blocks {
 public:
  // `fan_outs[r]` is the number of children of the owner of rank r; `orphans` more children have no owner.
  // Throws std::invalid_argument unless there is an owner, no number is below 0 and all children are at most kMostRows.
  Blocks(const std::vector<std::int64_t>& fan_outs, std::int64_t orphans, std::uint64_t seed, Stream owners,
         Stream children);

  std::int64_t owners() const noexcept { return static_cast<std::int64_t>(first_position_.size()) - 1; }
  std::int64_t children() const noexcept { return children_; }

  // REQUIRES: 0 <= child < children(). -1: the child has no owner. O(log owners).
  std::int64_t owner_of(std::int64_t child) const;
  // REQUIRES: 0 <= owner < owners(). Ascending. O(k log k) for k children.
  std::vector<std::int64_t> children_of(std::int64_t owner) const;
  // REQUIRES: 0 <= owner < owners(). O(1).
  std::int64_t fan_out(std::int64_t owner) const;

 private:
  std::vector<std::uint32_t> first_position_;  // [owners + 1], by rank; the last is where orphans begin
  std::int64_t children_;
  Permutation owner_order_;  // rank -> owner
  Permutation child_order_;  // position -> child
};

}  // namespace datasets
