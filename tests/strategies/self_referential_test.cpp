// Posts and replies: after each operation, by whichever strategy, both sides and the rows are right.
#include "pairs.h"

namespace pairs {
namespace {

class SelfReferentialOperations : public testing::TestWithParam<Operation> {};

TEST_P(SelfReferentialOperations, LeavesBothSidesAndTheRowsRight) {
  check(Relation::self_referential, GetParam(), {10, 11, 20, 30}, {10, 11, 20, 30},
        "SELECT id, parent_id FROM posts ORDER BY id");
}

const Operation kSelfReferentialOperations[] = {
    {"append",
     [](Pair& pair) { pair.append(kLeft, 20, 11); },
     "10: 20 | 11: | 20: 30 11 | 30:",
     "10: | 11: 20 | 20: 10 | 30: 20",
     {.updates = 1}},
    {"remove",
     [](Pair& pair) { pair.remove(kLeft, 10, 11); },
     "10: 20 | 11: | 20: 30 | 30:",
     "10: | 11: | 20: 10 | 30: 20",
     {.updates = 1}},
    {"assign",
     [](Pair& pair) {
       pair.assign(kLeft, 10, {30, 20});
     },
     "10: 30 20 | 11: | 20: | 30:",
     "10: | 11: | 20: 10 | 30: 10",
     {.updates = 2}},
    {"set",
     [](Pair& pair) { pair.set(kRight, 11, 30); },
     "10: 20 | 11: | 20: 30 | 30: 11",
     "10: | 11: 30 | 20: 10 | 30: 20",
     {.updates = 1}},
    {"set_none",
     [](Pair& pair) { pair.set(kRight, 20, 0); },
     "10: 11 | 11: | 20: 30 | 30:",
     "10: | 11: 10 | 20: | 30: 20",
     {.updates = 1}},
};
INSTANTIATE_TEST_SUITE_P(EveryStrategy, SelfReferentialOperations, testing::ValuesIn(kSelfReferentialOperations),
                         name_of);

}  // namespace
}  // namespace pairs
