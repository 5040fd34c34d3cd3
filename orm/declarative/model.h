// From a C++ class to descriptors: what orm::map<T>(registry) reads off T::orm_table.
#pragma once

#include <cstddef>
#include <new>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "orm/declarative/attributes.h"
#include "orm/instance/memory.h"
#include "orm/mapping/descriptors.h"
#include "orm/mapping/mapper.h"
#include "orm/mapping/reflection.h"
#include "orm/mapping/registry.h"

namespace orm {

// A foreign key column of the table; whichever relationship uses it holds its value.
//   orm::foreign_key<"author_id", "users.id">
template <FixedString Column, FixedString References>
struct ForeignKeyColumn {
  static constexpr std::string_view column = Column.view();
  static constexpr std::string_view references = References.view();
};
template <FixedString Column, FixedString References>
inline constexpr ForeignKeyColumn<Column, References> foreign_key{};  // NOLINT(readability-identifier-naming)

// A class's table: its name, then member pointers and foreign keys. The primary key "id" is Entity's own.
template <FixedString Name, auto... Attributes>
struct table {  // NOLINT(readability-identifier-naming): the field's term
  static constexpr std::string_view name = Name.view();

  // Calls f.template operator()<attribute>() for each, in order.
  template <class F>
  static constexpr void for_each(F&& f) {
    (f.template operator()<Attributes>(), ...);
  }
};

template <class Object, class Member>
struct MemberTraits {
  static constexpr bool is_mapped = false;
};
template <class Object>
struct MemberTraits<Object, Text> {
  static constexpr bool is_mapped = true;
  static constexpr SlotKind kind = SlotKind::text;
  static TextSlot& slot(Text& text) noexcept { return text; }
};
template <class Object, class To, class... Options>
struct MemberTraits<Object, One<To, Options...>> {
  static constexpr bool is_mapped = true;
  static constexpr SlotKind kind = SlotKind::scalar;
  using Target = To;
  using OptionList = std::tuple<Options...>;
};
template <class Object, class To, class... Options>
struct MemberTraits<Object, Many<To, Options...>> {
  static constexpr bool is_mapped = true;
  static constexpr SlotKind kind = SlotKind::list;
  using Target = To;
  using OptionList = std::tuple<Options...>;
};

namespace model {

template <class M>
struct MemberOf;
template <class T, class M>
struct MemberOf<M T::*> {
  using Object = T;
  using Member = M;
};
template <auto Attribute>
using TraitsOf =
    MemberTraits<typename MemberOf<decltype(Attribute)>::Object, typename MemberOf<decltype(Attribute)>::Member>;

template <auto Attribute>
inline constexpr bool is_member = std::is_member_object_pointer_v<std::remove_const_t<decltype(Attribute)>>;

template <FixedString Name>
void apply(RelationshipDescriptor& descriptor, back_populates<Name> /*option*/) {
  descriptor.back_populates = std::string(Name.view());
}
template <FixedString Name, FixedString RemoteSide>
void apply(RelationshipDescriptor& descriptor, backref<Name, RemoteSide> /*option*/) {
  descriptor.backref = std::string(Name.view());
  descriptor.backref_remote_side = std::string(RemoteSide.view());
}
template <FixedString Column>
void apply(RelationshipDescriptor& descriptor, remote_side<Column> /*option*/) {
  descriptor.remote_side = std::string(Column.view());
}
template <FixedString Table>
void apply(RelationshipDescriptor& descriptor, secondary<Table> /*option*/) {
  descriptor.secondary = std::string(Table.view());
}
template <FixedString Text>
void apply(RelationshipDescriptor& descriptor, cascade<Text> /*option*/) {
  descriptor.cascade = std::string(Text.view());
}

template <FixedString Name>
void apply(RelationshipDescriptor& descriptor, follows<Name> /*option*/) {
  descriptor.follows = std::string(Name.view());
}
inline void apply(RelationshipDescriptor& descriptor, plain_list /*option*/) { descriptor.plain_list = true; }
inline void apply(RelationshipDescriptor& descriptor, passive_deletes /*option*/) { descriptor.passive_deletes = true; }

// Whether class T has a relationship of this name.
template <class T>
consteval bool has_relationship(std::string_view name) {
  bool found = false;
  T::orm_table::for_each([&]<auto Attribute>() {
    if constexpr (is_member<Attribute>)
      if constexpr (TraitsOf<Attribute>::kind != SlotKind::text) found = found || member_name<Attribute>() == name;
  });
  return found;
}
template <class Target, class Option>
struct NamesAProperty : std::true_type {};
template <class Target, FixedString Name>
struct NamesAProperty<Target, back_populates<Name>> : std::bool_constant<has_relationship<Target>(Name.view())> {};
template <class Target, FixedString Name>
struct NamesAProperty<Target, follows<Name>> : std::bool_constant<has_relationship<Target>(Name.view())> {};

}  // namespace model

// Catches a misspelt partner where the class is registered, with one message instead of a cascade of incomplete types.
template <class T>
void check_model() {
  static_assert(std::is_base_of_v<Entity, T>, "a mapped class derives from orm::Entity");
  T::orm_table::for_each([]<auto Attribute>() {
    if constexpr (model::is_member<Attribute>) {
      using Traits = model::TraitsOf<Attribute>;
      static_assert(Traits::is_mapped, "orm_table lists a member that is not orm::Text, orm::One or orm::Many");
      if constexpr (Traits::kind != SlotKind::text) {
        []<class... Options>(std::tuple<Options...>*) {
          static_assert((model::NamesAProperty<typename Traits::Target, Options>::value && ...),
                        "back_populates or follows names a relationship that the target class does not have");
        }(static_cast<typename Traits::OptionList*>(nullptr));
      }
    }
  });
}

template <class T>
TableDescriptor table_of() {
  TableDescriptor descriptor{std::string(T::orm_table::name), {{"id", ColumnType::integer, true, {}}}};
  T::orm_table::for_each([&]<auto Attribute>() {
    if constexpr (!model::is_member<Attribute>) {
      descriptor.columns.push_back(
          {std::string(Attribute.column), ColumnType::integer, false, std::string(Attribute.references)});
    } else if constexpr (model::TraitsOf<Attribute>::kind == SlotKind::text) {
      descriptor.columns.push_back({std::string(member_name<Attribute>()), ColumnType::text, false, {}});
    }
  });
  return descriptor;
}

template <class T>
ClassDescriptor class_of() {
  ClassDescriptor descriptor{std::string(type_name<T>()), std::string(T::orm_table::name), {}};
  T::orm_table::for_each([&]<auto Attribute>() {
    if constexpr (model::is_member<Attribute>) {
      using Traits = model::TraitsOf<Attribute>;
      if constexpr (Traits::kind != SlotKind::text) {
        RelationshipDescriptor relationship;
        relationship.name = std::string(member_name<Attribute>());
        relationship.target = std::string(type_name<typename Traits::Target>());
        relationship.uselist = Traits::kind == SlotKind::list;
        relationship.write_only = requires { typename Traits::WriteOnly; };
        [&]<class... Options>(std::tuple<Options...>*) {
          (model::apply(relationship, Options{}), ...);
        }(static_cast<typename Traits::OptionList*>(nullptr));
        descriptor.relationships.push_back(std::move(relationship));
      }
    }
  });
  return descriptor;
}

template <class T>
ModelType model_type() {
  ModelType type;
  type.type = type_index<T>();
  type.size = sizeof(T);
  type.construct = [](void* memory) { new (memory) T; };
  if constexpr (!std::is_trivially_destructible_v<T>)
    type.destroy = [](void* object) { static_cast<T*>(object)->~T(); };
  T::orm_table::for_each([&]<auto Attribute>() {
    if constexpr (model::is_member<Attribute>)
      type.members.push_back(
          {std::string(member_name<Attribute>()), model::TraitsOf<Attribute>::kind, member_offset(Attribute)});
  });
  type.hydrate = [](Entity& object, const Cell* cells, Arena& arena) {
    T::orm_table::for_each([&]<auto Attribute>() {
      if constexpr (model::is_member<Attribute>) {
        using Traits = model::TraitsOf<Attribute>;
        if constexpr (Traits::kind == SlotKind::text) {
          load_text(Traits::slot(static_cast<T&>(object).*Attribute), *cells++, arena);
        }
      }
    });
  };
  return type;
}

// Declares a C++ model: its table, its class and its relationships. `stored`: of objects that hold more than the class
// declares, behind it (static_backref.h).
template <class T>
void map(Registry& registry, ModelType stored = model_type<T>()) {
  check_model<T>();
  registry.declare({table_of<T>(), class_of<T>(), std::move(stored)}, type_index<T>());
}

}  // namespace orm
