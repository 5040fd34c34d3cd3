// Runtime attributes by name: the only way to a relationship that configure() inferred, and a second way to a declared
// one. Same slots and same code as the members of attributes.h.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "orm/attribute/sync.h"
#include "orm/attribute/write_only.h"
#include "orm/instance/list_view.h"
#include "orm/loading/committed.h"
#include "orm/mapping/registry.h"

namespace orm {

// A relationship of a configured registry, as a place in objects of its class. Valid as long as the registry.
class AttributeHandle {
 public:
  AttributeHandle() = default;
  // Throws NotConfigured before configure(), NotMapped when there is no such relationship.
  AttributeHandle(const Registry& registry, std::string_view class_name, std::string_view name)
      : relationship_(&registry.relationship(class_name, name)), offset_(relationship_->offset) {}

  const Relationship& relationship() const noexcept { return *relationship_; }

 protected:
  // Throws TypeMismatch unless the relationship is a list or a scalar, as wanted, from and to mappers of these C++
  // types (type_index), of which several may share one.
  void check(std::size_t owner, std::size_t target, std::string_view target_name, bool uselist) const;

  const Relationship* relationship_ = nullptr;
  std::uint16_t offset_ = 0;
};

template <class Owner, class Target, bool Uselist>
class TypedHandle : public AttributeHandle {
 public:
  TypedHandle() = default;
  TypedHandle(const Registry& registry, std::string_view name) : AttributeHandle(registry, type_name<Owner>(), name) {
    check(type_index<Owner>(), type_index<Target>(), type_name<Target>(), Uselist);
  }

 protected:
  auto& slot(Owner& object) const {
    return slot_at<std::conditional_t<Uselist, ListSlot, ScalarSlot>>(object, this->offset_);
  }
};

// A scalar of Owner that refers to Target, at the cost of a member access.
template <class Owner, class Target>
class ScalarHandle : public TypedHandle<Owner, Target, false> {
 public:
  using TypedHandle<Owner, Target, false>::TypedHandle;
  Target* get(Owner& object) const {
    ScalarSlot& slot = this->slot(object);
    if (slot.has_target() && is_current(object)) [[likely]]
      return static_cast<Target*>(slot.target);
    return static_cast<Target*>(load_scalar(slot));
  }
  // As if it had been loaded (loading/committed.h).
  void set_committed_value(Owner& object, Target* value) const { orm::set_committed_value(this->slot(object), value); }
  void set(Owner& object, Target* value) const { set_scalar(this->slot(object), value); }
};

// A list of Owner with elements of class Target.
template <class Owner, class Target>
class ListHandle : public TypedHandle<Owner, Target, true> {
 public:
  using TypedHandle<Owner, Target, true>::TypedHandle;
  ListView<Target> get(Owner& object) const {
    load_list(this->slot(object));
    return ListView<Target>(this->slot(object));
  }
  // As if these had been loaded (loading/committed.h).
  void set_committed_value(Owner& object, std::span<Target* const> values) const {
    orm::set_committed_value(this->slot(object), std::vector<Entity*>(values.begin(), values.end()));
  }
  void init_collection(Owner& object) const { orm::init_collection(this->slot(object)); }
  void append_without_event(Owner& object, Target& value) const {
    orm::append_without_event(this->slot(object), value);
  }
  void append(Owner& object, Target* value) const { append_to_list(this->slot(object), value); }
  void remove(Owner& object, Target* value) const { remove_from_list(this->slot(object), value); }
  void assign(Owner& object, std::span<Target* const> values) const {
    assign_list(this->slot(object), std::vector<Entity*>(values.begin(), values.end()));
  }
};

// The same for a list that is declared as write-only (write_only.h).
template <class Owner, class Target>
class WriteOnlyHandle : public TypedHandle<Owner, Target, true> {
 public:
  using TypedHandle<Owner, Target, true>::TypedHandle;
  void add(Owner& object, Target& value) const { add_to_write_only(this->slot(object), value); }
  void remove(Owner& object, Target& value) const { remove_from_write_only(this->slot(object), value); }
  // The elements as the database has them, ordered by key: 1 SELECT, flushing first.
  std::vector<Target*> all(Owner& object) const {
    std::vector<Target*> elements;
    for (Entity* element : select_write_only(this->slot(object), {})) elements.push_back(static_cast<Target*>(element));
    return elements;
  }
};

}  // namespace orm
