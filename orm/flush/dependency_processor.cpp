#include "orm/flush/dependency_processor.h"

namespace orm {

bool DependencyProcessor::has_changes(UnitOfWork& work, const Relationship& relationship, const Objects& owners,
                                      bool goes) const {
  for (Entity* owner : owners)
    if (has_history(work, relationship, *owner, goes)) return true;
  return !owners.empty() && relationship.owner != relationship.target && work.has(*relationship.target);
}

const DependencyProcessor& processor_of(const Relationship& relationship) {
  switch (relationship.direction) {
    case Direction::one_to_many:
      return one_to_many_processor;
    case Direction::many_to_one:
      return many_to_one_processor;
    default:
      return many_to_many_processor;
  }
}

}  // namespace orm
