// heavy_tail: one user owns half of all posts, the others share the rest equally.
// Shape: fan_outs[n_users], their sum is n_posts; the first is n_posts / 2 rounded up.
#pragma once

#include "datasets/shapes/uniform.h"

namespace datasets::shapes {

struct HeavyTail {
  static constexpr std::string_view name = "heavy_tail";
  static constexpr std::string_view words = "one user owns half of all posts";
  static constexpr std::string_view digest = "6c6279a58b89e59e";

  // By rank, largest first. REQUIRES: sizes.users >= 2; 0 <= sizes.posts <= kMostRows.
  static std::vector<std::int64_t> fan_outs(const Sizes& sizes) {
    std::vector<std::int64_t> fan_outs = Uniform::fan_outs({sizes.users - 1, sizes.posts / 2});
    fan_outs.insert(fan_outs.begin(), sizes.posts - sizes.posts / 2);
    return fan_outs;
  }
};

}  // namespace datasets::shapes
