// The plan of an experiment: rows `round, cell, iterations`, run in that order. Round 0 is run like any other; who
// reads the results does not count it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/cells/cell.h"

namespace bench {

struct PlanRow {
  std::int64_t round;
  Cell cell;
  std::int64_t iterations;
};

struct PlanError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A CSV file with the header "round,cell,iterations". Throws PlanError naming the file and the line.
std::vector<PlanRow> read_plan(const std::filesystem::path& file);

}  // namespace bench
