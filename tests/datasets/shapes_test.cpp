// Shapes are what their names say, at any size.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

#include "datasets/shapes/heavy_tail.h"
#include "datasets/shapes/profiles.h"
#include "datasets/shapes/sparse.h"
#include "datasets/shapes/tags.h"
#include "datasets/shapes/threads.h"
#include "datasets/shapes/uniform.h"
#include "datasets/shapes/zipf.h"

namespace datasets {
namespace {

using namespace shapes;

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
  const FanOuts fan_outs = Uniform::fan_outs(sizes);
  check(fan_outs, sizes);
  RC_ASSERT(fan_outs.front() - fan_outs.back() <= 1);
}

RC_GTEST_PROP(Zipf, FanOutsSumToThePostsAndFallWithTheRank, ()) {
  const Sizes sizes = any_sizes();
  check(Zipf::fan_outs(sizes), sizes);
}

TEST(Zipf, ReachesItsLargestSizeWithoutOverflow) {
  const Sizes largest{1'000'000, kMostRows};
  const FanOuts fan_outs = Zipf::fan_outs(largest);
  EXPECT_EQ(sum(fan_outs), kMostRows);
  EXPECT_GE(fan_outs.back(), 0);
}

TEST(Zipf, SharesFollowThePowerLaw) {
  const FanOuts fan_outs = Zipf::fan_outs({1'000, 10'000'000});
  for (const std::size_t rank : {2U, 10U, 100U, 1000U}) {
    const double wanted = static_cast<double>(fan_outs[0]) * std::pow(static_cast<double>(rank), -9.0 / 8.0);
    EXPECT_NEAR(static_cast<double>(fan_outs[rank - 1]), wanted, 1 + wanted * 1e-4) << "rank " << rank;
  }
}

RC_GTEST_PROP(HeavyTail, OneUserOwnsHalfAndTheOthersTheRest, ()) {
  Sizes sizes = any_sizes();
  sizes.users += 1;
  const FanOuts fan_outs = HeavyTail::fan_outs(sizes);
  RC_ASSERT(static_cast<std::int64_t>(fan_outs.size()) == sizes.users);
  RC_ASSERT(sum(fan_outs) == sizes.posts);
  RC_ASSERT(fan_outs.front() == sizes.posts - sizes.posts / 2);
  RC_ASSERT(fan_outs[1] - fan_outs.back() <= 1);
}

RC_GTEST_PROP(Sparse, SevenUsersInEightHaveNone, ()) {
  const Sizes sizes = any_sizes();
  const FanOuts fan_outs = Sparse::fan_outs(sizes);
  check(fan_outs, sizes);
  RC_ASSERT(std::count(fan_outs.begin(), fan_outs.end(), 0) >= sizes.users * 7 / 8);
}

TEST(Sparse, MostUsersHaveNone) {
  const FanOuts fan_outs = Sparse::fan_outs({1'000, 10'000});
  EXPECT_EQ(std::count(fan_outs.begin(), fan_outs.end(), 0), 875);
  EXPECT_EQ(std::count(fan_outs.begin(), fan_outs.end(), 80), 125);
}

TEST(Threads, AQuarterOfThePostsBeginOneAndFewGetMostReplies) {
  const Tree tree = Threads::structure({.posts = 10'000}, 1);
  std::int64_t roots = 0;
  std::size_t most = 0;
  for (std::int64_t post = 0; post < tree.posts(); ++post) {
    roots += tree.parent_of(post) < 0 ? 1 : 0;
    most = std::max(most, tree.replies_of(post).size());
  }
  EXPECT_EQ(roots, 2'500);
  EXPECT_GT(most, 500U);
}

TEST(Tags, PostsHaveNoneToSixAndFewTagsAreOnMostPosts) {
  const Taggings tags = Tags::structure({.posts = 10'000, .tags = 200, .post_tags = 20'000}, 1);
  std::array<int, 7> posts_with{};
  for (std::int64_t post = 0; post < tags.posts(); ++post) ++posts_with.at(tags.tags_of(post).size());
  EXPECT_EQ(posts_with, (std::array<int, 7>{1'000, 4'000, 2'000, 1'500, 500, 500, 500}));
  std::size_t most = 0;
  for (std::int64_t tag = 0; tag < tags.tags(); ++tag) most = std::max(most, tags.posts_of(tag).size());
  EXPECT_GT(most, 4'000U);
}

TEST(Shapes, TheTopOnePercentOwnsHalfUnderZipfAndOnePercentUnderUniform) {
  const Sizes sizes{1'000, 100'000};
  EXPECT_NEAR(top_1_percent_share(Zipf::fan_outs(sizes)), 0.50, 0.02);
  EXPECT_DOUBLE_EQ(top_1_percent_share(Uniform::fan_outs(sizes)), 0.01);
}

TEST(Shapes, ZipfTinyAndSmallHaveUsersWithoutPosts) {
  EXPECT_EQ(Zipf::fan_outs({16, 40}).back(), 0);
  EXPECT_EQ(Zipf::fan_outs({1'000, 10'000}).back(), 0);
}

}  // namespace
}  // namespace datasets
