// The order of a flush's actions.
#include "orm/flush/dependency_sort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(DependencySort, PutsEveryFirstBeforeItsSecondAndElseKeepsTheOrder) {
  EXPECT_THAT(orm::dependency_sort(4, {}), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(orm::dependency_sort(4, {{3, 0}, {0, 1}}), ElementsAre(2, 3, 0, 1));
  EXPECT_THAT(orm::dependency_sort(3, {{2, 0}, {2, 0}}), ElementsAre(1, 2, 0)) << "an edge may be given twice";
}

TEST(DependencySort, LeavesOutWhatStandsOnOrBehindACycle) {
  EXPECT_THAT(orm::dependency_sort(4, {{1, 2}, {2, 1}, {2, 3}}), ElementsAre(0));
  EXPECT_THAT(orm::dependency_sort(1, {{0, 0}}), IsEmpty());
}

}  // namespace
