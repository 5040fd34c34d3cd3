// The order of a flush's actions.
#include "orm/flush/topological_sort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Level = std::vector<std::size_t>;

TEST(TopologicalLevels, PutEachAfterAllBeforeItAndElseKeepTheOrder) {
  EXPECT_THAT(orm::topological_levels(3, {}), ElementsAre(Level{0, 1, 2}));
  EXPECT_THAT(orm::topological_levels(4, {{3, 0}, {0, 1}}), ElementsAre(Level{2, 3}, Level{0}, Level{1}));
  EXPECT_THAT(orm::topological_levels(3, {{2, 0}, {2, 0}}), ElementsAre(Level{1, 2}, Level{0}))
      << "an edge may be given twice";
}

TEST(TopologicalLevels, LeaveOutWhatStandsOnOrBehindACycle) {
  EXPECT_THAT(orm::topological_levels(4, {{1, 2}, {2, 1}, {2, 3}}), ElementsAre(Level{0}));
  EXPECT_THAT(orm::topological_levels(1, {{0, 0}}), IsEmpty());
}

TEST(OnCycles, AreThoseThatComeBackToThemselvesAndNoneBetween) {
  EXPECT_THAT(orm::on_cycles(5, {{0, 1}, {1, 0}, {1, 2}, {2, 3}, {3, 4}, {4, 3}}),
              ElementsAre(true, true, false, true, true));
  EXPECT_THAT(orm::on_cycles(2, {{0, 0}, {0, 1}}), ElementsAre(true, false));
}

}  // namespace
