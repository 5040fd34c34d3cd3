// Where all of a mapper cannot be saved before all of a relationship is processed, and the other way round (a table
// that refers to itself), the same is done an object at a time.
#pragma once

#include "orm/flush/action_graph.h"
#include "orm/flush/unit_of_work.h"

namespace orm {

// Replaces the actions on cycles by those of single objects. Loads the parents of those that go (1 SELECT each that is
// not loaded), whose order depends on them.
void take_cycles_apart(UnitOfWork& work, ActionGraph& graph);

}  // namespace orm
