// Scenarios of users and posts with the traces that SQLAlchemy gives them, replayed from tests/conformance/sample.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "models.h"
#include "orm/errors.h"
#include "player.h"

namespace player {

std::string error_name(const std::exception& error) {
#define NAMED(type, name) \
  if (dynamic_cast<const orm::type*>(&error) != nullptr) return name
  NAMED(ValueNotInCollection, "value_not_in_collection");
  NAMED(TypeMismatch, "type_mismatch");
  NAMED(NullInCollection, "null_in_collection");
  NAMED(NotPersisted, "not_persisted");
  NAMED(NotInSession, "not_in_session");
  NAMED(InstanceDeleted, "instance_deleted");
  NAMED(IdentityConflict, "identity_conflict");
  NAMED(DetachedInstance, "detached_instance");
  NAMED(ObjectDeleted, "object_deleted");
  NAMED(IntegrityError, "integrity_error");
  NAMED(CircularDependency, "circular_dependency");
  NAMED(StaleData, "stale_data");
  NAMED(PendingRollback, "pending_rollback");
#undef NAMED
  return std::string("no name for: ") + error.what();
}

}  // namespace player

namespace {

using player::json;
namespace fs = std::filesystem;

std::vector<fs::path> files() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(CONFORMANCE_DIRECTORY "/sample"))
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

std::uint64_t sum(const json& rows_by_table) {
  std::uint64_t rows = 0;
  for (const auto& [table, count] : rows_by_table.items()) rows += count.get<std::uint64_t>();
  return rows;
}

// A step's expected record in the form of Player::play.
json in_sum(const json& record) {
  if (!record.at("error").is_null()) return {{"error", record.at("error")}};
  return {{"error", nullptr},
          {"result", record.at("result")},
          {"selects", record.at("selects")},
          {"inserted", sum(record.at("inserted"))},
          {"updated", sum(record.at("updated"))},
          {"deleted", sum(record.at("deleted"))}};
}

const json& trace_of(const json& scenario, const std::string& strategy) {
  for (const json& group : scenario.at("expected"))
    for (const json& name : group.at("strategies"))
      if (name == strategy) return group.at("trace");
  throw std::runtime_error("no trace for " + strategy);
}

template <class R>
void replay(const json& scenario, const std::string& strategy) {
  const json& strategies = scenario.at("strategies");
  if (std::find(strategies.begin(), strategies.end(), strategy) == strategies.end()) return;
  player::Player<R> player(scenario);
  const json& trace = trace_of(scenario, strategy);
  for (std::size_t i = 0; i < scenario.at("steps").size(); ++i) {
    const json& step = scenario.at("steps")[i];
    if (step.at("op") == "is_modified") continue;  // sessions do not offer it, and it changes nothing
    EXPECT_EQ(player.play(step).dump(), in_sum(trace.at("steps")[i]).dump())
        << strategy << ", step " << i + 1 << ": " << step.dump();
  }
  EXPECT_EQ(player.final_rows().dump(), trace.at("final").dump()) << strategy;
}

class Scenario : public testing::TestWithParam<fs::path> {};

TEST_P(Scenario, HasTheTraceThatSqlAlchemyGivesIt) {
  std::ifstream file(GetParam());
  const json scenario = json::parse(file);
  const std::string cascade =
      scenario.value("options", json::object()).value("cascade", std::string(models::kDefaultCascade.view()));
  try {
    if (cascade == "all") {
      replay<models::Declared<"all">>(scenario, "back_populates");
      replay<models::Inferred<"all">>(scenario, "backref");
    } else if (cascade == models::kDefaultCascade.view()) {
      replay<models::Declared<models::kDefaultCascade>>(scenario, "back_populates");
      replay<models::Inferred<models::kDefaultCascade>>(scenario, "backref");
    } else {
      GTEST_SKIP() << "sessions do not carry out the cascade " << cascade;
    }
  } catch (const player::Unsupported& reason) {
    GTEST_SKIP() << reason.what();
  }
}

INSTANTIATE_TEST_SUITE_P(Conformance, Scenario, testing::ValuesIn(files()),
                         [](const auto& file) { return file.param.stem().string(); });

}  // namespace
