// Cells as Google Benchmark's benchmarks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/cells/matrix.h"

namespace bench {

// Registers the cells that can be measured and that the filter, of --benchmark_filter, may match; without one those of
// the preset `quick` alone, and a word on stderr tells of the others.
void register_matrix(const std::vector<Candidate>& product, const std::optional<std::string>& filter);
// Registers the rows of a plan, in their order. `entries` must outlive what was registered. Throws PlanError.
void register_plan(const std::vector<Entry>& entries, const std::string& file);

// The names of all cells that can be measured, a line each, as --benchmark_list_tests has them. Google Benchmark needs
// time quadratic in their number.
void print_names(const std::vector<Candidate>& product);

}  // namespace bench
