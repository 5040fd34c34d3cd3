// Quantiles, shares and buckets, worked out by hand.
#include "datasets/tool/summary.h"

#include <gtest/gtest.h>

#include "datasets/tool/numbers.h"

namespace dataset_tool {
namespace {

// Users 1..n with these fan-outs.
Summary of(const std::vector<std::int64_t>& fan_outs) {
  Summarizer all(datasets::Relation::one_to_many);
  std::int64_t post = 0;
  for (std::size_t i = 0; i < fan_outs.size(); ++i)
    all.add(datasets::User{static_cast<std::int64_t>(i + 1), "né", "e"});
  for (std::size_t i = 0; i < fan_outs.size(); ++i)
    for (std::int64_t k = 0; k < fan_outs[i]; ++k)
      all.add(datasets::Post{++post, static_cast<std::int64_t>(i + 1), "t", "body"});
  return all.summary();
}

TEST(Summary, CountsRowsTextsAndChildlessUsers) {
  const Summary summary = of({0, 3, 0, 1});
  EXPECT_EQ(summary.sizes, (datasets::Sizes{4, 4}));
  EXPECT_EQ(summary.side.childless, 2);
  EXPECT_EQ(summary.text_bytes, 4 * (3 + 1) + 4 * (1 + 4));
  EXPECT_DOUBLE_EQ(summary.body_bytes_mean, 4);
  EXPECT_DOUBLE_EQ(summary.side.fan_outs.mean, 1);
}

TEST(Summary, QuantilesAreByNearestRank) {
  const FanOuts four = of({4, 1, 3, 2}).side.fan_outs;
  EXPECT_EQ(four.min, 1);
  EXPECT_EQ(four.p25, 1);
  EXPECT_EQ(four.median, 2);
  EXPECT_EQ(four.p75, 3);
  EXPECT_EQ(four.p99, 4);
  EXPECT_EQ(four.max, 4);
  std::vector<std::int64_t> hundred(100);
  for (std::size_t i = 0; i < 100; ++i) hundred[i] = static_cast<std::int64_t>(i + 1);
  EXPECT_EQ(of(hundred).side.fan_outs.p99, 99);
  EXPECT_EQ(of(hundred).side.fan_outs.median, 50);
}

TEST(Summary, TheTopOnePercentIsRoundedUpToAUser) {
  EXPECT_DOUBLE_EQ(of({1, 9}).side.top_1_percent_share, 0.9);
  std::vector<std::int64_t> users(101, 1);  // 2 users
  users[7] = 50;
  users[8] = 51;
  EXPECT_DOUBLE_EQ(of(users).side.top_1_percent_share, 101.0 / 200.0);
}

TEST(Summary, WhereNobodyHasAChildNobodyHasAShare) {
  const Summary summary = of({0, 0});
  EXPECT_EQ(summary.side.top_1_percent_share, 0) << "and not 0/0";
  EXPECT_EQ(summary.side.childless, 2);
}

TEST(Summary, BucketsDouble) {
  const std::vector<Bucket> buckets = of({0, 0, 1, 2, 3, 4, 9}).side.histogram;
  const std::vector<Bucket> wanted{{0, 0, 2}, {1, 1, 1}, {2, 3, 2}, {4, 7, 1}, {8, 15, 1}};
  ASSERT_EQ(buckets.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(buckets[i].from, wanted[i].from);
    EXPECT_EQ(buckets[i].to, wanted[i].to);
    EXPECT_EQ(buckets[i].owners, wanted[i].owners);
  }
}

TEST(Summary, PostsWithoutAuthorCountForNobody) {
  Summarizer all(datasets::Relation::one_to_many);
  all.add(datasets::User{2, "", ""});
  all.add(datasets::Post{1, 0, "", ""});
  all.add(datasets::Post{2, 2, "", ""});
  all.add(datasets::Post{3, 5, "", ""});
  EXPECT_EQ(all.summary().side.without_owner, 2);
  EXPECT_EQ(all.summary().side.fan_outs.max, 1);
}

TEST(Summary, OfNothingIsNothing) {
  EXPECT_EQ(Summarizer(datasets::Relation::one_to_many).summary().sizes, (datasets::Sizes{0, 0}));
  EXPECT_TRUE(Summarizer(datasets::Relation::one_to_many).summary().side.histogram.empty());
}

TEST(Numbers, AreGroupedByThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(10'000'000), "10,000,000");
  EXPECT_EQ(grouped(-1234), "-1,234");
}

}  // namespace
}  // namespace dataset_tool
