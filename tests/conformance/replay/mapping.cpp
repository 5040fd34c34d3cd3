#include "tests/conformance/replay/mapping.h"

#include <fmt/format.h>

#include "orm/errors.h"
#include "orm/registry.h"
#include "tests/conformance/replay/errors.h"

namespace replay {
namespace {

std::string text_or_empty(const Node& node, std::string_view field) {
  const auto found = node.find(field);
  return found ? found->any_text() : "";
}

orm::ColumnDescriptor read_column(const std::string& name, const Node& node) {
  node.has_only({"pk", "type", "fk"});
  orm::ColumnDescriptor column{name, orm::ColumnType::integer, false, {}};
  if (const auto type = node.find("type"))
    if (type->choice({"text", "integer"}) == "text") column.type = orm::ColumnType::text;
  if (const auto key = node.find("pk")) column.primary_key = key->boolean();
  if (const auto foreign = node.find("fk")) column.foreign_key = foreign->any_text();
  return column;
}

orm::TableDescriptor read_table(const std::string& name, const Node& node) {
  node.has_only({"columns"});
  orm::TableDescriptor table{name, {}};
  for (const auto& [column, of] : node.at("columns").members()) table.columns.push_back(read_column(column, of));
  return table;
}

std::string read_cascade(const Node& node) {
  std::string text = node.any_text();
  try {
    orm::Cascade::parse(text);
  } catch (const orm::MappingError& error) {
    node.fault("a cascade", error.what());
  }
  return text;
}

orm::RelationshipDescriptor read_relationship(const Node& node) {
  node.has_only({"name", "target", "back_populates", "backref", "uselist", "secondary", "foreign_keys", "remote_side",
                 "cascade"});
  orm::RelationshipDescriptor relationship;
  relationship.name = node.at("name").text();
  relationship.target = node.at("target").text();
  relationship.back_populates = text_or_empty(node, "back_populates");
  relationship.backref = text_or_empty(node, "backref");
  if (const auto uselist = node.find("uselist")) relationship.uselist = uselist->boolean();
  relationship.secondary = text_or_empty(node, "secondary");
  if (const auto keys = node.find("foreign_keys"))
    for (const Node& key : keys->items()) relationship.foreign_keys.push_back(key.text());
  relationship.remote_side = text_or_empty(node, "remote_side");
  if (const auto cascade = node.find("cascade")) relationship.cascade = read_cascade(*cascade);
  return relationship;
}

orm::ClassDescriptor read_class(const std::string& name, const Node& node, const Mapping& mapping) {
  node.has_only({"table", "relationships"});
  orm::ClassDescriptor entity{name, {}, {}};
  std::vector<std::string_view> tables;
  for (const orm::TableDescriptor& table : mapping.tables) tables.push_back(table.name);
  entity.table = node.at("table").choice(tables);
  for (const Node& of : node.at("relationships").items()) entity.relationships.push_back(read_relationship(of));
  return entity;
}

void declare_all(orm::Registry& registry, const Mapping& mapping) {
  for (const orm::TableDescriptor& table : mapping.tables) registry.declare(table);
  for (const orm::ClassDescriptor& entity : mapping.classes) registry.declare(entity);
}

}  // namespace

bool is_mapping(const Json& document) {
  return document.is_object() && document.contains("kind") && document["kind"] == "mapping";
}

Mapping read_mapping(const Node& document) {
  document.has_only({"format", "kind", "name", "title", "tables", "classes", "expected"});
  const Node format = document.at("format");
  if (format.integer() != 1) format.fault("format 1", "this program reads no other");
  document.at("title").any_text();
  document.at("name").text();
  Mapping mapping{document.file(), {}, {}};
  for (const auto& [name, table] : document.at("tables").members()) mapping.tables.push_back(read_table(name, table));
  for (const auto& [name, of] : document.at("classes").members())
    mapping.classes.push_back(read_class(name, of, mapping));
  return mapping;
}

Json outcome(const Mapping& mapping) {
  orm::Registry registry;
  try {
    declare_all(registry, mapping);
    registry.configure();
  } catch (const orm::MappingError& error) {
    const std::string_view name = mapping_error_name(error);
    if (name.empty())
      throw BadInput(fmt::format("{}: /: expected declarations that can be mapped: {}", mapping.file, error.what()));
    return {{"outcome", "error"}, {"error", name}};
  }
  Json relationships = Json::object();
  for (const auto& mapper : registry.mappers())
    for (const auto& of : mapper->relationships())
      relationships[of->label()] = {{"direction", orm::direction_name(of->direction)},
                                    {"uselist", of->uselist},
                                    {"target", of->target->name()},
                                    {"syncs", of->syncs.empty() ? Json() : Json(of->syncs)},
                                    {"linked", of->linked}};
  return {{"outcome", "ok"}, {"relationships", std::move(relationships)}};
}

}  // namespace replay
