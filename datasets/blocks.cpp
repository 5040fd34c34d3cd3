#include "datasets/blocks.h"

#include <algorithm>
#include <stdexcept>

#include "datasets/rows.h"

namespace datasets {
namespace {

std::vector<std::uint32_t> positions(const std::vector<std::int64_t>& fan_outs, std::int64_t orphans) {
  if (fan_outs.empty()) throw std::invalid_argument("a dataset needs at least one owner");
  if (orphans < 0) throw std::invalid_argument("a number of rows is negative");
  std::vector<std::uint32_t> first{0};
  first.reserve(fan_outs.size() + 1);
  for (const std::int64_t fan_out : fan_outs) {
    if (fan_out < 0) throw std::invalid_argument("a fan-out is negative");
    if (fan_out > kMostRows - orphans - first.back())
      throw std::invalid_argument("a dataset has at most 100,000,000 rows in a table");
    first.push_back(first.back() + static_cast<std::uint32_t>(fan_out));
  }
  return first;
}

}  // namespace

Blocks::Blocks(const std::vector<std::int64_t>& fan_outs, std::int64_t orphans, std::uint64_t seed, Stream owners,
               Stream children)
    : first_position_(positions(fan_outs, orphans)),
      children_(first_position_.back() + orphans),
      owner_order_(this->owners(), seed, owners),
      child_order_(std::max<std::int64_t>(children_, 1), seed, children) {}

std::int64_t Blocks::owner_of(std::int64_t child) const {
  const std::int64_t position = child_order_.inverse(child);
  if (position >= first_position_.back()) return -1;
  // The last rank whose block begins at or before the position; ranks without children share their beginning with the
  // next.
  const auto after = std::upper_bound(first_position_.begin(), first_position_.end(), position);
  return owner_order_(after - first_position_.begin() - 1);
}

std::vector<std::int64_t> Blocks::children_of(std::int64_t owner) const {
  const auto rank = static_cast<std::size_t>(owner_order_.inverse(owner));
  std::vector<std::int64_t> found;
  found.reserve(first_position_[rank + 1] - first_position_[rank]);
  for (std::int64_t position = first_position_[rank]; position < first_position_[rank + 1]; ++position)
    found.push_back(child_order_(position));
  std::sort(found.begin(), found.end());
  return found;
}

std::int64_t Blocks::fan_out(std::int64_t owner) const {
  const auto rank = static_cast<std::size_t>(owner_order_.inverse(owner));
  return std::int64_t{first_position_[rank + 1]} - first_position_[rank];
}

}  // namespace datasets
