#include "tests/conformance/replay/steps.h"

#include <fmt/format.h>

#include <algorithm>

namespace replay {
namespace {

// The fields of an operation; those with a `?` may be missing.
struct Rule {
  std::string_view op;
  std::vector<std::string_view> fields;
};

const std::vector<Rule>& rules() {
  static const std::vector<Rule> all{
      {"new", {"label", "class", "id", "values"}},
      {"add", {"target"}},
      {"delete", {"target"}},
      {"get", {"class", "id", "label?"}},
      {"query", {"class", "where?", "load?"}},
      {"append", {"on", "value"}},
      {"remove", {"on", "value"}},
      {"assign", {"on", "value"}},
      {"set", {"on", "value"}},
      {"set_column", {"on", "value"}},
      {"read", {"on"}},
      {"peek", {"on"}},
      {"contains", {"on", "value"}},
      {"count", {"on"}},
      {"expire", {"target", "attrs?"}},
      {"expire_all", {}},
      {"refresh", {"target"}},
      {"flush", {}},
      {"commit", {}},
      {"rollback", {}},
      {"expunge", {"target"}},
      {"state", {"target"}},
      {"is_modified", {"target"}},
      {"db", {"table"}},
  };
  return all;
}

const Rule& rule_of(const Node& node) {
  std::vector<std::string_view> names;
  for (const Rule& rule : rules()) names.push_back(rule.op);
  const std::string name = node.at("op").choice(names);
  return *std::find_if(rules().begin(), rules().end(), [&](const Rule& rule) { return rule.op == name; });
}

void read_on(const Node& node, Step& step) {
  const std::string text = node.text();
  const auto dot = text.find('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == text.size())
    node.fault("LABEL.ATTRIBUTE", "write for example \"u1.name\"");
  step.target = text.substr(0, dot);
  step.attribute = text.substr(dot + 1);
}

const Class& read_class(const Node& node, const Model& model) {
  std::vector<std::string_view> names;
  for (const Class& entity : model.classes) names.push_back(entity.name);
  return *model.find_class(node.choice(names));
}

const Table& read_table(const Node& node, const Model& model) {
  std::vector<std::string_view> names;
  for (const Table* table : model.tables) names.push_back(table->name);
  return *model.find_table(node.choice(names));
}

void read_columns(const Node& node, bool with_key, Step& step) {
  std::vector<std::string_view> names;
  for (const Column& column : step.of->table->columns)
    if (with_key || column.name != "id") names.push_back(column.name);
  node.has_only(names);
  for (const auto& [name, value] : node.members()) {
    check_column_value(value, *step.of->table->find(name));
    step.columns.emplace_back(name, value.value());
  }
}

void read_loads(const Node& node, Step& step) {
  std::vector<std::string_view> names;
  for (const auto& relationship : step.of->relationships) names.push_back(relationship.name);
  node.has_only(names);
  for (const auto& [name, loader] : node.members())
    step.loads.emplace_back(name, loader.choice({"select", "selectin", "joined"}));
}

void check_label(const Node& node) {
  if (!node.value().is_null() && (!node.value().is_string() || node.value().get<std::string>().empty()))
    node.fault("a label or null", "name an object");
}

void read_value(const Node& node, Step& step) {
  step.value = node;
  if (step.op == "set_column") return;  // its column decides
  if (step.op != "assign") return check_label(node);
  if (node.value().is_null()) return;
  for (const Node& label : node.items()) check_label(label);
}

void read_field(std::string_view field, const Node& node, const Model& model, Step& step) {
  if (field == "label") {
    step.label = node.text();
    if (step.label.find('.') != std::string::npos) node.fault("a label", "it may not hold a dot");
  }
  if (field == "class") step.of = &read_class(node, model);
  if (field == "id") step.id = node.integer();
  if (field == "values") read_columns(node, false, step);
  if (field == "where") read_columns(node, true, step);
  if (field == "load") read_loads(node, step);
  if (field == "target") step.target = node.text();
  if (field == "on") read_on(node, step);
  if (field == "value") read_value(node, step);
  if (field == "table") step.table = &read_table(node, model);
  if (field == "attrs") {
    step.attributes.emplace();
    for (const Node& name : node.items()) step.attributes->push_back(name.text());
    if (step.attributes->empty()) node.fault("at least one attribute", "leave out 'attrs' to expire the whole object");
  }
}

std::string_view wanted_kind(const std::string& op) {
  if (op == "append" || op == "remove" || op == "assign" || op == "contains" || op == "count") return "list";
  if (op == "set") return "scalar relationship";
  if (op == "set_column") return "column";
  return "";
}

std::string_view kind_name(Class::Kind kind) {
  switch (kind) {
    case Class::Kind::column:
      return "column";
    case Class::Kind::scalar:
      return "scalar relationship";
    case Class::Kind::list:
      return "list";
  }
  return "";
}

}  // namespace

void check_column_value(const Node& value, const Column& column) {
  if (value.value().is_null()) return;
  if (column.is_text)
    value.any_text();
  else
    value.integer();
}

Step read_step(const Node& node, const Model& model) {
  const Rule& rule = rule_of(node);
  Step step{.op = std::string(rule.op), .at = node};
  std::vector<std::string_view> known{"op"};
  for (std::string_view field : rule.fields) {
    const bool is_optional = field.back() == '?';
    if (is_optional) field.remove_suffix(1);
    known.push_back(field);
  }
  node.has_only(known);
  for (std::string_view field : rule.fields) {
    const bool is_optional = field.back() == '?';
    if (is_optional) field.remove_suffix(1);
    if (!is_optional || node.find(field)) read_field(field, node.at(field), model, step);
  }
  return step;
}

void check_attribute(const Step& step, const Class& owner) {
  const auto check_known = [&](const std::string& name, const Node& at) {
    if (!owner.has(name))
      at.fault(fmt::format("an attribute of {}", owner.name), fmt::format("it has {}", one_of(owner.attributes())));
  };
  if (step.attributes)
    for (const Node& name : step.at.at("attrs").items()) check_known(name.text(), name);
  if (step.attribute.empty()) return;
  const Node on = step.at.at("on");
  check_known(step.attribute, on);
  const std::string_view wanted = wanted_kind(step.op);
  const std::string_view kind = kind_name(owner.kind_of(step.attribute));
  if (!wanted.empty() && wanted != kind)
    on.fault(fmt::format("a {}", wanted), fmt::format("{}.{} is a {}", owner.name, step.attribute, kind));
  if (step.op != "set_column") return;
  if (step.attribute == "id") on.fault("a column that can be set", "the key is given by 'new'");
  check_column_value(*step.value, *owner.table->find(step.attribute));
}

}  // namespace replay
