// Users and posts: after each operation, by whichever strategy, both sides and the rows are right.
#include "pairs.h"

namespace pairs {
namespace {

class OneToManyOperations : public testing::TestWithParam<Operation> {};

TEST_P(OneToManyOperations, LeavesBothSidesAndTheRowsRight) {
  const bool is_new = std::string_view(GetParam().name) == "append_a_new_post";
  check(Relation::one_to_many, GetParam(), {1, 2, 3}, is_new ? Keys{10, 11, 20, 30, 40} : Keys{10, 11, 20, 30},
        "SELECT id, author_id FROM posts ORDER BY id");
}

const Operation kOneToManyOperations[] = {
    {"append",
     [](Pair& pair) { pair.append(kLeft, 3, 30); },
     "1: 10 11 | 2: 20 | 3: 30",
     "10: 1 | 11: 1 | 20: 2 | 30: 3",
     {.updates = 1}},
    {"append_another_users_post",
     [](Pair& pair) { pair.append(kLeft, 2, 10); },
     "1: 11 | 2: 20 10 | 3:",
     "10: 2 | 11: 1 | 20: 2 | 30:",
     {.updates = 1}},
    {"append_a_new_post",
     [](Pair& pair) {
       pair.make_right(40);
       pair.append(kLeft, 1, 40);
     },
     "1: 10 11 40 | 2: 20 | 3:",
     "10: 1 | 11: 1 | 20: 2 | 30: | 40: 1",
     {.inserts = 1}},
    {"remove",
     [](Pair& pair) { pair.remove(kLeft, 1, 10); },
     "1: 11 | 2: 20 | 3:",
     "10: | 11: 1 | 20: 2 | 30:",
     {.updates = 1}},
    {"assign",
     [](Pair& pair) {
       pair.assign(kLeft, 1, {30, 11});
     },
     "1: 30 11 | 2: 20 | 3:",
     "10: | 11: 1 | 20: 2 | 30: 1",
     {.updates = 2}},
    {"assign_another_users_post",
     [](Pair& pair) {
       pair.assign(kLeft, 1, {20, 10});
     },
     "1: 20 10 | 2: | 3:",
     "10: 1 | 11: | 20: 1 | 30:",
     {.updates = 2}},
    {"assign_another_order",
     [](Pair& pair) {
       pair.assign(kLeft, 1, {11, 10});
     },
     "1: 11 10 | 2: 20 | 3:",
     "10: 1 | 11: 1 | 20: 2 | 30:",
     {}},
    {"assign_nothing",
     [](Pair& pair) { pair.assign(kLeft, 1, {}); },
     "1: | 2: 20 | 3:",
     "10: | 11: | 20: 2 | 30:",
     {.updates = 2}},
    {"set",
     [](Pair& pair) { pair.set(kRight, 10, 3); },
     "1: 11 | 2: 20 | 3: 10",
     "10: 3 | 11: 1 | 20: 2 | 30:",
     {.updates = 1}},
    {"set_nobody",
     [](Pair& pair) { pair.set(kRight, 10, 0); },
     "1: 11 | 2: 20 | 3:",
     "10: | 11: 1 | 20: 2 | 30:",
     {.updates = 1}},
    {"set_and_set_back",
     [](Pair& pair) {
       pair.set(kRight, 10, 2);
       pair.set(kRight, 10, 1);
     },
     "1: 11 10 | 2: 20 | 3:",
     "10: 1 | 11: 1 | 20: 2 | 30:",
     {}},
};
INSTANTIATE_TEST_SUITE_P(EveryStrategy, OneToManyOperations, testing::ValuesIn(kOneToManyOperations), name_of);

TEST(OneToMany, DeletesAUserWithItsPosts) {
  for (const Strategy& strategy : strategies()) {
    if (strategy.open[0] == nullptr) continue;  // nobody keeps the lists
    SCOPED_TRACE(strategy.name);
    Database database;
    const auto pair = strategy.open[0](database);
    for (const char* other : {"DELETE FROM post_tags", "DELETE FROM profiles"}) database.backend().execute(other);
    pair->load_each();
    EXPECT_EQ(database.spent([&] { pair->delete_left(1); }), Spent{});
    EXPECT_EQ(database.spent([&] { pair->flush(); }), (Spent{.deletes = 3}));
    EXPECT_EQ(database.rows("SELECT id, author_id FROM posts ORDER BY id"), "20: 2 | 30:");
    EXPECT_EQ(database.rows("SELECT id, NULL FROM users ORDER BY id"), "2: | 3:");
  }
}

}  // namespace
}  // namespace pairs
