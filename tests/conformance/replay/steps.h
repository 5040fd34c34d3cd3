// The operations of the format: their fields and what these may hold.
#pragma once

#include "tests/conformance/replay/scenario.h"

namespace replay {

// Throw BadInput.
Step read_step(const Node& node, const Model& model);
void check_column_value(const Node& value, const Column& column);

// That the attribute is one of the class, of a kind that the operation works on, and the value of its type.
// Throws BadInput. For operations on a label, whose class is known when the step runs.
void check_attribute(const Step& step, const Class& owner);

}  // namespace replay
