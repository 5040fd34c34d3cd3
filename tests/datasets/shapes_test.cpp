// Shapes are what their names say, at any size.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "datasets/uniform.h"
#include "datasets/zipf.h"

namespace datasets {
namespace {

using FanOuts = std::vector<std::int64_t>;

std::int64_t sum(const FanOuts& fan_outs) { return std::accumulate(fan_outs.begin(), fan_outs.end(), std::int64_t{0}); }

double top_1_percent_share(const FanOuts& fan_outs) {
  const auto top = static_cast<std::ptrdiff_t>(fan_outs.size() / 100);
  return static_cast<double>(sum({fan_outs.begin(), fan_outs.begin() + top})) / static_cast<double>(sum(fan_outs));
}

Sizes any_sizes() { return {*rc::gen::inRange<std::int64_t>(1, 2000), *rc::gen::inRange<std::int64_t>(0, 200'000)}; }

void check(const FanOuts& fan_outs, const Sizes& sizes) {
  RC_ASSERT(static_cast<std::int64_t>(fan_outs.size()) == sizes.users);
  RC_ASSERT(sum(fan_outs) == sizes.posts);
  RC_ASSERT(fan_outs.back() >= 0);
  RC_ASSERT(std::is_sorted(fan_outs.begin(), fan_outs.end(), std::greater<>()));
}

RC_GTEST_PROP(Uniform, FanOutsSumToThePostsAndDifferByOneAtMost, ()) {
  const Sizes sizes = any_sizes();
  const FanOuts fan_outs = uniform(sizes);
  check(fan_outs, sizes);
  RC_ASSERT(fan_outs.front() - fan_outs.back() <= 1);
}

RC_GTEST_PROP(Zipf, FanOutsSumToThePostsAndFallWithTheRank, ()) {
  const Sizes sizes = any_sizes();
  check(zipf(sizes), sizes);
}

TEST(Zipf, ReachesItsLargestSizeWithoutOverflow) {
  const Sizes largest{1'000'000, kMostPosts};
  const FanOuts fan_outs = zipf(largest);
  EXPECT_EQ(sum(fan_outs), kMostPosts);
  EXPECT_GE(fan_outs.back(), 0);
}

TEST(Zipf, SharesFollowThePowerLaw) {
  const FanOuts fan_outs = zipf({1'000, 10'000'000});
  for (const std::size_t rank : {2U, 10U, 100U, 1000U}) {
    const double wanted = static_cast<double>(fan_outs[0]) * std::pow(static_cast<double>(rank), -9.0 / 8.0);
    EXPECT_NEAR(static_cast<double>(fan_outs[rank - 1]), wanted, 1 + wanted * 1e-4) << "rank " << rank;
  }
}

TEST(Shapes, TheTopOnePercentOwnsHalfUnderZipfAndOnePercentUnderUniform) {
  const Sizes sizes{1'000, 100'000};
  EXPECT_NEAR(top_1_percent_share(zipf(sizes)), 0.50, 0.02);
  EXPECT_DOUBLE_EQ(top_1_percent_share(uniform(sizes)), 0.01);
}

TEST(Shapes, ZipfTinyAndSmallHaveUsersWithoutPosts) {
  EXPECT_EQ(zipf({16, 40}).back(), 0);
  EXPECT_EQ(zipf({1'000, 10'000}).back(), 0);
}

}  // namespace
}  // namespace datasets
