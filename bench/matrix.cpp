#include "bench/matrix.h"

#include <fnmatch.h>

#include <toml++/toml.h>
#include <algorithm>

#include "bench/presets_text.h"
#include "datasets/all.h"

namespace bench {

const std::vector<Preset>& presets() {
  static const std::vector<Preset> presets = [] {
    std::vector<Preset> read;
    for (const auto& [name, table] : toml::parse(kPresetsText)) {
      Preset preset{std::string(name.str()), {}};
      for (const auto& group : *(*table.as_table())["groups"].as_array())
        preset.groups.emplace_back(*group.value<std::string>());
      read.push_back(std::move(preset));
    }
    return read;
  }();
  return presets;
}

bool is_in_preset(const Cell& cell, std::string_view preset) {
  const auto& all = presets();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Preset& p) { return p.name == preset; });
  return found != all.end() && std::any_of(found->groups.begin(), found->groups.end(), [&](const std::string& pattern) {
           return fnmatch(pattern.c_str(), cell.group().c_str(), 0) == 0;
         });
}

Rule rule_of(const Entry& entry, const Cell& cell) {
  if (!entry.sends_statements && cell.backend != "sqlite_memory")
    return {Status::skipped, "sends no statement: measured on sqlite_memory alone"};
  const auto& all = presets();
  const bool is_timed =
      std::any_of(all.begin(), all.end(), [&](const Preset& preset) { return is_in_preset(cell, preset.name); });
  return {is_timed ? Status::timed : Status::on_demand, ""};
}

std::vector<Candidate> product(const std::vector<Entry>& entries) {
  std::vector<Candidate> candidates;
  for (const Entry& entry : entries)
    for (const std::string_view backend : kBackends)
      for (const datasets::NamedDataset& dataset : datasets::all()) {
        const Cell cell{std::string(entry.workload.name), std::string(entry.relation), std::string(entry.strategy),
                        std::string(backend), std::string(dataset.name)};
        candidates.push_back({entry, cell, rule_of(entry, cell)});
      }
  return candidates;
}

}  // namespace bench
