// What the requests of a mix come to, step by step: rows, and what a request has seen in memory.
#include "bench/mix/model.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace bench {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

class Models : public testing::Test {
 protected:
  static std::set<std::int64_t> ids(const auto& rows) {
    std::set<std::int64_t> found;
    for (const auto& row : rows) found.insert(row.id);
    return found;
  }
  void apply(Operation operation, std::int64_t user, std::vector<std::int64_t> posts = {}, std::int64_t target = 0) {
    model.apply({operation, user, target, std::move(posts), "a title"});
  }
  std::vector<std::int64_t> all_but(std::int64_t user, std::int64_t post) const {
    std::vector<std::int64_t> rest = model.posts(user);
    std::erase(rest, post);
    return rest;
  }

  Database database{"sqlite_memory", "uniform_tiny", Database::Rows::filled};
  Model model{database};
  std::int64_t owner = database.graph().posts.front().author;  // of post 1
  std::int64_t other = owner == 1 ? 2 : 1;
};

TEST_F(Models, ADeletedUserHasNoRowAndNeitherHaveHisPosts) {
  std::set<std::int64_t> users = ids(model.rows().user_rows), posts = ids(model.rows().post_rows);
  for (const std::int64_t post : model.posts(owner)) posts.erase(post);
  users.erase(owner);
  apply(Operation::delete_user, owner);
  EXPECT_EQ(ids(model.rows().user_rows), users);
  EXPECT_EQ(ids(model.rows().post_rows), posts);
  EXPECT_FALSE(model.is_alive(owner));
}

TEST_F(Models, AMovedPostLeavesTheRowsAndTheLoadedListOfTheOldUser) {
  const std::vector<std::int64_t> kept = all_but(owner, 1);
  apply(Operation::move_by_append, owner, {1}, other);
  EXPECT_THAT(model.posts(owner), ElementsAreArray(kept));
  EXPECT_EQ(model.author(1), other);
  EXPECT_EQ(model.rows().post_rows.front().author, other);
  const Graph seen = model.close_request();
  ASSERT_EQ(ids(seen.users), (std::set{owner, other}));
  for (const UserState& user : seen.users) EXPECT_EQ(std::ranges::count(user.posts, 1), user.id == other ? 1 : 0);
  EXPECT_EQ(seen.users[other < owner ? 0 : 1].posts.back(), 1) << "in memory at the end, whatever its key";
}

TEST_F(Models, ARemovedPostHasNoAuthorAndADeletedOneNoRow) {
  apply(Operation::remove_post, owner, {1});
  EXPECT_EQ(model.author(1), 0);
  EXPECT_EQ(model.rows().post_rows.front().author, 0);
  apply(Operation::delete_post, owner, {1});
  EXPECT_FALSE(ids(model.rows().post_rows).contains(1));
  EXPECT_FALSE(ids(model.close_request().posts).contains(1)) << "nobody looks at what is gone";
}

TEST_F(Models, ARequestSeesWhatItsOwnStepsTouched) {
  apply(Operation::load_post, 0, {1});
  EXPECT_EQ(ids(model.close_request().posts), std::set<std::int64_t>{1});
  EXPECT_THAT(model.close_request().posts, IsEmpty());
}

}  // namespace
}  // namespace bench
