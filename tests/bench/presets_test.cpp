// The presets that the binaries carry are those of bench/presets.toml.
#include <gmock/gmock.h>

#include "bench/matrix.h"

namespace bench {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::SizeIs;

TEST(Presets, AreTheFourOfTheContract) {
  EXPECT_THAT(presets(), ElementsAre(Field(&Preset::name, "full"), Field(&Preset::name, "limits"),
                                     Field(&Preset::name, "quick"), Field(&Preset::name, "standard")));
}

TEST(Presets, StandardHasAtMostTwelveGroups) {
  for (const Preset& preset : presets()) {
    if (preset.name == "standard") {
      EXPECT_LE(preset.groups.size(), 12U);
    }
  }
}

TEST(Presets, MatchGroupsByPattern) {
  const Cell cell{"remove", "one_to_many", "backref", "sqlite_memory", "uniform_medium"};
  EXPECT_TRUE(is_in_preset(cell, "full"));
  EXPECT_TRUE(is_in_preset(cell, "limits"));
  EXPECT_FALSE(is_in_preset(cell, "quick"));
  EXPECT_FALSE(is_in_preset(cell, "no such preset"));
}

}  // namespace
}  // namespace bench
