// Users and profiles: after each operation, by whichever strategy, both sides and the rows are right.
#include "orm/session.h"
#include "pairs.h"
#include "strategies/back_populates.h"

namespace pairs {
namespace {

class OneToOneOperations : public testing::TestWithParam<Operation> {};

TEST_P(OneToOneOperations, LeavesBothSidesAndTheRowsRight) {
  check(Relation::one_to_one, GetParam(), {1, 2, 3}, {101, 102, 103}, "SELECT id, user_id FROM profiles ORDER BY id");
}

const Operation kOneToOneOperations[] = {
    {"set_profile",
     [](Pair& pair) { pair.set(kLeft, 3, 103); },
     "1: 101 | 2: 102 | 3: 103",
     "101: 1 | 102: 2 | 103: 3",
     {.updates = 1}},
    {"set_another_profile",
     [](Pair& pair) { pair.set(kLeft, 1, 103); },
     "1: 103 | 2: 102 | 3:",
     "101: | 102: 2 | 103: 1",
     {.updates = 2}},
    {"set_another_users_profile",
     [](Pair& pair) { pair.set(kLeft, 1, 102); },
     "1: 102 | 2: | 3:",
     "101: | 102: 1 | 103:",
     {.updates = 2}},
    {"set_no_profile",
     [](Pair& pair) { pair.set(kLeft, 1, 0); },
     "1: | 2: 102 | 3:",
     "101: | 102: 2 | 103:",
     {.updates = 1}},
    {"set_user",
     [](Pair& pair) { pair.set(kRight, 103, 3); },
     "1: 101 | 2: 102 | 3: 103",
     "101: 1 | 102: 2 | 103: 3",
     {.updates = 1}},
    {"set_a_user_with_another_profile",
     [](Pair& pair) { pair.set(kRight, 103, 1); },
     "1: 103 | 2: 102 | 3:",
     "101: | 102: 2 | 103: 1",
     {.updates = 2}},
    {"set_another_user",
     [](Pair& pair) { pair.set(kRight, 102, 1); },
     "1: 102 | 2: | 3:",
     "101: | 102: 1 | 103:",
     {.updates = 2}},
    {"set_no_user",
     [](Pair& pair) { pair.set(kRight, 101, 0); },
     "1: | 2: 102 | 3:",
     "101: | 102: 2 | 103:",
     {.updates = 1}},
};
INSTANTIATE_TEST_SUITE_P(EveryStrategy, OneToOneOperations, testing::ValuesIn(kOneToOneOperations), name_of);

// Why the strategies' set_profile and set_user let go first. SQLAlchemy 1.4 and 2.0 do the same.
TEST(OneToOne, LeavesThePartnerOfAnotherStaleWhenOneLineTakesItOver) {
  using Relation = strategies::BackPopulates::OneToOne;
  Database database;
  orm::Registry registry;
  Relation::declare(registry);
  registry.configure();
  orm::Session session(database.backend(), registry);
  Relation relation(registry);
  const auto users = relation.load_selectin(session);
  users[0]->profile = users[1]->profile.get();
  EXPECT_EQ(users[0]->profile->id(), 102);
  EXPECT_EQ(users[1]->profile.get(), users[0]->profile.get());  // still
  session.flush();
  EXPECT_EQ(database.rows("SELECT id, user_id FROM profiles ORDER BY id"), "101: | 102: 1 | 103:");
}

}  // namespace
}  // namespace pairs
