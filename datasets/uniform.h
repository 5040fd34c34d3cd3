// uniform: every user owns the same number of posts, give or take one.
// Shape: fan_outs[n_users], their sum is n_posts; a fan-out is n_posts / n_users rounded down or up.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/dataset.h"

namespace datasets {

// By rank, largest first. REQUIRES: sizes.users >= 1; 0 <= sizes.posts <= kMostPosts.
std::vector<std::int64_t> uniform(const Sizes& sizes);

}  // namespace datasets
