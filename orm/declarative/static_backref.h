// A pair of which one side is declared, the other found at compile time and stored in a member.
//
//   struct User;
//   struct Post;
//   using App = orm::schema<User, Post>;
//   struct User : App::Entity {
//     orm::Many<Post, orm::backref<"author">> posts;
//     using orm_table = orm::table<"users", &User::posts>;
//   };
//   struct Post : App::Entity {  // declares no author
//     using orm_table = orm::table<"posts", orm::foreign_key<"author_id", "users.id">>;
//   };
//   App::map(registry);
//   orm::get<"author">(post) = &user;
//
// To the mapper it is a backref like any other: configure() infers the same side, and finds a member of its name.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>

#include "orm/declarative/model.h"

namespace orm {

template <class... Classes>
struct schema;

namespace static_backref {

template <class...>
struct List {};
template <class... A, class... B>
List<A..., B...> operator+(List<A...> /*a*/, List<B...> /*b*/) {
  return {};
}

// A reverse side, as a base class of the objects that have it.
template <FixedString Name, class M>
struct Injected {
  static constexpr std::string_view name = Name.view();
  using Member = M;
  M value;
};

template <class Option>
inline constexpr bool is_secondary = false;
template <FixedString Table>
inline constexpr bool is_secondary<secondary<Table>> = true;
template <class Option>
inline constexpr bool is_remote_side = false;
template <FixedString Column>
inline constexpr bool is_remote_side<remote_side<Column>> = true;

// Whether the foreign key "users.id" is one to the table. (No find(): g++ 12 has it as no constant under sanitizers.)
consteval bool refers_to(std::string_view key, std::string_view table) {
  return key.size() > table.size() && key.substr(0, table.size()) == table && key[table.size()] == '.';
}

// Whether a scalar of Owner that goes to Target holds the key, as configure() tells it from the tables.
template <class Owner, class Target, class... Options>
consteval bool holds_key() {
  if (std::is_same_v<Owner, Target>) return (is_remote_side<Options> || ...);
  bool found = false;
  Owner::orm_table::for_each([&]<auto Attribute>() {
    if constexpr (!model::is_member<Attribute>)
      found = found || refers_to(Attribute.references, Target::orm_table::name);
  });
  return found;
}

// What one option of a relationship makes of its reverse side: nothing, unless it is a backref.
template <class Member, class Option>
struct OfOption {
  using type = List<>;
};
template <class Member, FixedString Name, FixedString RemoteSide>
struct OfOption<Member, backref<Name, RemoteSide>> {
  using type = List<Injected<Name, Member>>;
};

// The reverse side, in Target, of Owner's attribute of type Declared.
template <class Target, class Owner, class Declared>
struct OfAttribute {
  using type = List<>;
};
template <class Target, class Owner, class... Options>
struct OfAttribute<Target, Owner, Many<Target, Options...>> {
  using Reverse = std::conditional_t<(is_secondary<Options> || ...), Many<Owner>, One<Owner>>;
  using type = decltype((List<>{} + ... + typename OfOption<Reverse, Options>::type{}));
};
template <class Target, class Owner, class... Options>
struct OfAttribute<Target, Owner, One<Target, Options...>> {
  using Reverse = std::conditional_t<holds_key<Owner, Target, Options...>(), Many<Owner>, One<Owner>>;
  using type = decltype((List<>{} + ... + typename OfOption<Reverse, Options>::type{}));
};

template <auto Attribute>
struct TypeOf {
  using type = std::remove_const_t<decltype(Attribute)>;  // a foreign key's
};
template <auto Attribute>
requires model::is_member<Attribute>
struct TypeOf<Attribute> {
  using type = typename model::MemberOf<std::remove_const_t<decltype(Attribute)>>::Member;
};

// All reverse sides in Target of what Owner declares.
template <class Target, class Owner, class Table = typename Owner::orm_table>
struct OfClass;
template <class Target, class Owner, FixedString Name, auto... Attributes>
struct OfClass<Target, Owner, table<Name, Attributes...>> {
  using type =
      decltype((List<>{} + ... + typename OfAttribute<Target, Owner, typename TypeOf<Attributes>::type>::type{}));
};

// Whether T declares a member or a column of this name.
template <class T>
consteval bool declares(std::string_view name) {
  bool found = name == "id";
  T::orm_table::for_each([&]<auto Attribute>() {
    if constexpr (model::is_member<Attribute>)
      found = found || member_name<Attribute>() == name;
    else
      found = found || Attribute.column == name;
  });
  return found;
}
template <class T, class... Members>
consteval bool are_names_free(List<Members...> /*injected*/) {
  std::array<std::string_view, sizeof...(Members)> names{Members::name...};
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) == names.end() && !(declares<T>(Members::name) || ...);
}

template <class Members>
struct Bases;
template <class... Members>
struct Bases<List<Members...>> : Members... {};

}  // namespace static_backref

