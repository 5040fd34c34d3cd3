// The operations of the format: their fields and what these may hold.
#pragma once

#include "tests/conformance/replay/scenario.h"

namespace replay {

// Throws BadInput, as check_attribute does.
Step read_step(const Node& node, const Model& model);
void check_column_value(const Node& value, const Column& column);

}  // namespace replay
