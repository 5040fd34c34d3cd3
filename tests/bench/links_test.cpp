// A wrong answer of a relation beside one-to-many is told in words that name the objects.
#include "bench/answers/links.h"

#include <gmock/gmock.h>

#include "datasets/all.h"

namespace bench {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

// Posts 1 with tags 7 and 8, 2 with tag 7.
Links small_links() {
  Links links;
  links.relation = datasets::Relation::many_to_many;
  links.left = {{1, 0, {7, 8}}, {2, 0, {7}}};
  links.right = {{7, 0, {}}, {8, 0, {}}};
  set_right_and_rows_from_left(links);
  return links;
}

TEST(LinksDifference, IsNothingForEqualStates) { EXPECT_EQ(difference(small_links(), small_links()), std::nullopt); }

TEST(LinksDifference, SeesTheLeftSide) {
  Links answer = small_links();
  answer.left[0].others = {8, 7};
  EXPECT_THAT(difference(small_links(), answer), Optional(HasSubstr("tags of post 1 is [8, 7] instead of [7, 8]")));
}

TEST(LinksDifference, SeesTheRightSide) {
  Links answer = small_links();
  answer.right[0].others = {1, 2, 2};
  EXPECT_THAT(difference(small_links(), answer), Optional(HasSubstr("posts of tag 7 is [1, 2, 2] instead of [1, 2]")));
}

TEST(LinksDifference, SeesTexts) {
  Links answer = small_links();
  answer.right[1].texts = 5;
  EXPECT_THAT(difference(small_links(), answer), Optional(HasSubstr("the texts of tag 8 are not the dataset's")));
}

TEST(LinksDifference, SeesAnotherObject) {
  for (const std::int64_t other : {6, 9}) {  // before and after the one that is expected
    Links answer = small_links();
    answer.right[1].id = other;
    EXPECT_THAT(difference(small_links(), answer),
                Optional(HasSubstr("found tag " + std::to_string(other) + " where 8 was expected")));
  }
}

TEST(LinksDifference, SeesAMissingObject) {
  Links answer = small_links();
  answer.right.pop_back();
  EXPECT_THAT(difference(small_links(), answer), Optional(HasSubstr("1 objects of class tag instead of 2")));
}

TEST(LinksDifference, SeesARowThatIsNotThere) {
  Links answer = small_links();
  answer.rows.pop_back();
  EXPECT_THAT(difference(small_links(), answer), Optional(HasSubstr("from position 2 on: none instead of 2–7")));
}

TEST(LinksDifference, SeesARowTooMany) {
  Links answer = small_links();
  answer.rows.emplace_back(2, 8);
  EXPECT_THAT(difference(small_links(), answer), Optional(HasSubstr("from position 3 on: 2–8 instead of none")));
}

TEST(LinksDifference, SeesTheNumberOfRows) {
  Links answer = small_links();
  answer.n_right_rows = 3;
  EXPECT_THAT(difference(small_links(), answer), Optional(HasSubstr("2 and 3 rows of post and tag")));
}

class LinksOfDataset : public testing::TestWithParam<std::string_view> {};
INSTANTIATE_TEST_SUITE_P(Tiny, LinksOfDataset, testing::Values("profiles_tiny", "threads_tiny", "tags_tiny"),
                         [](const auto& name) { return std::string(name.param); });

TEST_P(LinksOfDataset, HasBothSidesAgree) {
  const Links links = links_of(datasets::make(GetParam()));
  Links from_left = links;
  set_right_and_rows_from_left(from_left);
  EXPECT_EQ(difference(links, from_left), std::nullopt);
  EXPECT_FALSE(links.rows.empty());
}

}  // namespace
}  // namespace bench
