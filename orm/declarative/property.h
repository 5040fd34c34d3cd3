// Any attribute of a mapped class by its name, without its C++ type: the interface of tools that know a model only at
// run time. Same slots and same code as typed members (attributes.h) and handles (handle.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "orm/mapping/registry.h"

namespace orm {

class Property {
 public:
  enum class Kind : std::uint8_t {
    key,          // the primary key
    text,         // a text column
    foreign_key,  // an integer column that refers to another row; independent of the relationship that writes it
    scalar,       // a relationship to at most one object
    list,         // a relationship to many objects
  };

  // Valid as long as the registry. Throws NotConfigured before configure(), NotMapped when there is no such attribute.
  Property(const Registry& registry, std::string_view class_name, std::string_view name);

  Kind kind() const noexcept { return kind_; }
  const std::string& name() const noexcept { return name_; }
  bool is_column() const noexcept { return kind_ != Kind::scalar && kind_ != Kind::list; }
  const Relationship* relationship() const noexcept { return relationship_; }  // null for a column

  // Below, REQUIRES: the object is of this class and was made by a session.

  // Whether reading would need no SQL and no default: the attribute has a value. Never loads.
  bool is_loaded(const Entity& object) const;

  // Columns. The cell is valid until the object is expired or the session closes.
  Cell column(Entity& object) const;                         // loads: at most 1 SELECT (+ autoflush)
  Cell peek_column(const Entity& object) const;              // REQUIRES is_loaded
  void set_column(Entity& object, const Cell& value) const;  // never loads; REQUIRES kind text or foreign_key

  // Scalars.
  Entity* get(Entity& object) const;
  Entity* peek(const Entity& object) const;  // REQUIRES is_loaded
  void set(Entity& object, Entity* value) const;

  // Lists, in order, duplicates and null included.
  std::vector<Entity*> elements(Entity& object) const;
  std::vector<Entity*> peek_elements(const Entity& object) const;  // REQUIRES is_loaded
  void append(Entity& object, Entity* value) const;
  void remove(Entity& object, Entity* value) const;  // throws ValueNotInCollection
  void assign(Entity& object, const std::vector<Entity*>& values) const;
  bool contains(Entity& object, const Entity* value) const;
  std::size_t count(Entity& object) const;

 private:
  Kind kind_ = Kind::text;
  std::string name_;
  const Relationship* relationship_ = nullptr;
  std::uint16_t offset_ = 0;
};

}  // namespace orm
