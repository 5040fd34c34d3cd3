// The attribute types of a model: Text, One and Many.
//
//   struct User : orm::Entity {
//     orm::Text name, email;
//     orm::Many<Post, orm::back_populates<"author">> posts;
//     using orm_table = orm::table<"users", &User::name, &User::email, &User::posts>;
//   };
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "orm/attribute/sync.h"
#include "orm/instance/list_view.h"
#include "orm/instance/slots.h"
#include "orm/loading/committed.h"
#include "orm/mapping/reflection.h"

namespace orm {

// What a relationship may say of itself, as arguments of One and Many. SQLAlchemy's names.
template <FixedString Name>
struct back_populates {  // NOLINT(readability-identifier-naming): the field's term
  static constexpr std::string_view name = Name.view();
};
// The remote side is the inferred property's, "nodes.id" for the many-to-one side of a pair within one table.
template <FixedString Name, FixedString RemoteSide = "">
struct backref {  // NOLINT(readability-identifier-naming): the field's term
  static constexpr std::string_view name = Name.view();
};
// "nodes.id": on the many-to-one side of a pair within one table, where the foreign key alone does not tell the sides
// apart.
template <FixedString Column>
struct remote_side {  // NOLINT(readability-identifier-naming): the field's term
  static constexpr std::string_view column = Column.view();
};
// The link table of a many-to-many: "post_tags", declared as data with Registry::declare(TableDescriptor).
template <FixedString Table>
struct secondary {  // NOLINT(readability-identifier-naming): the field's term
  static constexpr std::string_view table = Table.view();
};
template <FixedString Text>
struct cascade {  // NOLINT(readability-identifier-naming): the field's term
  static constexpr std::string_view text = Text.view();
};

// The side that is not written: it holds what the target's relationship of this name says, as of the last flush.
template <FixedString Name>
struct follows {  // NOLINT(readability-identifier-naming): beside back_populates
  static constexpr std::string_view name = Name.view();
};
// A list without an index: removal searches it and closes the gap, as SQLAlchemy's list does. Linear in its length.
struct plain_list {};  // NOLINT(readability-identifier-naming): the field's term

struct passive_deletes {};  // NOLINT(readability-identifier-naming): the field's term

// A text column. Reading an expired one reloads the object's columns (1 SELECT); setting never loads.
class Text : TextSlot {
 public:
  Text() = default;
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  // Valid until the object is expired or the session closes. An absent value (SQL NULL) reads as empty.
  std::string_view view() {
    load_columns(*this);
    return {data, data != nullptr ? size : 0};
  }
  operator std::string_view() { return view(); }  // NOLINT(google-explicit-constructor): a text is its characters
  bool is_null() {
    load_columns(*this);
    return data == nullptr;
  }
  Text& operator=(std::string_view text) {
    set_text(*this, text);
    return *this;
  }
  Text& operator=(std::nullopt_t) {
    set_text(*this, std::nullopt);
    return *this;
  }

 private:
  template <class, class>
  friend struct MemberTraits;
};

// The scalar side of a pair, which holds the foreign key.
// get: no SELECT when the key is null or its target is in the identity map, otherwise 1. set: never loads.
template <class Target, class... Options>
class One : ScalarSlot {
 public:
  One() = default;
  One(const One&) = delete;
  One& operator=(const One&) = delete;

  Target* get() {
    if (has_target() && is_current(*owner_of<ScalarSlot>(*this))) [[likely]]
      return static_cast<Target*>(target);
    return static_cast<Target*>(load_scalar(*this));
  }
  operator Target*() { return get(); }  // NOLINT(google-explicit-constructor): a reference is its target
  Target* operator->() { return get(); }
  // As if it had been loaded (loading/committed.h).
  void set_committed_value(Target* value) { orm::set_committed_value(*this, value); }
  One& operator=(Target* value) {
    set_scalar(*this, value);
    return *this;
  }

 private:
  template <class, class>
  friend struct MemberTraits;
};

// The list side of a pair: ordered, duplicates and null allowed. The first touch of an unloaded list loads it (1
// SELECT).
template <class Target, class... Options>
class Many : ListSlot {
 public:
  using iterator = ListIterator<Target>;

  Many() = default;
  Many(const Many&) = delete;
  Many& operator=(const Many&) = delete;

  void append(Target* value) { append_to_list(*this, value); }
  void append(Target& value) { append_to_list(*this, &value); }
  void remove(Target* value) { remove_from_list(*this, value); }  // the first occurrence; throws ValueNotInCollection
  void remove(Target& value) { remove_from_list(*this, &value); }
  void assign(std::span<Target* const> values) {
    assign_list(*this, std::vector<Entity*>(values.begin(), values.end()));
  }
  void clear() { assign_list(*this, {}); }
  // As if these had been loaded (loading/committed.h).
  void set_committed_value(std::span<Target* const> values) {
    const std::vector<Entity*> objects(values.begin(), values.end());
    orm::set_committed_value(*this, objects);
  }
  void init_collection() { orm::init_collection(*this); }
  void append_without_event(Target& value) { orm::append_without_event(*this, value); }

  std::size_t size() { return loaded().live; }
  bool empty() { return size() == 0; }
  bool contains(const Target* value) { return list_contains(*this, value); }
  // Valid until the list changes.
  iterator begin() { return ListIterator<Target>(loaded()); }
  std::default_sentinel_t end() const noexcept { return {}; }

 private:
  ListSlot& loaded() {
    if (!is_loaded() || !is_current(*owner_of<ListSlot>(*this))) [[unlikely]]
      load_list(*this);
    return *this;
  }
  template <class, class>
  friend struct MemberTraits;
};

}  // namespace orm
