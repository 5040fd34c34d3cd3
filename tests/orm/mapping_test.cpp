// Mapping declarations with the outcome that SQLAlchemy gives them, replayed from tests/conformance/mapping.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "fixture.h"
#include "orm/errors.h"
#include "orm/registry.h"

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

std::vector<fs::path> files() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(CONFORMANCE_DIRECTORY "/mapping"))
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

void declare(orm::Registry& registry, const json& document) {
  for (const auto& [name, table] : document.at("tables").items()) {
    orm::TableDescriptor descriptor{name, {}};
    for (const auto& [column, of] : table.at("columns").items()) {
      const auto type = of.value("type", "") == "text" ? orm::ColumnType::text : orm::ColumnType::integer;
      orm::ColumnDescriptor made{column, type, of.value("pk", false), {}};
      if (of.contains("fk")) made.foreign_key = of.at("fk").get<std::string>();
      descriptor.columns.push_back(made);
    }
    registry.declare(descriptor);
  }
  for (const auto& [name, entity] : document.at("classes").items()) {
    orm::ClassDescriptor descriptor{name, entity.at("table"), {}};
    for (const json& of : entity.at("relationships")) {
      orm::RelationshipDescriptor made;
      made.name = of.at("name");
      made.target = of.at("target");
      made.back_populates = of.value("back_populates", "");
      made.backref = of.value("backref", "");
      if (of.contains("uselist")) made.uselist = of.at("uselist").get<bool>();
      made.secondary = of.value("secondary", "");
      made.foreign_keys = of.value("foreign_keys", std::vector<std::string>{});
      made.remote_side = of.value("remote_side", "");
      made.cascade = of.value("cascade", made.cascade);
      descriptor.relationships.push_back(made);
    }
    registry.declare(descriptor);
  }
}

std::string name_of(const orm::MappingError& error) {
  const auto is = [&]<class E>(E*) { return dynamic_cast<const E*>(&error) != nullptr; };
  if (is(static_cast<orm::UnknownProperty*>(nullptr))) return "unknown_property";
  if (is(static_cast<orm::NotARelationship*>(nullptr))) return "not_a_relationship";
  if (is(static_cast<orm::PairWrongClass*>(nullptr))) return "pair_wrong_class";
  if (is(static_cast<orm::SameDirection*>(nullptr))) return "same_direction";
  if (is(static_cast<orm::BackrefNameTaken*>(nullptr))) return "backref_name_taken";
  if (is(static_cast<orm::BackrefAndBackPopulates*>(nullptr))) return "backref_and_back_populates";
  if (is(static_cast<orm::NoForeignKey*>(nullptr))) return "no_foreign_key";
  if (is(static_cast<orm::AmbiguousForeignKeys*>(nullptr))) return "ambiguous_foreign_keys";
  if (is(static_cast<orm::UnknownForeignKeyTarget*>(nullptr))) return "unknown_fk_target";
  if (is(static_cast<orm::UnknownClass*>(nullptr))) return "unknown_class";
  if (is(static_cast<orm::DeleteOrphanNeedsSingleParent*>(nullptr))) return "delete_orphan_needs_single_parent";
  return std::string("no name for: ") + error.what();
}

json outcome(const json& document) {
  orm::Registry registry;
  try {
    declare(registry, document);
    registry.configure();
  } catch (const orm::MappingError& error) {
    return {{"outcome", "error"}, {"error", name_of(error)}};
  }
  json relationships = json::object();
  for (const auto& mapper : registry.mappers())
    for (const auto& of : mapper->relationships())
      relationships[of->label()] = {{"direction", orm::direction_name(of->direction)},
                                    {"uselist", of->uselist},
                                    {"target", of->target->name()},
                                    {"syncs", of->syncs.empty() ? json() : json(of->syncs)},
                                    {"linked", of->linked}};
  return {{"outcome", "ok"}, {"relationships", relationships}};
}

class Mapping : public testing::TestWithParam<fs::path> {};

TEST_P(Mapping, HasTheOutcomeThatSqlAlchemyGivesIt) {
  std::ifstream file(GetParam());
  const json document = json::parse(file);
  EXPECT_EQ(outcome(document).dump(1), document.at("expected").dump(1)) << document.at("title");
}

INSTANTIATE_TEST_SUITE_P(Conformance, Mapping, testing::ValuesIn(files()),
                         [](const auto& file) { return file.param.stem().string(); });

TEST(MappingFiles, AreAllThere) { EXPECT_EQ(files().size(), 20U); }

}  // namespace