// The reverse sides that the schema's backrefs give to class T.
template <class T, class App>
struct injected;
template <class T, class... Classes>
struct injected<T, schema<Classes...>> {
  using Members = decltype((static_backref::List<>{} + ... + typename static_backref::OfClass<T, Classes>::type{}));
  static constexpr bool is_valid = static_backref::are_names_free<T>(Members{});
  using type = static_backref::Bases<std::conditional_t<is_valid, Members, static_backref::List<>>>;
};

// An object of class T as it is stored: what T declares, and behind it the reverse sides.
template <class T, class App>
struct stored : T, injected<T, App>::type {  // NOLINT(readability-identifier-naming): a trait, as std's
  static_assert(injected<T, App>::is_valid,
                "a backref has the name of another attribute of its class, or of another backref");
};

namespace static_backref {

// The declared member of that name, or nullptr.
template <FixedString Name>
constexpr std::nullptr_t find_declared() {
  return nullptr;
}
template <FixedString Name, auto First, auto... Others>
constexpr auto find_declared() {
  if constexpr (model::is_member<First>) {
    if constexpr (member_name<First>() == Name.view())
      return First;
    else
      return find_declared<Name, Others...>();
  } else {
    return find_declared<Name, Others...>();
  }
}
template <FixedString Name, FixedString Table, auto... Attributes>
constexpr auto find_in(table<Table, Attributes...>* /*declared*/) {
  return find_declared<Name, Attributes...>();
}
template <class T, FixedString Name>
inline constexpr auto declared = find_in<Name>(static_cast<typename T::orm_table*>(nullptr));
template <class T, FixedString Name>
inline constexpr bool is_declared =
    !std::is_same_v<decltype(find_in<Name>(static_cast<typename T::orm_table*>(nullptr))), std::nullptr_t>;

// Of the base that has that name.
template <FixedString Name, class Member>
Member& value_of(Injected<Name, Member>& injected) {
  return injected.value;
}
template <class T, FixedString Name>
inline constexpr bool is_injected = requires(stored<T, typename T::orm_schema>& object) {
  static_backref::value_of<Name>(object);
};

template <class Stored, class M>
ModelType::Member place_of() {
  typename M::Member Stored::*place = &M::value;
  return {std::string(M::name), MemberTraits<Stored, typename M::Member>::kind, member_offset(place)};
}
template <class Stored, class... Members>
void add_places(ModelType& type, List<Members...> /*injected*/) {
  (type.members.push_back(place_of<Stored, Members>()), ...);
}

template <class T, class App>
ModelType stored_type() {
  using Stored = stored<T, App>;
  ModelType type = model_type<T>();  // T comes first in a Stored: its members keep their places
  type.size = sizeof(Stored);
  type.construct = [](void* memory) { new (memory) Stored; };
  if constexpr (!std::is_trivially_destructible_v<Stored>)
    type.destroy = [](void* object) { static_cast<Stored*>(object)->~Stored(); };
  add_places<Stored>(type, typename injected<T, App>::Members{});
  return type;
}

// Whether every backref of class T goes to a class that can hold its reverse side.
template <class T, class... Classes>
consteval bool stays_within() {
  bool stays = true;
  T::orm_table::for_each([&]<auto Attribute>() {
    if constexpr (model::is_member<Attribute>) {
      using Traits = model::TraitsOf<Attribute>;
      if constexpr (Traits::kind != SlotKind::text)
        stays = stays && (std::is_same_v<typename Traits::Target, Classes> || ...);
    }
  });
  return stays;
}

}  // namespace static_backref

// Whether an object of class T has an attribute of that name, declared or found.
template <class T, FixedString Name>
inline constexpr bool has_attribute = static_backref::is_declared<T, Name> || static_backref::is_injected<T, Name>;

// The attribute of that name: a member of its class, or the reverse side of a backref. At the cost of a member access.
// REQUIRES: the object was made by a session.
template <FixedString Name, class T>
auto& get(T& object) {
  if constexpr (static_backref::is_declared<T, Name>) {
    return object.*static_backref::declared<T, Name>;
  } else {
    static_assert(static_backref::is_injected<T, Name>,
                  "neither the class nor a backref of its schema has an attribute of this name");
    return static_backref::value_of<Name>(static_cast<stored<T, typename T::orm_schema>&>(object));
  }
}

// The classes among which backrefs are resolved. Each derives from the schema's Entity.
template <class... Classes>
struct schema {  // NOLINT(readability-identifier-naming): the field's term
  struct Entity : orm::Entity {
    using orm_schema = schema;
  };
  static void map(Registry& registry) {
    static_assert((static_backref::stays_within<Classes, Classes...>() && ...),
                  "a relationship goes to a class that is not in the schema");
    (orm::map<Classes>(registry, static_backref::stored_type<Classes, schema>()), ...);
  }
};

}  // namespace orm
