// uniform: every user has the same number of posts, give or take one.
// Shape: fan_outs[n_users], their sum is n_posts; a fan-out is n_posts / n_users rounded down or up.
#pragma once

#include "datasets/shapes/shape.h"

namespace datasets::shapes {

struct Uniform {
  static constexpr std::string_view name = "uniform";
  static constexpr std::string_view words = "every user has the same number of posts";
  static constexpr std::string_view digest = "76695c26479e417e";

  // By rank, largest first. REQUIRES: sizes.users >= 1; 0 <= sizes.posts <= kMostRows.
  static std::vector<std::int64_t> fan_outs(const Sizes& sizes) {
    std::vector<std::int64_t> fan_outs(static_cast<std::size_t>(sizes.users), sizes.posts / sizes.users);
    for (std::size_t rank = 0; rank < static_cast<std::size_t>(sizes.posts % sizes.users); ++rank) ++fan_outs[rank];
    return fan_outs;
  }
};

}  // namespace datasets::shapes
