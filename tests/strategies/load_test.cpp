// Loading a relation by either way: both sides are there, in order, for a known number of SELECTs.
#include <algorithm>
#include <iterator>
#include <set>

#include "pairs.h"

namespace pairs {
namespace {

struct Load {
  const char* name;
  Relation relation;
  Keys left;
  const char* expected_left;
  Keys right;  // those that the left side leads to
  const char* expected_right;
  std::uint64_t lazy, selectin;                  // SELECTs
  std::uint64_t lazy_by_hand, selectin_by_hand;  // of unidirectional; of many-to-many it reads the links once
};
void PrintTo(const Load& load, std::ostream* out) { *out << load.name; }

class Loads : public testing::TestWithParam<Load> {};

TEST_P(Loads, BringBothSidesForThatManySelects) {
  const Load& load = GetParam();
  for (const Strategy& strategy : strategies()) {
    const auto open = strategy.open[static_cast<int>(load.relation)];
    if (open == nullptr) continue;
    SCOPED_TRACE(strategy.name);
    const bool is_by_hand = strategy.name == "unidirectional";
    for (const bool is_lazy : {true, false}) {
      SCOPED_TRACE(is_lazy ? "lazy" : "selectin");
      Database database;
      const std::unique_ptr<Pair> pair = open(database);
      const Spent spent = database.spent([&] {
        is_lazy ? pair->load_lazy() : pair->load_selectin();
        EXPECT_EQ(pair->read(kLeft, load.left), load.expected_left);
        EXPECT_EQ(pair->read(kRight, load.right), load.expected_right);
      });
      const std::uint64_t linked = is_lazy ? load.lazy : load.selectin;
      const std::uint64_t by_hand = is_lazy ? load.lazy_by_hand : load.selectin_by_hand;
      EXPECT_EQ(spent, Spent{.selects = is_by_hand ? by_hand : linked});
    }
  }
}

const Load kLoads[] = {
    {"one_to_many",
     Relation::one_to_many,
     {1, 2, 3},
     "1: 10 11 | 2: 20 | 3:",
     {10, 11, 20},
     "10: 1 | 11: 1 | 20: 2",
     4,
     2,
     4,
     2},
    {"one_to_one", Relation::one_to_one, {1, 2, 3}, "1: 101 | 2: 102 | 3:", {101, 102}, "101: 1 | 102: 2", 4, 2, 4, 2},
    {"self_referential",
     Relation::self_referential,
     {10, 11, 20, 30},
     "10: 11 20 | 11: | 20: 30 | 30:",
     {10, 11, 20, 30},
     "10: | 11: 10 | 20: 10 | 30: 20",
     5,
     2,
     5,
     2},
    {"many_to_many",
     Relation::many_to_many,
     {10, 11, 20, 30},
     "10: 7 8 | 11: 7 | 20: 8 | 30:",
     {7, 8, 9},
     "7: 10 11 | 8: 10 20 | 9:",
     9,
     4,
     6,
     3},
};
INSTANTIATE_TEST_SUITE_P(EveryStrategy, Loads, testing::ValuesIn(kLoads),
                         [](const auto& load) { return std::string(load.param.name); });

// A strategy may leave out all but one-to-many; these do not.
TEST(Strategies, HaveAllRelationsWhereTheyAreCompared) {
  const std::set<std::string_view> complete{"back_populates",         "back_populates_aa", "backref",  "unidirectional",
                                            "back_populates_runtime", "backref_static",    "unlinked", "sync_at_flush"};
  std::set<std::string_view> found;
  for (const Strategy& strategy : strategies())
    if (std::none_of(std::begin(strategy.open), std::end(strategy.open), [](auto open) { return open == nullptr; }))
      found.insert(strategy.name);
  EXPECT_TRUE(std::includes(found.begin(), found.end(), complete.begin(), complete.end()));
}

}  // namespace
}  // namespace pairs
