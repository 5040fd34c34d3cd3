// Rows agree with each other whatever their order of generation, for every dataset and for arbitrary fan-outs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "datasets/all.h"

namespace datasets {
namespace {

// Each user's posts name the user as author, and together they are all posts, once.
void expect_both_sides_agree(const Dataset& dataset) {
  std::vector<std::int64_t> authors(static_cast<std::size_t>(dataset.sizes().posts), 0);
  std::int64_t sum = 0;
  for (std::int64_t user = 1; user <= dataset.sizes().users; ++user) {
    const std::vector<std::int64_t> posts = dataset.posts_of(user);
    ASSERT_EQ(dataset.fan_out(user), static_cast<std::int64_t>(posts.size()));
    ASSERT_TRUE(std::is_sorted(posts.begin(), posts.end()));
    for (const std::int64_t post : posts) {
      ASSERT_EQ(dataset.author_of(post), user);
      ASSERT_EQ(authors.at(static_cast<std::size_t>(post - 1)), 0) << "post " << post << " has two authors";
      authors[static_cast<std::size_t>(post - 1)] = user;
    }
    sum += dataset.fan_out(user);
  }
  ASSERT_EQ(sum, dataset.sizes().posts);
}

TEST(Rows, BothSidesAgreeInEveryNamedDataset) {
  for (const NamedDataset& row : all()) {
    if (row.sizes.posts > 100'000) continue;  // slow to make, and of the same shapes
    SCOPED_TRACE(row.name);
    expect_both_sides_agree(make(row.name));
  }
}

RC_GTEST_PROP(Rows, BothSidesAgreeForAnyFanOutsAndSeed, (std::uint64_t seed)) {
  const auto fan_outs = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange(0, 30)));
  expect_both_sides_agree(Dataset("any", seed, fan_outs));
  RC_ASSERT(!testing::Test::HasFatalFailure());
}

TEST(Rows, DoNotDependOnTheOrderInWhichTheyAreMade) {
  const Dataset forward = make("zipf_tiny");
  std::vector<User> users;
  std::vector<Post> posts;
  for (std::int64_t id = 1; id <= forward.sizes().users; ++id) users.push_back(forward.user(id));
  for (std::int64_t id = 1; id <= forward.sizes().posts; ++id) posts.push_back(forward.post(id));
  const Dataset backward = make("zipf_tiny");
  for (std::int64_t id = forward.sizes().posts; id >= 1; --id)
    EXPECT_EQ(backward.post(id), posts[static_cast<std::size_t>(id - 1)]);
  for (std::int64_t id = forward.sizes().users; id >= 1; --id)
    EXPECT_EQ(backward.user(id), users[static_cast<std::size_t>(id - 1)]);
}

TEST(Rows, CarryTheirIdAndAuthor) {
  const Dataset dataset = make("zipf_tiny");
  EXPECT_EQ(dataset.user(16).id, 16);
  EXPECT_EQ(dataset.post(40).id, 40);
  EXPECT_EQ(dataset.post(40).author_id, dataset.author_of(40));
}

TEST(Rows, AnotherSeedGivesOtherRowsOfTheSameShape) {
  const auto fan_outs = [](const Dataset& dataset) {
    std::vector<std::int64_t> sorted;
    for (std::int64_t id = 1; id <= dataset.sizes().users; ++id) sorted.push_back(dataset.fan_out(id));
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  };
  const Dataset one = make("zipf_small", 1);
  const Dataset two = make("zipf_small", 2);
  EXPECT_EQ(fan_outs(one), fan_outs(two));
  int same_posts = 0;
  int same_authors = 0;
  for (std::int64_t id = 1; id <= 1000; ++id) {
    same_posts += one.post(id).body == two.post(id).body ? 1 : 0;
    same_authors += one.author_of(id) == two.author_of(id) ? 1 : 0;
  }
  EXPECT_LT(same_posts, 100);
  EXPECT_LT(same_authors, 200);  // the largest user has a fifth of the posts
}

TEST(Rows, ThatDoNotExistAreRefused) {
  const Dataset dataset = make("zipf_tiny");
  EXPECT_THROW(dataset.user(0), std::out_of_range);
  EXPECT_THROW(dataset.user(17), std::out_of_range);
  EXPECT_THROW(dataset.post(41), std::out_of_range);
  EXPECT_THROW(dataset.author_of(-1), std::out_of_range);
  EXPECT_THROW(dataset.posts_of(17), std::out_of_range);
  EXPECT_THROW(dataset.fan_out(0), std::out_of_range);
}

TEST(Rows, ADatasetMayHaveNoPosts) {
  const Dataset dataset("empty", 1, {0, 0});
  EXPECT_EQ(dataset.sizes(), (Sizes{2, 0}));
  EXPECT_THAT(dataset.posts_of(2), testing::IsEmpty());
  EXPECT_THROW(dataset.post(1), std::out_of_range);
}

TEST(Rows, ImpossibleFanOutsAreRefused) {
  EXPECT_THROW(Dataset("x", 1, {}), std::invalid_argument);
  EXPECT_THROW(Dataset("x", 1, {3, -1}), std::invalid_argument);
  EXPECT_THROW(Dataset("x", 1, {kMostPosts, 1}), std::invalid_argument);
}

}  // namespace
}  // namespace datasets
