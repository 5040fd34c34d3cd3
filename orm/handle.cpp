#include "orm/handle.h"

#include <fmt/format.h>

#include "orm/errors.h"

namespace orm {

void AttributeHandle::check(const Registry& registry, std::string_view owner, std::string_view target,
                            bool uselist) const {
  const std::string label = relationship_->label();
  if (!registry.mapper(owner).has_model())
    throw NotMapped(fmt::format("{} has no C++ type: declare it with map<{}>()", owner, owner));
  if (relationship_->uselist != uselist)
    throw TypeMismatch(fmt::format("{} is a {}: use a {}", label, relationship_->uselist ? "list" : "scalar",
                                   relationship_->uselist ? "ListHandle" : "ScalarHandle"));
  if (relationship_->target->name() != target)
    throw TypeMismatch(fmt::format("{} goes to {}, not to {}", label, relationship_->target->name(), target));
}

}  // namespace orm
