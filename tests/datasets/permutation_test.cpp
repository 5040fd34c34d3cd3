// If a permutation hit a number twice, a post would have two authors and another none.
#include "datasets/permutation.h"

#include <gtest/gtest.h>

#include <vector>

namespace datasets {
namespace {

TEST(Permutation, HitsEveryNumberOnceAndGoesBack) {
  for (std::int64_t n = 1; n <= 300; ++n) {
    const Permutation permutation(n, /*seed=*/static_cast<std::uint64_t>(n), Stream::post_order);
    std::vector<bool> hit(static_cast<std::size_t>(n));
    for (std::int64_t i = 0; i < n; ++i) {
      const std::int64_t image = permutation(i);
      ASSERT_GE(image, 0);
      ASSERT_LT(image, n);
      ASSERT_FALSE(hit[static_cast<std::size_t>(image)]) << n << ": " << image << " twice";
      hit[static_cast<std::size_t>(image)] = true;
      ASSERT_EQ(permutation.inverse(image), i);
    }
  }
}

TEST(Permutation, MovesTheLastNumberAtEverySize) {
  for (const std::int64_t n : {5, 16, 17, 64, 65, 257}) {  // beside powers of four, where one bit more is needed
    int moved = 0;
    for (std::uint64_t seed = 0; seed < 32; ++seed) moved += Permutation(n, seed, Stream::post_order)(n - 1) != n - 1;
    EXPECT_GT(moved, 16) << n;
  }
}

TEST(Permutation, GoesBackAtTheLargestSizes) {
  for (const std::int64_t n : {std::int64_t{10'000'000}, std::int64_t{100'000'000}, std::int64_t{1} << 40}) {
    const Permutation permutation(n, 1, Stream::post_order);
    for (std::int64_t i = 0; i < n; i += n / 997) {
      ASSERT_LT(permutation(i), n);
      ASSERT_EQ(permutation.inverse(permutation(i)), i);
    }
  }
}

TEST(Permutation, DependsOnSeedAndStream) {
  const Permutation one(1000, 1, Stream::post_order);
  const Permutation other_seed(1000, 2, Stream::post_order);
  const Permutation other_stream(1000, 1, Stream::user_order);
  int same_seed = 0;
  int same_stream = 0;
  for (std::int64_t i = 0; i < 1000; ++i) {
    same_seed += one(i) == other_seed(i) ? 1 : 0;
    same_stream += one(i) == other_stream(i) ? 1 : 0;
  }
  EXPECT_LT(same_seed, 10);  // one on average
  EXPECT_LT(same_stream, 10);
}

TEST(Permutation, ScattersNeighbours) {
  const Permutation permutation(10'000, 1, Stream::post_order);
  int close = 0;
  for (std::int64_t i = 0; i + 1 < 10'000; ++i) close += std::abs(permutation(i) - permutation(i + 1)) <= 10 ? 1 : 0;
  EXPECT_LT(close, 50);  // 20 on average
}

}  // namespace
}  // namespace datasets
