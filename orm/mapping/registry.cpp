#include "orm/mapping/registry.h"

#include <fmt/format.h>

#include <atomic>

#include "orm/instance/errors.h"
#include "orm/mapping/configuration.h"

namespace orm {

std::size_t next_type_index() noexcept {
  static std::atomic<std::size_t> next{0};
  return next++;
}

void Registry::declare(TableDescriptor table) {
  const std::string name = table.name;
  if (!tables_.try_emplace(name, std::move(table)).second)
    throw MappingError(fmt::format("table '{}' is declared twice in this registry", name));
}

void Registry::declare(ClassDescriptor entity) {
  if (state_ != ConfigureState::declared)
    throw MappingError(fmt::format("class {} is declared after configure(): declare all classes first", entity.name));
  if (!index_of_class_.try_emplace(entity.name, classes_.size()).second)
    throw MappingError(fmt::format("class {} is declared twice in this registry", entity.name));
  classes_.push_back(std::move(entity));
}

void Registry::declare(Declaration declaration) {
  const std::string name = declaration.entity.name;
  declare(std::move(declaration.table));
  declare(std::move(declaration.entity));
  if (declaration.model.size != 0) models_.emplace(name, std::move(declaration.model));
}

void Registry::declare(Declaration declaration, std::size_t type) {
  if (class_of_type_.size() <= type) class_of_type_.resize(type + 1);
  const std::string name = declaration.entity.name;
  declare(std::move(declaration));
  class_of_type_[type] = name;
}

std::vector<Declaration> Registry::declarations() const {
  std::vector<Declaration> declarations;
  for (const ClassDescriptor& entity : classes_) {
    const auto table = tables_.find(entity.table);
    const auto model = models_.find(entity.name);
    declarations.push_back({table != tables_.end() ? table->second : TableDescriptor{entity.table, {}}, entity,
                            model != models_.end() ? model->second : ModelType{}});
  }
  return declarations;
}

ClassDescriptor& Registry::described(std::string_view class_name) {
  if (state_ != ConfigureState::declared)
    throw MappingError(fmt::format("class {} is changed after configure(): change it before", class_name));
  const auto found = index_of_class_.find(class_name);
  if (found == index_of_class_.end())
    throw NotMapped(
        fmt::format("there is no class {} in this registry: declare it with map<{}>()", class_name, class_name));
  return classes_[found->second];
}

void Registry::configure() {
  if (state_ == ConfigureState::done) return;
  if (state_ == ConfigureState::failed)
    throw ConfigureFailedBefore(
        fmt::format("an earlier configure() of this registry failed, and must be fixed first: {}", failure_));
  try {
    Configuration(*this).run();
  } catch (const MappingError& error) {
    state_ = ConfigureState::failed;
    failure_ = error.what();
    throw;
  }
  mapper_of_type_.resize(class_of_type_.size());
  for (std::size_t type = 0; type < class_of_type_.size(); ++type)
    if (!class_of_type_[type].empty()) mapper_of_type_[type] = mapper_of_class_.at(class_of_type_[type]);
  state_ = ConfigureState::done;
}

void Registry::require_configured(std::string_view wanted) const {
  if (state_ != ConfigureState::done)
    throw NotConfigured(fmt::format("{} was asked for before configure(): call Registry::configure() first", wanted));
}

void Registry::require_sessions() const {
  if (has_sessions_.load(std::memory_order_relaxed)) return;
  if (!is_configured())
    throw NotConfigured("a session was opened before configure(): call Registry::configure() first");
  for (const auto& mapper : mappers_) check_supported(*mapper);
  has_sessions_ = true;
}

const Mapper& Registry::mapper(std::string_view class_name) const {
  require_configured(class_name);
  const auto found = mapper_of_class_.find(class_name);
  if (found == mapper_of_class_.end())
    throw NotMapped(
        fmt::format("there is no class {} in this registry: declare it with map<{}>()", class_name, class_name));
  return *found->second;
}

const Mapper& Registry::mapper_of_type(std::size_t type, std::string_view name) const {
  if (type < mapper_of_type_.size() && mapper_of_type_[type] != nullptr) [[likely]]
    return *mapper_of_type_[type];
  require_configured(name);
  throw NotMapped(fmt::format("there is no class {} in this registry: declare it with map<{}>()", name, name));
}

const Relationship& Registry::relationship(std::string_view class_name, std::string_view name) const {
  require_configured(fmt::format("{}.{}", class_name, name));
  if (const Relationship* found = mapper(class_name).find_relationship(name)) return *found;
  throw NotMapped(fmt::format("{} has no relationship '{}': declare it, or name it in a backref of the other side",
                              class_name, name));
}

}  // namespace orm
