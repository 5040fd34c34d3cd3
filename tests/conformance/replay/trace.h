// What a replay of a scenario tells: each step's result, work and error, and the rows that are left.
#pragma once

#include <stdexcept>
#include <string_view>

#include "tests/conformance/replay/scenario.h"

namespace replay {

// A step ended in an error that no trace can hold: a fault of the mapper or of this program.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Plays the scenario on a database of its own. Throws BadInput, Failure.
Json trace(const Scenario& scenario, std::string_view strategy);

}  // namespace replay
