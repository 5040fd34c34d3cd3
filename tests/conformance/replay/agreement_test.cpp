// Every scenario has, for each strategy that it names, the trace that SQLAlchemy gives it.
#include <algorithm>
#include <filesystem>
#include <map>

#include "tests/conformance/replay/trace.h"

namespace {

using nlohmann::json;
using replay::Json;
namespace fs = std::filesystem;

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(fs::path(CONFORMANCE_DIRECTORY) / folder))
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

// Without the order of fields, which is no part of the comparison.
json plain(const Json& value) { return json::parse(value.dump()); }

// Where a step ends in an error, only the step and the error count.
json compared(const Json& record) {
  if (record.at("error").is_null()) return plain(record);
  return {{"step", record.at("step")}, {"op", record.at("op")}, {"error", record.at("error")}};
}

void expect_trace(const replay::Scenario& scenario, const std::string& strategy, const Json& expected) {
  Json found;
  try {
    found = replay::trace(scenario, strategy);
  } catch (const std::exception& error) {
    ADD_FAILURE() << strategy << ": " << error.what();
    return;
  }
  ASSERT_EQ(found.at("steps").size(), expected.at("steps").size());
  for (std::size_t i = 0; i < scenario.steps.size(); ++i)
    ASSERT_EQ(compared(found["steps"][i]), compared(expected.at("steps")[i]))
        << strategy << ", step " << i + 1 << ": " << scenario.steps[i].at.value();
  EXPECT_EQ(plain(found.at("final")), plain(expected.at("final"))) << strategy << ", final";
}

class Agreement : public testing::TestWithParam<fs::path> {
 protected:
  void expect_agreement() {
    const std::string file = GetParam().string();
    const Json document = replay::read_json(file);
    const replay::Scenario scenario = replay::read_scenario(replay::Node(document, file));
    for (const Json& group : document.at("expected")) {
      for (const Json& strategy : group.at("strategies")) {
        expect_trace(scenario, strategy, group.at("trace"));
        for (const std::string& same : also_played(strategy)) expect_trace(scenario, same, group.at("trace"));
      }
    }
  }

 private:
  // Where attributes are stored changes nothing.
  static std::vector<std::string> also_played(const std::string& strategy) {
    if (strategy == "back_populates") return {"back_populates_runtime"};
    if (strategy == "backref") return {"backref_static"};
    return {};
  }
};

class Scenario : public Agreement {};
TEST_P(Scenario, HasTheTraceThatSqlAlchemyGivesIt) { expect_agreement(); }

class Difference : public Agreement {};
TEST_P(Difference, HasTheTraceOfSqlAlchemy2WhereItsVersionsDiffer) { expect_agreement(); }

const auto kStem = [](const auto& file) { return file.param.stem().string(); };
INSTANTIATE_TEST_SUITE_P(Conformance, Scenario, testing::ValuesIn(files_of("sample")), kStem);
// Found by scripts/fuzz_semantics, and shrunk.
INSTANTIATE_TEST_SUITE_P(Corners, Scenario, testing::ValuesIn(files_of("corners")), kStem);
INSTANTIATE_TEST_SUITE_P(Conformance, Difference, testing::ValuesIn(files_of("differences")), kStem);

TEST(ScenarioFiles, AreAllThere) {
  std::map<std::string, int> scenarios;
  for (const fs::path& file : files_of("sample")) {
    const std::string stem = file.stem().string();
    ++scenarios[stem.substr(0, stem.find('_'))];
  }
  const std::map<std::string, int> expected{{"blog", 2}, {"m2m", 6}, {"o2m", 58}, {"o2o", 7}, {"rand", 8}, {"tree", 4}};
  EXPECT_EQ(scenarios, expected);
  EXPECT_EQ(files_of("differences").size(), 8U);
  EXPECT_EQ(files_of("corners").size(), 141U);
}

}  // namespace
