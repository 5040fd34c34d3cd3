// Whether the objects of a flush can be written in some order.
#pragma once

#include <vector>

#include "orm/dependencies.h"

namespace orm {

// Throws CircularDependency when objects of a class that refers to itself are each other's parents, by the lists and
// scalars that the flush looks at: their present and their old values. Keys that were set by hand do not count.
void refuse_cycles(SessionState& session, const std::vector<ChangedSide>& changed);

}  // namespace orm
