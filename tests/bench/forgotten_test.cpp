// What forgotten sides come to in the model, which the workloads forget_* are compared with.
#include "bench/answers/forgotten.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "bench/databases/database.h"

namespace bench {
namespace {

class Forgotten : public testing::Test {
 protected:
  std::int64_t forgetful(Forgets how, std::int64_t one_in) const {
    const auto changes = forgotten_changes(database.graph(), one_in);
    return std::count_if(changes.begin(), changes.end(), [&](const auto& one) { return one.forgets == how; });
  }
  ForgottenState end(Keeper keeper, std::int64_t one_in) const {
    return forgotten_end(database.graph(), forgotten_changes(database.graph(), one_in), keeper);
  }
  std::int64_t stale(Keeper keeper, std::int64_t one_in) const {
    return stale_reads(end(Keeper::runtime, one_in).after_changes, end(keeper, one_in).after_changes);
  }
  std::int64_t lost(Keeper keeper, std::int64_t one_in) const {
    return lost_writes(end(Keeper::runtime, one_in).rows, end(keeper, one_in).rows);
  }

  const Database database{"sqlite_memory", "zipf_small", Database::Rows::filled};  // 10,000 changes
};

TEST_F(Forgotten, AreTheShareThatIsSaidHalfOfEachKind) {
  for (const std::int64_t one_in : {100, 10, 2}) {
    EXPECT_EQ(forgetful(Forgets::lists, one_in), 10'000 / one_in / 2);
    EXPECT_EQ(forgetful(Forgets::author, one_in), 10'000 / one_in / 2);
  }
}

TEST_F(Forgotten, CostNothingWhereTheRuntimeKeepsBothSides) {
  EXPECT_EQ(stale(Keeper::runtime, 2), 0);
  EXPECT_EQ(lost(Keeper::runtime, 2), 0);
}

TEST_F(Forgotten, MakeOneReadStaleForForgottenListsAndTwoForAForgottenAuthor) {
  for (const std::int64_t one_in : {100, 10, 2})
    for (const Keeper keeper : {Keeper::caller_of_mapped, Keeper::caller_of_container})
      EXPECT_EQ(stale(keeper, one_in), 10'000 / one_in / 2 * (1 + 2));
}

TEST_F(Forgotten, LoseEveryAppendToAContainerAndOfMappedSidesWhatIsReleasedByAStaleList) {
  for (const std::int64_t one_in : {100, 10, 2}) {
    EXPECT_GT(lost(Keeper::caller_of_mapped, one_in), 0);
    EXPECT_GT(lost(Keeper::caller_of_container, one_in), lost(Keeper::caller_of_mapped, one_in));
  }
}

TEST_F(Forgotten, OfOnePostAreWhatTheStoryTells) {
  Graph start;
  start.users = {{1, 0, {1}}, {2, 0, {}}};
  start.posts = {{1, 0, 1}};
  set_rows_from_objects(start);
  const std::vector<ForgottenChange> lists{{1, 1, 2, Forgets::lists}};
  const std::vector<ForgottenChange> author{{1, 1, 2, Forgets::author}};
  for (const Keeper keeper : {Keeper::caller_of_mapped, Keeper::caller_of_container}) {
    const Graph seen = forgotten_end(start, lists, keeper).after_changes;
    EXPECT_EQ(seen.posts[0].author, 2);
    EXPECT_THAT(seen.users[0].posts, testing::ElementsAre(1));
    EXPECT_THAT(seen.users[1].posts, testing::IsEmpty());
    EXPECT_EQ(forgotten_end(start, lists, keeper).rows.post_rows[0].author, 2);
    EXPECT_EQ(forgotten_end(start, author, keeper).after_changes.posts[0].author, 1);
  }
  EXPECT_EQ(forgotten_end(start, author, Keeper::caller_of_mapped).rows.post_rows[0].author, 2);
  EXPECT_EQ(forgotten_end(start, author, Keeper::caller_of_container).rows.post_rows[0].author, 1) << "lost";
}

}  // namespace
}  // namespace bench
