// Rows agree with each other whatever their order of generation, for every dataset and for arbitrary fan-outs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "datasets/all.h"
#include "quick.h"

namespace datasets {
namespace {

// Both sides of a relation: each owner's children name the owner, ascending, and those that name none are in no list.
template <class Children, class Owner>
void expect_both_sides_agree(std::int64_t owners, std::int64_t children, Children children_of, Owner owner_of) {
  std::vector<bool> listed(static_cast<std::size_t>(children) + 1, false);
  for (std::int64_t owner = 1; owner <= owners; ++owner) {
    const std::vector<std::int64_t> list = children_of(owner);
    ASSERT_TRUE(std::is_sorted(list.begin(), list.end()));
    for (const std::int64_t child : list) {
      ASSERT_EQ(owner_of(child), owner);
      ASSERT_FALSE(listed.at(static_cast<std::size_t>(child))) << child << " stands twice";
      listed[static_cast<std::size_t>(child)] = true;
    }
  }
  for (std::int64_t child = 1; child <= children; ++child)
    ASSERT_EQ(owner_of(child) != 0, listed[static_cast<std::size_t>(child)]) << child;
}

void expect_tags_agree(const Dataset& dataset) {
  std::vector<std::pair<std::int64_t, std::int64_t>> by_post;
  std::vector<std::pair<std::int64_t, std::int64_t>> by_tag;
  for (std::int64_t post = 1; post <= dataset.sizes().posts; ++post)
    for (const std::int64_t tag : dataset.tags_of(post)) by_post.emplace_back(post, tag);
  for (std::int64_t tag = 1; tag <= dataset.sizes().tags; ++tag) {
    const std::vector<std::int64_t> posts = dataset.posts_with(tag);
    ASSERT_TRUE(std::is_sorted(posts.begin(), posts.end()));
    for (const std::int64_t post : posts) by_tag.emplace_back(post, tag);
  }
  ASSERT_EQ(static_cast<std::int64_t>(by_post.size()), dataset.sizes().post_tags);
  ASSERT_TRUE(std::is_sorted(by_post.begin(), by_post.end()));
  ASSERT_EQ(std::adjacent_find(by_post.begin(), by_post.end()), by_post.end()) << "a post has a tag twice";
  std::sort(by_tag.begin(), by_tag.end());
  ASSERT_EQ(by_tag, by_post);
}

// Each user's posts name the user as author, and together they are all posts, once.
void expect_posts_agree(const Dataset& dataset) {
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

void expect_both_sides_agree(const Dataset& it) {
  const Sizes sizes = it.sizes();
  switch (it.relation()) {
    case Relation::one_to_many:
      return expect_posts_agree(it);
    case Relation::one_to_one:
      return expect_both_sides_agree(
          sizes.users, sizes.profiles,
          [&](std::int64_t user) {
            const std::int64_t profile = it.profile_of(user);
            return profile == 0 ? std::vector<std::int64_t>() : std::vector{profile};
          },
          [&](std::int64_t profile) { return it.user_of(profile); });
    case Relation::self_referential:
      for (std::int64_t post = 1; post <= sizes.posts; ++post) ASSERT_LT(it.parent_of(post), post);
      return expect_both_sides_agree(
          sizes.posts, sizes.posts, [&](std::int64_t post) { return it.replies_of(post); },
          [&](std::int64_t post) { return it.parent_of(post); });
    case Relation::many_to_many:
      return expect_tags_agree(it);
    case Relation::blog:
      expect_posts_agree(it);
      return expect_tags_agree(it);
  }
}

TEST(Rows, BothSidesAgreeInEveryNamedDataset) {
  for (const NamedDataset& row : all()) {
    if (row.sizes.rows() > kMostRowsOfATest) continue;
    SCOPED_TRACE(row.name);
    expect_both_sides_agree(make(row.name));
  }
}

RC_GTEST_PROP(Rows, BothSidesAgreeForAnyFanOutsAndSeed, (std::uint64_t seed)) {
  const auto fan_outs = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange(0, 30)));
  expect_posts_agree(Dataset("any", seed, fan_outs));
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

TEST(Rows, OfTablesThatTheRelationDoesNotHaveAreRefused) {
  EXPECT_THROW(make("tags_tiny").user(1), std::out_of_range);
  EXPECT_THROW(make("threads_tiny").profile(1), std::out_of_range);
  EXPECT_THROW(make("profiles_tiny").post(1), std::out_of_range);
  EXPECT_THROW(make("zipf_tiny").posts_with(1), std::out_of_range);
  EXPECT_EQ(make("tags_tiny").author_of(1), 0);
  EXPECT_EQ(make("zipf_tiny").parent_of(1), 0);
  EXPECT_THAT(make("zipf_tiny").tags_of(1), testing::IsEmpty());
}

TEST(Rows, PostsWithoutAnAuthorAreInNoList) {
  const Dataset dataset("orphans", 3, {5, 0, 2}, /*orphans=*/4);
  EXPECT_EQ(dataset.sizes(), (Sizes{3, 11}));
  int orphans = 0;
  for (std::int64_t post = 1; post <= 11; ++post) orphans += dataset.author_of(post) == 0 ? 1 : 0;
  EXPECT_EQ(orphans, 4);
  expect_both_sides_agree(
      3, 11, [&](std::int64_t user) { return dataset.posts_of(user); },
      [&](std::int64_t post) { return dataset.author_of(post); });
}

TEST(Rows, ImpossibleStructuresAreRefused) {
  EXPECT_THROW(Dataset("x", 1, {1}, -1), std::invalid_argument);
  EXPECT_THROW(Pairs(3, 4, 1), std::invalid_argument);
  EXPECT_THROW(Pairs(0, 0, 1), std::invalid_argument);
  const auto one_each = [](std::int64_t owners, std::int64_t children) {
    return std::vector<std::int64_t>(static_cast<std::size_t>(owners), children / owners);
  };
  EXPECT_THROW(Tree({}, one_each, 1), std::invalid_argument);
  EXPECT_THROW(Tree({2, 0}, one_each, 1), std::invalid_argument);
  EXPECT_THROW(Taggings(4, {5}, {5}, 1), std::invalid_argument);        // more posts than there are
  EXPECT_THROW(Taggings(4, {2, 3}, {5}, 1), std::invalid_argument);     // a lap longer than the one before
  EXPECT_THROW(Taggings(4, {4, 1}, {4}, 1), std::invalid_argument);     // sums differ
  EXPECT_THROW(Taggings(4, {4, 2}, {3, 3}, 1), std::invalid_argument);  // a post would have a tag twice
  EXPECT_NO_THROW(Taggings(4, {4, 2}, {4, 2}, 1));
}

TEST(Rows, ADatasetMayHaveNoPosts) {
  const Dataset dataset("empty", 1, {0, 0});
  EXPECT_EQ(dataset.sizes(), (Sizes{2, 0}));
  EXPECT_THAT(dataset.posts_of(2), testing::IsEmpty());
  EXPECT_THROW(dataset.post(1), std::out_of_range);
}

TEST(Rows, ImpossibleFanOutsAreRefused) {
  EXPECT_THROW(Dataset("x", 1, std::vector<std::int64_t>{}), std::invalid_argument);
  EXPECT_THROW(Dataset("x", 1, {3, -1}), std::invalid_argument);
  EXPECT_THROW(Dataset("x", 1, {kMostRows, 1}), std::invalid_argument);
}

}  // namespace
}  // namespace datasets
