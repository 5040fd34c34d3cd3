// From the relationships that have something to do to actions in order, and on to rows.
#pragma once

#include "orm/flush/action_graph.h"
#include "orm/flush/unit_of_work.h"

namespace orm {

// Writes what takes part, level by level: rows of objects, keys that follow, link rows. REQUIRES: the work is prepared.
// Throws CircularDependency once nothing else is left to write; BackendErrors, StaleData, NullInCollection,
// TypeMismatch, FlushError for an object without a row that would be deleted.
void run_actions(UnitOfWork& work);

}  // namespace orm
