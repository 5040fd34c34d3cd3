// sparse: seven users in eight have no post, the others share all posts equally.
// Shape: fan_outs[n_users], their sum is n_posts; the last n_users * 7 / 8 are 0.
#pragma once

#include "datasets/shapes/uniform.h"

namespace datasets::shapes {

struct Sparse {
  static constexpr std::string_view name = "sparse";
  static constexpr std::string_view words = "seven users in eight have no post";
  static constexpr std::string_view digest = "fc1945cae2a83d93";

  // By rank, largest first. REQUIRES: sizes.users >= 1; 0 <= sizes.posts <= kMostRows.
  static std::vector<std::int64_t> fan_outs(const Sizes& sizes) {
    std::vector<std::int64_t> fan_outs = Uniform::fan_outs({sizes.users - sizes.users * 7 / 8, sizes.posts});
    fan_outs.resize(static_cast<std::size_t>(sizes.users), 0);
    return fan_outs;
  }
};

}  // namespace datasets::shapes
