#include "bench/cells/matrix.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <toml++/toml.h>
#include <algorithm>
#include <iterator>
#include <utility>

#include "bench/databases/classes.h"
#include "bench/databases/shards.h"
#include "bench/presets_text.h"
#include "datasets/all.h"
#include "datasets/tables/layout.h"
#include "orm/backend/all.h"

namespace bench {
namespace {

std::vector<std::string> texts_of(const toml::node& array) {
  std::vector<std::string> texts;
  for (const toml::node& text : *array.as_array()) texts.push_back(*text.value<std::string>());
  return texts;
}

bool matches(const std::string& pattern, const std::string& text) {
  return fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}
bool matches_any(const std::vector<std::string>& patterns, const std::string& text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches(pattern, text); });
}

}  // namespace

void add(std::vector<Entry>& entries, std::span<const EntryType> types) {
  for (const EntryType& type : types) entries.push_back({type});
}

const std::vector<Preset>& presets() {
  static const std::vector<Preset> presets = [] {
    std::vector<Preset> read;
    for (const auto& [name, table] : toml::parse(kPresetsText)) {
      Preset preset{std::string(name.str()), texts_of(*table.as_table()->get("groups")), {}};
      for (const auto& [strategy, groups] : *table.as_table()->get("strategies")->as_table())
        preset.strategies.push_back({std::string(strategy.str()), texts_of(groups)});
      read.push_back(std::move(preset));
    }
    return read;
  }();
  return presets;
}

bool is_in_preset(const Cell& cell, std::string_view preset) {
  const auto& all = presets();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Preset& p) { return p.name == preset; });
  if (found == all.end() || !matches_any(found->groups, cell.group())) return false;
  return std::any_of(found->strategies.begin(), found->strategies.end(), [&](const Preset::Measured& measured) {
    return measured.strategy == cell.strategy && matches_any(measured.groups, cell.group());
  });
}

std::string why_skipped(const Entry& entry, const Cell& cell) {
  if (!entry.skipped.empty()) return std::string(entry.skipped);
  const std::string_view there = orm::backend_in_memory().name;
  const bool has_classes = class_pairs(cell.dataset) > 0;
  if (entry.workload.phase == Phase::configure && !has_classes)
    return "configuring depends on the number of classes, which classes_N says";
  if (entry.workload.phase != Phase::configure && has_classes)
    return "classes_N shows how configuring grows: its rows are few and always the same";
  if (entry.workload.phase == Phase::memory && cell.backend != there)
    return fmt::format("objects use the same memory on every database: counted on {} only", there);
  if (!entry.sends_statements && cell.backend != there)
    return fmt::format("sends no statement: measured on {} only", there);
  const datasets::NamedDataset* dataset = datasets::find(cell.dataset);
  const datasets::Shows shows = dataset == nullptr ? datasets::Shows::nothing : dataset->shows;
  if (entry.sends_statements && entry.workload.phase != Phase::memory && shows == datasets::Shows::length_of_list)
    return "list_N shows how sync grows with a list: its work sends no statements";
  const bool is_tiny = shows == datasets::Shows::nothing && dataset != nullptr && dataset->is_smallest;
  if (entry.multiplies_rows && shows != datasets::Shows::fan_out && !is_tiny)
    return "its rows multiply: fan_out_N shows how, and long lists would take hours";
  if (dataset != nullptr && datasets::name_of(measured_relation(dataset->relation)) != cell.relation)
    return "the dataset is of the relation " + std::string(datasets::name_of(dataset->relation));
  if (orm::backend_named(cell.backend).is_sharded && dataset != nullptr &&
      !datasets::has_table(measured_relation(dataset->relation), kSpreadTable))
    return fmt::format("has no {}, and only they are spread over servers", kSpreadTable);
  return "";
}

std::vector<std::string> dataset_names() {
  std::vector<std::string> names;
  for (const datasets::NamedDataset& dataset : datasets::all()) names.push_back(dataset.name);
  for (const ClassPairs& classes : kClassPairs) names.emplace_back(classes.name);
  return names;
}

std::vector<Candidate> product(const std::vector<Entry>& entries) {
  const std::vector<std::string> datasets = dataset_names();
  std::vector<Candidate> candidates;
  candidates.reserve(entries.size() * std::size(orm::kBackends) * datasets.size());
  for (const Entry& entry : entries)
    for (const orm::BackendRow& backend : orm::kBackends)
      for (const std::string& dataset : datasets) {
        Cell cell{std::string(entry.workload.name), std::string(datasets::name_of(entry.workload.relation)),
                  std::string(entry.strategy), std::string(backend.name), dataset};
        std::string why = why_skipped(entry, cell);
        candidates.push_back({&entry, std::move(cell), std::move(why)});
      }
  return candidates;
}

std::optional<Candidate> find(const std::vector<Entry>& entries, const Cell& cell) {
  const auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& one) {
    return one.workload.name == cell.workload && one.strategy == cell.strategy &&
           datasets::name_of(one.workload.relation) == cell.relation;
  });
  const bool has_backend = std::any_of(std::begin(orm::kBackends), std::end(orm::kBackends),
                                       [&](const orm::BackendRow& backend) { return backend.name == cell.backend; });
  const std::vector<std::string> datasets = dataset_names();
  const bool has_dataset = std::find(datasets.begin(), datasets.end(), cell.dataset) != datasets.end();
  if (entry == entries.end() || !has_backend || !has_dataset) return std::nullopt;
  return Candidate{&*entry, cell, why_skipped(*entry, cell)};
}

}  // namespace bench
