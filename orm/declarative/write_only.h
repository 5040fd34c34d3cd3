// A list too large to load: changed and queried, never held. SQLAlchemy's WriteOnlyMapped.
//
//   struct User : orm::Entity {
//     orm::WriteOnly<Post, orm::back_populates<"author">, orm::passive_deletes> posts;
//     ...
//   };
//   user.posts.add(post);                          // no SELECT, at any length
//   user.posts.select().where("title", title).all();
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "orm/attribute/write_only.h"
#include "orm/declarative/attributes.h"
#include "orm/declarative/model.h"
#include "orm/declarative/query.h"

namespace orm {

// A query of the elements of one list.
template <class Target>
class ElementQuery {
 public:
  explicit ElementQuery(ListSlot& slot) : slot_(slot) {}

  // As Query::where.
  ElementQuery& where(std::string_view column, Cell value) {
    conditions_.emplace_back(std::string(column), value);
    return *this;
  }
  std::vector<Target*> all() const {
    const std::vector<Entity*> found = select_write_only(slot_, conditions_);
    std::vector<Target*> objects;
    objects.reserve(found.size());
    for (Entity* object : found) objects.push_back(static_cast<Target*>(object));
    return objects;
  }

 private:
  ListSlot& slot_;
  std::vector<Condition> conditions_;
};

// Options: as of Many. Deleting the owner needs passive_deletes: what it holds is left to the database (ON DELETE).
// Read as a list, through a Property or a handle, it throws LoadRefused.
template <class Target, class... Options>
class WriteOnly : ListSlot {
 public:
  WriteOnly() = default;
  WriteOnly(const WriteOnly&) = delete;
  WriteOnly& operator=(const WriteOnly&) = delete;

  void add(Target& value) { add_to_write_only(*this, value); }
  void add_all(std::span<Target* const> values) {
    for (Target* value : values) add(*value);
  }
  // Whether it was in the list is not asked: the flush clears its key or link.
  void remove(Target& value) { remove_from_write_only(*this, value); }
  ElementQuery<Target> select() { return ElementQuery<Target>(*this); }

 private:
  template <class, class>
  friend struct MemberTraits;
};

template <class Object, class To, class... Options>
struct MemberTraits<Object, WriteOnly<To, Options...>> {
  static constexpr bool is_mapped = true;
  static constexpr SlotKind kind = SlotKind::list;
  using WriteOnly = std::true_type;
  using Target = To;
  using OptionList = std::tuple<Options...>;
};

}  // namespace orm
