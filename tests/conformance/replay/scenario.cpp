#include "tests/conformance/replay/scenario.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/conformance/replay/steps.h"

namespace replay {
namespace {

const Model& read_model(const Node& node) {
  std::vector<std::string_view> names;
  for (const Model& model : models()) names.push_back(model.name);
  return *find_model(node.choice(names));
}

Options read_options(const Node& node) {
  node.has_only({"cascade", "autoflush", "fk_nullable"});
  Options options;
  if (const auto cascade = node.find("cascade"))
    options.cascade = cascade->choice({"save-update, merge", "all", "all, delete-orphan"});
  if (const auto autoflush = node.find("autoflush")) options.autoflush = autoflush->boolean();
  if (const auto nullable = node.find("fk_nullable")) options.fk_nullable = nullable->boolean();
  return options;
}

// The scenario's own list; only the three strategies of the format have traces.
std::vector<std::string> read_strategies(const Node& node) {
  std::vector<std::string> found;
  for (const Node& item : node.items()) {
    found.push_back(item.choice({"back_populates", "backref", "unlinked"}));
    if (std::count(found.begin(), found.end(), found.back()) > 1) item.fault("each strategy once", "remove it");
  }
  if (found.empty()) node.fault("at least one strategy", "name those that the scenario is defined for");
  return found;
}

std::vector<Rows> read_rows(const Node& node, const Model& model) {
  std::vector<Rows> found;
  for (const auto& [name, rows] : node.members()) {
    const Table* table = model.find_table(name);
    if (table == nullptr)
      rows.fault(fmt::format("a table of the model {}", model.name), "there is no table of this name");
    found.push_back({table, rows.items()});
    for (const Node& row : found.back().rows) {
      const std::vector<Node> values = row.items();
      if (values.size() != table->columns.size())
        row.fault(fmt::format("{} values", table->columns.size()),
                  fmt::format("give one for each column of {}, in order", name));
      for (std::size_t i = 0; i < values.size(); ++i) check_column_value(values[i], table->columns[i]);
    }
  }
  return found;
}

}  // namespace

Scenario read_scenario(const Node& document) {
  document.has_only({"format", "name", "title", "model", "options", "strategies", "rows", "steps", "expected"});
  const Node format = document.at("format");
  if (format.integer() != 1) format.fault("format 1", "this program plays no other");
  document.at("title").any_text();

  Scenario scenario;
  scenario.name = document.at("name").text();
  scenario.model = &read_model(document.at("model"));
  if (const auto options = document.find("options")) scenario.options = read_options(*options);
  scenario.strategies = read_strategies(document.at("strategies"));
  scenario.rows = read_rows(document.at("rows"), *scenario.model);
  for (const Node& step : document.at("steps").items()) scenario.steps.push_back(read_step(step, *scenario.model));
  if (const auto expected = document.find("expected")) expected->items();
  return scenario;
}

}  // namespace replay
