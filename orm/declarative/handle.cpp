#include "orm/declarative/handle.h"

#include <fmt/format.h>

#include "orm/instance/errors.h"

namespace orm {

void AttributeHandle::check(std::size_t owner, std::size_t target, std::string_view target_name, bool uselist) const {
  const std::string label = relationship_->label();
  const Mapper& mapper = *relationship_->owner;
  if (!mapper.has_model() || mapper.model().type != owner)
    throw NotMapped(fmt::format("{} has no C++ type: declare it with map<{}>()", mapper.name(), mapper.name()));
  if (relationship_->uselist != uselist)
    throw TypeMismatch(fmt::format("{} is a {}: use a {}", label, relationship_->uselist ? "list" : "scalar",
                                   relationship_->uselist ? "ListHandle" : "ScalarHandle"));
  if (!relationship_->target->has_model() || relationship_->target->model().type != target)
    throw TypeMismatch(fmt::format("{} goes to {}, not to {}", label, relationship_->target->name(), target_name));
}

}  // namespace orm
