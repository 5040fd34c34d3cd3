// Whether the objects of a flush can be written in some order.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "orm/flush/dependencies.h"

namespace orm {

// Objects of a class that refers to itself, of which each waits for another to be written.
struct Cycle {
  std::unordered_set<const Entity*> objects;
  std::string message;

  bool is_found() const noexcept { return !objects.empty(); }
};

// Whether objects are each other's parents, by the lists and scalars that the flush looks at: their present and their
// old values. Keys that were set by hand do not count.
Cycle find_cycle(SessionState& session, const std::vector<ChangedSide>& changed);

}  // namespace orm
