// The name of a cell is written in one place and taken apart to the same five words.
#include "bench/cells/cell.h"

#include <gmock/gmock.h>

namespace bench {
namespace {

TEST(Cell, IsNamedWorkloadRelationStrategyBackendDataset) {
  const Cell cell{"move_by_append", "one_to_many", "backref", "sqlite_memory", "zipf_small"};
  EXPECT_EQ(cell.name(), "move_by_append/one_to_many/backref/sqlite_memory/zipf_small");
  EXPECT_EQ(cell.group(), "move_by_append/one_to_many/sqlite_memory/zipf_small");
}

TEST(Cell, ComesBackFromItsName) {
  const Cell cell{"load_lazy", "one_to_many", "hand_written", "sqlite", "uniform_medium"};
  EXPECT_EQ(Cell::parse(cell.name()), cell);
}

TEST(Cell, IsRefusedWithOtherThanFiveParts) {
  for (const char* name : {"", "a", "a/b/c/d", "a/b/c/d/e/f", "a/b/c/d/", "/b/c/d/e", "a//c/d/e"})
    EXPECT_EQ(Cell::parse(name), std::nullopt) << name;
}

}  // namespace
}  // namespace bench
