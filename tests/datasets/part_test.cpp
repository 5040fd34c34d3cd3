// A part of a dataset has the rows of the whole, and takes the memory of the part.
#include "datasets/part.h"

#include <gmock/gmock.h>
#include <malloc.h>

namespace datasets {
namespace {

// Bytes of the heap in use.
std::size_t heap() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

TEST(Part, HasTheRowsOfTheWholeNumberedAnew) {
  const Dataset whole = make("zipf_small", 5);
  const NamedDataset row = part_of("zipf_small", 30);
  EXPECT_EQ(row.name, "zipf_small_first_30");
  const Dataset part = row.make(row, 5);
  EXPECT_EQ(part.relation(), Relation::one_to_many);
  EXPECT_EQ(part.sizes().users, 30);
  std::int64_t next = 0;
  for (std::int64_t id = 1; id <= whole.sizes().posts; ++id) {
    Post post = whole.post(id);
    if (post.author_id > 30) continue;
    post.id = ++next;
    ASSERT_EQ(part.post(next), post);
  }
  EXPECT_EQ(part.sizes().posts, next);
  for (std::int64_t id = 1; id <= 30; ++id) {
    EXPECT_EQ(part.user(id), whole.user(id));
    EXPECT_EQ(part.posts_of(id).size(), whole.posts_of(id).size());
  }
}

TEST(Part, OfTheLargestDatasetNeedsMemoryForThePartAlone) {
  const std::size_t before = heap();
  const NamedDataset row = part_of("zipf_huge", 100);
  const Dataset part = row.make(row, 1);
  const auto posts = static_cast<std::size_t>(part.sizes().posts);
  EXPECT_GT(posts, 100U);
  EXPECT_LT(posts, 1'000'000U);
  EXPECT_LT(heap() - before, (std::size_t{1} << 20) + 1'000 * posts);  // 10,000,000 posts would be more than a GiB
}

TEST(Part, ThatIsNoneIsRefused) {
  EXPECT_THROW(part_of("zipf_hug", 1), UnknownDataset);
  EXPECT_THROW(part_of("zipf_tiny", 0), std::invalid_argument);
  EXPECT_THROW(part_of("zipf_tiny", 17), std::invalid_argument);
  EXPECT_THROW(part_of("tags_tiny", 1), std::invalid_argument);
}

}  // namespace
}  // namespace datasets
