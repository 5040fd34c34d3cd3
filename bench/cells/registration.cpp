#include "bench/cells/registration.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdio>
#include <optional>
#include <set>
#include <stdexcept>
#include <unordered_map>

#include "bench/cells/plan.h"
#include "bench/cells/run_cell.h"
#include "bench/databases/postgres_server.h"
#include "datasets/all.h"
#include "orm/backend/all.h"
#include "orm/backend/pattern.h"

namespace bench {
namespace {

std::string lack_of_server(const Cell& cell) { return bench::lack_of_server(orm::backend_named(cell.backend)); }

void run_candidate(benchmark::State& state, const Candidate& candidate) {
  if (!candidate.why_skipped.empty())
    skip(state, candidate.why_skipped);
  else if (const std::string lack = lack_of_server(candidate.cell); !lack.empty())
    skip(state, lack);
  else
    run_cell(state, candidate.cell, *candidate.entry->type);
}

void register_cell(const Candidate& candidate) {
  benchmark::RegisterBenchmark(candidate.cell.name().c_str(), [candidate](benchmark::State& state) {
    run_candidate(state, candidate);
  })->UseManualTime();
}

// Whether Google Benchmark's filter can match a name: only those it may match are registered, for it needs time
// quadratic in their number. What is no regular expression may match all: Google Benchmark says what is wrong with it.
// A filter without special characters, a cell's name say, is only looked for, which takes a tenth of the time.
class Filter {
 public:
  explicit Filter(std::string spec) {
    is_negative_ = spec.starts_with('-');
    if (is_negative_) spec.erase(0, 1);
    if (spec.empty() || spec == "all") spec = ".";
    if (spec.find_first_of(R"(.[]{}()\*+?|^$)") == std::string::npos) {
      text_ = spec;
      return;
    }
    try {
      pattern_.emplace(spec);
    } catch (const std::invalid_argument&) {
    }
  }
  bool may_match(const std::string& name) const {
    if (text_) return (name.find(*text_) != std::string::npos) != is_negative_;
    return !pattern_ || pattern_->is_in(name) != is_negative_;
  }

 private:
  std::optional<std::string> text_;
  std::optional<orm::Pattern> pattern_;
  bool is_negative_ = false;
};

// As Google Benchmark names what it times by hand.
std::string listed_name(const Cell& cell) { return cell.name() + "/manual_time"; }

// The context says how large a planned dataset is, where it has rows.
void add_sizes(const std::string& dataset) {
  const datasets::NamedDataset* row = datasets::find(dataset);
  if (row == nullptr) return;
  benchmark::AddCustomContext("dataset." + dataset + ".users", std::to_string(row->sizes.users));
  benchmark::AddCustomContext("dataset." + dataset + ".words", std::string(row->description));
  benchmark::AddCustomContext("dataset." + dataset + ".posts", std::to_string(row->sizes.posts));
}

}  // namespace

void register_matrix(const std::vector<Candidate>& product, const std::optional<std::string>& filter) {
  const std::optional<Filter> asked = filter ? std::optional<Filter>(*filter) : std::nullopt;
  std::size_t registered = 0;
  std::size_t others = 0;
  for (const Candidate& candidate : product) {
    if (!candidate.why_skipped.empty()) continue;
    if (asked && !asked->may_match(listed_name(candidate.cell))) continue;
    if (!asked && (!is_in_preset(candidate.cell, "quick") || !lack_of_server(candidate.cell).empty())) {
      ++others;
      continue;
    }
    ++registered;
    register_cell(candidate);
  }
  if (others > 0)
    fmt::print(
        stderr,
        "Running the {} cells of the preset 'quick'; {} others run by --benchmark_filter=REGEX and are listed by "
        "--benchmark_list_tests.\n",
        registered, others);
  if (const std::string lack = lack_of_any_server(); others > 0 && !lack.empty())
    fmt::print(stderr, "Those on a server: {}.\n", lack);
}

void register_plan(const std::vector<Entry>& entries, const std::string& file) {
  std::unordered_map<std::string, Candidate> planned;
  std::set<std::string> datasets;
  for (const PlanRow& row : read_plan(file)) {
    const std::string name = row.cell.name();
    auto known = planned.find(name);
    if (known == planned.end()) {
      std::optional<Candidate> found = find(entries, row.cell);
      if (!found)
        throw PlanError(
            fmt::format("{}: this program has no cell {}; --benchmark_list_tests lists its cells", file, name));
      known = planned.emplace(name, std::move(*found)).first;
      if (datasets.insert(row.cell.dataset).second) add_sizes(row.cell.dataset);
    }
    expect_row(row.cell);
    benchmark::RegisterBenchmark(name.c_str(),
                                 [candidate = known->second, round = row.round](benchmark::State& state) {
                                   run_candidate(state, candidate);
                                   state.SetLabel(take_statements(candidate.cell));
                                   state.counters["round"] = static_cast<double>(round);
                                 })
        ->UseManualTime()
        ->Iterations(row.iterations);
  }
}

void print_names(const std::vector<Candidate>& product) {
  for (const Candidate& candidate : product)
    if (candidate.why_skipped.empty()) fmt::print("{}\n", listed_name(candidate.cell));
}

}  // namespace bench
