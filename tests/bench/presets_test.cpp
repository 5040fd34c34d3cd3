// The presets that the binaries carry are those of bench/presets.toml.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "bench/cells/matrix.h"
#include "bench/hand_written/all.h"
#include "bench/hand_written/fixture.h"
#include "strategies/types.h"

namespace bench {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::SizeIs;

TEST(Presets, AreTheFourOfTheContract) {
  EXPECT_THAT(presets(), ElementsAre(Field(&Preset::name, "full"), Field(&Preset::name, "limits"),
                                     Field(&Preset::name, "quick"), Field(&Preset::name, "standard")));
}

TEST(Presets, StandardHasAtMostTwelveGroupsABackend) {
  for (const Preset& preset : presets()) {
    if (preset.name != "standard") continue;
    std::size_t all = 0;
    for (const char* backends : {"/sqlite", "/postgres/", "/postgres_sharded/"}) {
      const auto groups = std::count_if(preset.groups.begin(), preset.groups.end(), [&](const std::string& group) {
        return group.find(backends) != std::string::npos;
      });
      EXPECT_LE(groups, 12) << backends;
      EXPECT_GT(groups, 0) << backends;
      all += static_cast<std::size_t>(groups);
    }
    EXPECT_EQ(all, preset.groups.size());
  }
}

TEST(Presets, MeasureOnSeveralServersWhatStandardAndQuickMeasureOnOne) {
  for (const Preset& preset : presets()) {
    if (preset.name != "standard" && preset.name != "quick") continue;
    for (std::string group : preset.groups) {
      const std::size_t at = group.find("/postgres/");
      if (at == std::string::npos) continue;
      group.replace(at, 10, "/postgres_sharded/");
      EXPECT_THAT(preset.groups, testing::Contains(group)) << preset.name;
    }
  }
}

TEST(Presets, MeasureStrategiesThatThereAreAndThatTheyName) {
  std::set<std::string> known{
#define X(_, Row) std::string(Row::name),
      BOTHSIDES_HAND_WRITTEN(X)
#undef X
  };
  [&]<class... Strategies>(strategies::TypeList<Strategies...> /*list*/) {
    (known.emplace(Strategies::name), ...);
  }(strategies::All{});
  for (const Preset& preset : presets())
    for (const Preset::Measured& measured : preset.strategies)
      EXPECT_TRUE(known.contains(measured.strategy)) << preset.name << ' ' << measured.strategy;
  EXPECT_FALSE(is_in_preset({"move_by_set", "one_to_many", "a_new_one", "sqlite_memory", "zipf_small"}, "full"));
}

TEST(Presets, StandardConfiguresAndCountsMemory) {
  EXPECT_TRUE(
      is_in_preset({"declare_and_configure", "one_to_many", "backref", "sqlite_memory", "classes_100"}, "standard"));
  EXPECT_TRUE(is_in_preset({"memory_loaded", "one_to_many", "backref", "sqlite_memory", "zipf_small"}, "standard"));
  EXPECT_TRUE(
      is_in_preset({"memory_loaded", "one_to_many", "hand_written", "sqlite_memory", "uniform_medium"}, "limits"));
}

TEST(Presets, MatchGroupsByPattern) {
  const Cell cell{"append", "one_to_many", "backref", "sqlite_memory", "uniform_small"};
  EXPECT_TRUE(is_in_preset({"append", "one_to_many", "backref", "sqlite_memory", "zipf_small"}, "full"));
  EXPECT_FALSE(is_in_preset({"append", "one_to_many", "backref", "sqlite_memory", "uniform_medium"}, "limits"));
  EXPECT_TRUE(is_in_preset(cell, "limits"));
  EXPECT_FALSE(is_in_preset(cell, "quick"));
  EXPECT_FALSE(is_in_preset(cell, "no such preset"));
}

TEST(Presets, PutAttributionIntoFourGroupsOfStandard) {
  const auto stands = [](const std::string& workload, const std::string& strategy) {
    for (const char* backend : {"sqlite", "sqlite_memory"})
      if (is_in_preset({workload, "one_to_many", strategy, backend, "zipf_small"}, "standard")) return true;
    return false;
  };
  for (const char* strategy : {"back_populates_runtime", "backref_static", "backref_scalar"}) {
    for (const char* workload : {"load_selectin", "move_by_set", "insert_graph"})
      EXPECT_TRUE(stands(workload, strategy)) << workload << ' ' << strategy;
    const Cell configured{"declare_and_configure", "one_to_many", strategy, "sqlite_memory", "classes_100"};
    EXPECT_TRUE(is_in_preset(configured, "standard")) << strategy;
    for (const char* workload :
         {"load_lazy", "append", "move_by_append", "remove", "move_posts", "delete_users", "memory_loaded"})
      EXPECT_FALSE(stands(workload, strategy)) << workload << ' ' << strategy;
  }
  for (const char* strategy : {"back_populates_list", "unidirectional_indexed"})
    for (const char* workload : {"move_by_set", "remove", "load_selectin"})  // the corners, in sync and in a load
      EXPECT_TRUE(stands(workload, strategy)) << workload << ' ' << strategy;
  EXPECT_TRUE(stands("remove", "backref"));
  EXPECT_FALSE(stands("remove", "unlinked"));
}

}  // namespace
}  // namespace bench
