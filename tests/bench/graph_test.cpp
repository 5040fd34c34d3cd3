// A wrong answer is told in words that name the post and its owners.
#include "bench/answers/graph.h"

#include <gmock/gmock.h>

#include "datasets/all.h"

namespace bench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Optional;

// Users 1 and 2; posts 1, 2 of user 1 and 3 of user 2.
Graph small_graph() {
  Graph graph;
  graph.users = {{1, 0, {1, 2}}, {2, 0, {3}}};
  graph.posts = {{1, 0, 1}, {2, 0, 1}, {3, 0, 2}};
  set_rows_from_objects(graph);
  return graph;
}

TEST(GraphDifference, IsNothingForEqualGraphs) { EXPECT_EQ(difference(small_graph(), small_graph()), std::nullopt); }

TEST(GraphDifference, NamesThePostThatItsOldOwnerStillListsAndBothOwners) {
  Graph expected = small_graph();
  expected.users[0].posts = {1};
  expected.users[1].posts = {3, 2};
  set_authors_from_lists(expected);
  Graph answer = expected;
  answer.users[0].posts = {1, 2};
  EXPECT_THAT(difference(expected, answer),
              Optional(AllOf(HasSubstr("post 2"), HasSubstr("posts of user 1"), HasSubstr("belongs to user 2"))));
}

TEST(GraphDifference, NamesAPostThatItsOwnerDoesNotList) {
  Graph answer = small_graph();
  answer.users[1].posts = {};
  EXPECT_THAT(difference(small_graph(), answer), Optional(HasSubstr("post 3 is missing in the posts of user 2")));
}

TEST(GraphDifference, SeesADuplicate) {
  Graph answer = small_graph();
  answer.users[1].posts = {3, 3};
  EXPECT_THAT(difference(small_graph(), answer), Optional(HasSubstr("post 3 stands in the posts of user 2")));
}

TEST(GraphDifference, SeesTheOrderOfAList) {
  Graph answer = small_graph();
  answer.users[0].posts = {2, 1};
  EXPECT_THAT(difference(small_graph(), answer),
              Optional(HasSubstr("wrong order: position 0 holds post 2 instead of post 1")));
}

TEST(GraphDifference, SeesAnAuthorInMemory) {
  Graph answer = small_graph();
  answer.posts[2].author = 0;
  EXPECT_THAT(difference(small_graph(), answer),
              Optional(HasSubstr("in memory: post 3 has no user as its author instead of user 2")));
}

TEST(GraphDifference, SeesWhatIsTooManyAndWhatIsMissing) {
  for (const bool in_memory : {true, false}) {
    const std::string where = in_memory ? "in memory" : "in the database";
    const auto posts = [&](Graph & graph) -> auto& { return in_memory ? graph.posts : graph.post_rows; };
    Graph more = small_graph(), fewer = small_graph();
    posts(more).push_back({4, 0, 2});
    posts(fewer).pop_back();
    EXPECT_THAT(difference(small_graph(), more), Optional(HasSubstr(where + ": number of posts: 4 instead of 3")));
    EXPECT_THAT(difference(small_graph(), fewer), Optional(HasSubstr(where + ": number of posts: 2 instead of 3")));
  }
}

TEST(GraphDifference, SeesAnAuthorInTheDatabaseAlone) {
  Graph answer = small_graph();
  answer.post_rows[0].author = 2;
  EXPECT_THAT(difference(small_graph(), answer),
              Optional(HasSubstr("in the database: post 1 has user 2 as its author instead of user 1")));
}

TEST(GraphDifference, ComparesAllButTheListsWhereNobodyKeepsThem) {
  Graph answer = small_graph();
  for (UserState& user : answer.users) user.posts.clear();
  EXPECT_TRUE(difference(small_graph(), answer));
  answer.lists = Lists::none;
  EXPECT_FALSE(difference(small_graph(), answer));
  answer.posts[0].author = 2;
  EXPECT_THAT(difference(small_graph(), answer), Optional(HasSubstr("in memory: post 1 has user 2")));
}

TEST(GraphDifference, ComparesListsThatFollowTheKeysInAnyOrder) {
  Graph answer = small_graph();
  std::vector<std::int64_t>& list = answer.users[0].posts;
  std::swap(list[0], list[1]);
  EXPECT_TRUE(difference(small_graph(), answer));
  answer.lists = Lists::in_any_order;
  EXPECT_FALSE(difference(small_graph(), answer));
  list.pop_back();
  EXPECT_TRUE(difference(small_graph(), answer));
}

TEST(GraphDifference, SeesTextsAndMissingRows) {
  Graph texts = small_graph();
  texts.post_rows[1].texts = 1;
  EXPECT_THAT(difference(small_graph(), texts), Optional(HasSubstr("texts of post 2")));
  Graph fewer = small_graph();
  fewer.user_rows.pop_back();
  EXPECT_THAT(difference(small_graph(), fewer),
              Optional(HasSubstr("in the database: number of users: 1 instead of 2")));
}

TEST(Graph, OfADatasetListsEachPostOnceWithItsAuthor) {
  const datasets::Dataset dataset = datasets::make("zipf_tiny");
  const Graph graph = graph_of(dataset);
  std::size_t listed = 0;
  for (const UserState& user : graph.users)
    for (const std::int64_t post : user.posts) {
      EXPECT_EQ(graph.posts[static_cast<std::size_t>(post - 1)].author, user.id);
      ++listed;
    }
  EXPECT_EQ(listed, graph.posts.size());
  EXPECT_EQ(graph.post_rows, graph.posts);
}

}  // namespace
}  // namespace bench
