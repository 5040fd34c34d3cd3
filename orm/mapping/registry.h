// The set of mappers that are configured together.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orm/mapping/descriptors.h"
#include "orm/mapping/mapper.h"
#include "orm/mapping/reflection.h"

namespace orm {

// A class as it was declared: its table, its relationships, and its C++ type; `model.size` is 0 when it has none.
struct Declaration {
  TableDescriptor table;
  ClassDescriptor entity;
  ModelType model;
};

// Usage: declare everything, configure() once, then open sessions. Declarations may come in any order.
class Registry {
 public:
  Registry() = default;
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // Declares from data; C++ models by orm::map<T>(registry) (model.h). Throws MappingError for a second table or class
  // of the same name.
  void declare(TableDescriptor table);
  void declare(ClassDescriptor entity);
  // A class with its C++ type under the names that the declaration gives; several may share one type. Objects are made
  // and found by the class's name, not by the type.
  void declare(Declaration declaration);
  // The same for a class that is found by its C++ type too.
  void declare(Declaration declaration, std::size_t type);
  // All classes with their tables, in the order of their declaration.
  std::vector<Declaration> declarations() const;
  // The declaration of a class, to complete or change before configure(): relationships that are decided at run time.
  // Throws NotMapped when there is no such class, MappingError after configure().
  ClassDescriptor& described(std::string_view class_name);

  // Resolves foreign keys, directions, pairs and backrefs, and validates them. Throws a MappingError that names both
  // classes, both attributes and the remedy; a later call then throws ConfigureFailedBefore. A call after success does
  // nothing.
  void configure();
  bool is_configured() const noexcept { return state_ == ConfigureState::done; }

  // Below, REQUIRES configure(): otherwise NotConfigured. Throws NotMapped for what is not there.
  const Mapper& mapper(std::string_view class_name) const;
  template <class T>
  const Mapper& mapper() const {
    return mapper_of_type(type_index<T>(), type_name<T>());
  }
  const Relationship& relationship(std::string_view class_name, std::string_view name) const;
  std::span<const std::unique_ptr<Mapper>> mappers() const noexcept { return mappers_; }
  bool has_followers() const noexcept { return has_followers_; }  // whether any side follows another
  // Throws NotConfigured before configure(), MappingError for what a session cannot keep.
  void require_sessions() const;

 private:
  friend class Configuration;
  enum class ConfigureState : std::uint8_t { declared, done, failed };

  const Mapper& mapper_of_type(std::size_t type, std::string_view name) const;
  void require_configured(std::string_view wanted) const;

  ConfigureState state_ = ConfigureState::declared;
  std::string failure_;
  std::map<std::string, TableDescriptor, std::less<>> tables_;
  std::vector<ClassDescriptor> classes_;
  std::map<std::string, std::size_t, std::less<>> index_of_class_;  // in classes_
  std::map<std::string, ModelType, std::less<>> models_;
  std::vector<std::string> class_of_type_;  // by type_index
  std::vector<std::unique_ptr<Mapper>> mappers_;
  bool has_followers_ = false;
  std::map<std::string, Mapper*, std::less<>> mapper_of_class_;
  std::vector<const Mapper*> mapper_of_type_;      // by type_index
  mutable std::atomic<bool> has_sessions_{false};  // is fit for them, which was checked
};

}  // namespace orm
