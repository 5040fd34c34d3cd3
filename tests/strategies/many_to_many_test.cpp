// Posts and tags: after each operation from either side, by whichever strategy, both sides and the link rows are right.
#include "pairs.h"

namespace pairs {
namespace {

class ManyToManyOperations : public testing::TestWithParam<Operation> {};

TEST_P(ManyToManyOperations, LeavesBothSidesAndTheRowsRight) {
  check(Relation::many_to_many, GetParam(), {10, 11, 20, 30}, {7, 8, 9},
        "SELECT id, tag_id FROM posts LEFT JOIN post_tags ON post_id = id ORDER BY id, tag_id");
}

const Operation kManyToManyOperations[] = {
    {"append_a_tag",
     [](Pair& pair) { pair.append(kLeft, 30, 9); },
     "10: 7 8 | 11: 7 | 20: 8 | 30: 9",
     "7: 10 11 | 8: 10 20 | 9: 30",
     {.inserts = 1}},
    {"append_a_post",
     [](Pair& pair) { pair.append(kRight, 9, 30); },
     "10: 7 8 | 11: 7 | 20: 8 | 30: 9",
     "7: 10 11 | 8: 10 20 | 9: 30",
     {.inserts = 1}},
    {"remove_a_tag",
     [](Pair& pair) { pair.remove(kLeft, 10, 7); },
     "10: 8 | 11: 7 | 20: 8 | 30:",
     "7: 11 | 8: 10 20 | 9:",
     {.deletes = 1}},
    {"remove_a_post",
     [](Pair& pair) { pair.remove(kRight, 7, 10); },
     "10: 8 | 11: 7 | 20: 8 | 30:",
     "7: 11 | 8: 10 20 | 9:",
     {.deletes = 1}},
    {"assign_tags",
     [](Pair& pair) {
       pair.assign(kLeft, 10, {9, 8});
     },
     "10: 9 8 | 11: 7 | 20: 8 | 30:",
     "7: 11 | 8: 10 20 | 9: 10",
     {.inserts = 1, .deletes = 1}},
    {"assign_posts",
     [](Pair& pair) {
       pair.assign(kRight, 7, {20, 10});
     },
     "10: 7 8 | 11: | 20: 8 7 | 30:",
     "7: 20 10 | 8: 10 20 | 9:",
     {.inserts = 1, .deletes = 1}},
    {"assign_no_tags",
     [](Pair& pair) { pair.assign(kLeft, 10, {}); },
     "10: | 11: 7 | 20: 8 | 30:",
     "7: 11 | 8: 20 | 9:",
     {.deletes = 2}},
};
INSTANTIATE_TEST_SUITE_P(EveryStrategy, ManyToManyOperations, testing::ValuesIn(kManyToManyOperations), name_of);

}  // namespace
}  // namespace pairs
