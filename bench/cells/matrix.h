// The cross product of workloads, relations, strategies, backends and datasets, and what becomes of each cell of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/cells/cell.h"
#include "bench/cells/program.h"
#include "bench/cells/work.h"
#include "strategies/strategy.h"

namespace bench {

// One workload on one strategy, whatever the backend and dataset; a constant of the program, unless it is of a mix.
struct EntryType {
  WorkloadWords workload;
  std::string_view strategy;
  strategies::Words strategy_words;
  std::string_view skipped;  // why the strategy does not have the workload; empty where it has
  bool sends_statements;
  const WorkType* type;          // null where it is skipped
  std::string_view list = {};    // which kind holds a user's posts: "indexed", "plain"; empty where nobody holds them
  bool multiplies_rows = false;  // reads k * k rows of an owner with k: on long lists it does not end
};
struct Entry : EntryType {
  std::string consists_of = {};  // of a mix, as JSON: operations, and the workloads that measure their parts
};
void add(std::vector<Entry>& entries, std::span<const EntryType> types);

// The entries of this program, workload by workload.
inline std::vector<Entry> entries() {
  std::vector<Entry> entries;
  for (const auto add : program().adds) add(entries);
  return entries;
}

// A preset as bench/presets.toml has it, as far as the binaries care.
struct Preset {
  std::string name;
  std::vector<std::string> groups;  // patterns with * and ?
  struct Measured {
    std::string strategy;
    std::vector<std::string> groups;  // patterns too: in which of the preset's groups it is measured
  };
  std::vector<Measured> strategies;  // no other is measured
};
const std::vector<Preset>& presets();

// The rule table: why the cell is never measured; empty where it can be.
std::string why_skipped(const Entry& entry, const Cell& cell);
bool is_in_preset(const Cell& cell, std::string_view preset);

// What the fifth part of a cell may be: every dataset, and classes_N.
std::vector<std::string> dataset_names();

struct Candidate {
  const Entry* entry;
  Cell cell;
  std::string why_skipped;  // empty: it can be measured
};
// The whole product for these entries, which must outlive it; skipped cells included.
std::vector<Candidate> product(const std::vector<Entry>& entries);
std::vector<Candidate> product(std::vector<Entry>&& entries) = delete;
// The one of the product that is this cell; none where there is no such.
std::optional<Candidate> find(const std::vector<Entry>& entries, const Cell& cell);

}  // namespace bench
