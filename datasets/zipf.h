// zipf: few users own most posts; the user of rank r = 1..n_users gets a share of them proportional to r^-s, s = 9/8.
// Shape: fan_outs[n_users], their sum is n_posts; users in the tail may have none.
// Deterministic on every platform: r^(9/8) is r times three square roots, which IEEE 754 rounds correctly (pow is not);
// the shares are then integers, and cumulative sums are rounded down, so that every fan-out is its share rounded.
// Source: Zipf, Human Behavior and the Principle of Least Effort, 1949.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/dataset.h"

namespace datasets {

// By rank, largest first. REQUIRES: sizes.users >= 1; 0 <= sizes.posts <= kMostPosts.
std::vector<std::int64_t> zipf(const Sizes& sizes);

}  // namespace datasets
