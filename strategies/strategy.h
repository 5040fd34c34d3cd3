// What a mapping strategy is: a declaration of classes, and what a caller of it writes.
//
// A strategy has a name, a few words for the reader, and for each relation a nested struct (OneToMany) that declares
// its classes and performs SQLAlchemy's operations one by one on each side. The struct is made after configure(), from
// the configured registry, and may hold what a caller of this strategy would keep at hand (a handle, say).
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <vector>

#include "orm/session.h"

namespace strategies {

// What the report prints beside a strategy's measurements.
struct Words {
  std::string_view declares;       // what the mapping states
  std::string_view in_step;        // who keeps the other side in step, and when
  std::string_view caller_writes;  // what every caller has to write and remember
  std::string_view predicts;       // the hypothesis that the measurement tests
};

template <class R>
concept RangeOf = requires(R range) {
  range.begin();
  range.end();
  { range.size() } -> std::convertible_to<std::size_t>;
};

// Users with posts. After any operation both sides are right in memory, by the runtime's work or by the strategy's own.
template <class R>
concept OneToManyRelation = requires(R relation, orm::Registry& registry, orm::Session& session, typename R::User& user,
                                     typename R::Post& post, typename R::User* author) {
  requires std::derived_from<typename R::User, orm::Entity>;
  requires std::derived_from<typename R::Post, orm::Entity>;
  R::declare(registry);
  requires std::constructible_from<R, const orm::Registry&>;

  // Loading all users with their posts, so that both directions can be walked without further SQL.
  { relation.load_lazy(session) } -> std::same_as<std::vector<typename R::User*>>;      // a SELECT a user
  { relation.load_selectin(session) } -> std::same_as<std::vector<typename R::User*>>;  // a SELECT for many users

  { relation.posts(user) } -> RangeOf;  // in order, duplicates included
  { relation.author(post) } -> std::same_as<typename R::User*>;
  relation.append(user, post);          // at the end of the user's posts
  relation.remove(user, post);          // the first occurrence; the post has no author then
  relation.set_author(post, author);    // null: no author
  relation.remove_user(session, user);  // delete the user and its posts at the flush
};

template <class S>
concept Strategy = requires {
  { S::name } -> std::convertible_to<std::string_view>;
  { S::words } -> std::convertible_to<Words>;
  requires OneToManyRelation<typename S::OneToMany>;
};

}  // namespace strategies
