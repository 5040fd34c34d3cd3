// The order of a flush's actions.
#include "orm/flush/topological_sort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Level = std::vector<std::size_t>;

std::vector<Level> levels_of(orm::Levels levels) {
  std::vector<Level> copied;
  for (std::size_t i = 0; i < levels.size(); ++i) copied.emplace_back(levels[i].begin(), levels[i].end());
  return copied;
}
std::vector<Level> sorted(std::size_t n, const std::vector<orm::Edge>& edges) {
  return levels_of(orm::topological_levels(n, orm::Edges(edges.begin(), edges.end())));
}

TEST(TopologicalLevels, PutEachAfterAllBeforeItAndElseKeepTheOrder) {
  EXPECT_THAT(sorted(3, {}), ElementsAre(Level{0, 1, 2}));
  EXPECT_THAT(sorted(4, {{3, 0}, {0, 1}}), ElementsAre(Level{2, 3}, Level{0}, Level{1}));
  EXPECT_THAT(sorted(3, {{2, 0}, {2, 0}}), ElementsAre(Level{1, 2}, Level{0})) << "an edge may be given twice";
  EXPECT_THAT(sorted(4, {{0, 3}, {1, 2}, {0, 2}}), ElementsAre(Level{0, 1}, Level{2, 3}));
}

TEST(TopologicalLevels, LeaveOutWhatStandsOnOrBehindACycle) {
  EXPECT_THAT(sorted(4, {{1, 2}, {2, 1}, {2, 3}}), ElementsAre(Level{0}));
  EXPECT_THAT(sorted(1, {{0, 0}}), IsEmpty());
}

TEST(TopologicalLevels, LoseNumbersAndKeepTheirLevels) {
  orm::Levels levels = orm::topological_levels(4, {{0, 2}, {1, 2}, {2, 3}});
  levels.erase_if([](std::size_t number) { return number == 1 || number == 2; });
  EXPECT_THAT(levels_of(levels), ElementsAre(Level{0}, IsEmpty(), Level{3}));
  EXPECT_THAT(levels.numbers(), ElementsAre(0, 3));
}

TEST(OnCycles, AreThoseThatComeBackToThemselvesAndNoneBetween) {
  EXPECT_THAT(orm::on_cycles(5, {{0, 1}, {1, 0}, {1, 2}, {2, 3}, {3, 4}, {4, 3}}),
              ElementsAre(true, true, false, true, true));
  EXPECT_THAT(orm::on_cycles(2, {{0, 0}, {0, 1}}), ElementsAre(true, false));
}

}  // namespace
