// zipf: few users own most posts; the user of rank r = 1..n_users gets a share of them proportional to r^-s, s = 9/8.
// Shape: fan_outs[n_users], their sum is n_posts; users in the tail may have none.
// Deterministic on every platform: r^(9/8) is r times three square roots, which IEEE 754 rounds correctly (pow is not);
// nothing is added to a product, so that no compiler may fuse and round once. The shares are then integers, and
// cumulative sums are rounded down, so that every fan-out is its share rounded.
// Source: Zipf, Human Behavior and the Principle of Least Effort, 1949.
#pragma once

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <functional>

#include "datasets/shapes/shape.h"

static_assert(FLT_EVAL_METHOD == 0,
              "weights must be computed in double precision, or datasets differ between platforms");

namespace datasets::shapes {

struct Zipf {
  static constexpr std::string_view name = "zipf";
  static constexpr std::string_view words = "few users own most posts";
  static constexpr std::string_view digest = "8d2c5099af44a2a5";

  // By rank, largest first. REQUIRES: sizes.users >= 1; 0 <= sizes.posts <= kMostRows.
  static std::vector<std::int64_t> fan_outs(const Sizes& sizes) { return shares(sizes.users, sizes.posts); }

  // `wholes` shared out among `owners`. Memory: 8 bytes an owner.
  static std::vector<std::int64_t> shares(std::int64_t owners, std::int64_t wholes) {
    std::int64_t all = 0;
    for (std::int64_t rank = 1; rank <= owners; ++rank) all += weight(rank);
    std::vector<std::int64_t> shares(static_cast<std::size_t>(owners));
    std::int64_t cumulative = 0;
    for (std::size_t rank = 1; rank <= shares.size(); ++rank) {
      const std::int64_t before = wholes * cumulative / all;
      cumulative += weight(static_cast<std::int64_t>(rank));
      shares[rank - 1] = wholes * cumulative / all - before;
    }
    std::sort(shares.begin(), shares.end(), std::greater<>());  // rounding may swap neighbours by one
    return shares;
  }

 private:
  // 2^32 r^-s as an integer. Their sum stays below 2^36 (zeta(9/8) is 8.6), so that times kMostRows fits 63 bits.
  static std::int64_t weight(std::int64_t rank) {
    const auto r = static_cast<double>(rank);
    const double power = r * std::sqrt(std::sqrt(std::sqrt(r)));
    return static_cast<std::int64_t>(4294967296.0 / power);
  }
};

}  // namespace datasets::shapes
