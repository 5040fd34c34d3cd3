// Every mapping declaration has the outcome that SQLAlchemy gives it.
#include "tests/conformance/replay/mapping.h"

#include <algorithm>
#include <filesystem>

namespace {

using nlohmann::json;
using replay::Json;
namespace fs = std::filesystem;

std::vector<fs::path> files() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(CONFORMANCE_DIRECTORY "/mapping"))
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

class Mapping : public testing::TestWithParam<fs::path> {};

TEST_P(Mapping, HasTheOutcomeThatSqlAlchemyGivesIt) {
  const std::string file = GetParam().string();
  const Json document = replay::read_json(file);
  ASSERT_TRUE(replay::is_mapping(document));
  const Json found = replay::outcome(replay::read_mapping(replay::Node(document, file)));
  EXPECT_EQ(json::parse(found.dump()), json::parse(document.at("expected").dump())) << document.at("title");
}

INSTANTIATE_TEST_SUITE_P(Conformance, Mapping, testing::ValuesIn(files()),
                         [](const auto& file) { return file.param.stem().string(); });

TEST(MappingFiles, AreAllThere) { EXPECT_EQ(files().size(), 22U); }

}  // namespace
