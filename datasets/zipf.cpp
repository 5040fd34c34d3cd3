#include "datasets/zipf.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <functional>

static_assert(FLT_EVAL_METHOD == 0,
              "weights must be computed in double precision, or datasets differ between platforms");

namespace datasets {
namespace {

// 2^32 r^-s as an integer. Their sum stays below 2^36 (zeta(9/8) is 8.6), so that times kMostPosts fits 63 bits.
std::int64_t weight(std::int64_t rank) {
  const auto r = static_cast<double>(rank);
  const double power = r * std::sqrt(std::sqrt(std::sqrt(r)));
  return static_cast<std::int64_t>(4294967296.0 / power);
}

}  // namespace

std::vector<std::int64_t> zipf(const Sizes& sizes) {
  std::vector<std::int64_t> cumulative(static_cast<std::size_t>(sizes.users) + 1, 0);
  for (std::size_t rank = 1; rank < cumulative.size(); ++rank)
    cumulative[rank] = cumulative[rank - 1] + weight(static_cast<std::int64_t>(rank));

  std::vector<std::int64_t> fan_outs(cumulative.size() - 1);
  const auto owned_up_to = [&](std::size_t rank) { return sizes.posts * cumulative[rank] / cumulative.back(); };
  for (std::size_t rank = 1; rank < cumulative.size(); ++rank)
    fan_outs[rank - 1] = owned_up_to(rank) - owned_up_to(rank - 1);
  std::sort(fan_outs.begin(), fan_outs.end(), std::greater<>());  // rounding may swap neighbours by one
  return fan_outs;
}

}  // namespace datasets
