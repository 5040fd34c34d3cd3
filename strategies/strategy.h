// What a mapping strategy is: a declaration of classes, and what a caller of it writes.
//
// A strategy has a name, a few words for the reader, and for each relation a nested struct that declares its classes
// and performs SQLAlchemy's operations one by one on each side: OneToMany, and where the strategy can, OneToOne,
// SelfReferential and ManyToMany. The struct is made after configure(), from the configured registry, and may hold what
// a caller of this strategy would keep at hand (a handle, say). One that keeps objects serves one session, and is made
// again for the next.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <vector>

#include "orm/model.h"
#include "orm/session.h"
#include "strategies/parts/mapped.h"

namespace strategies {

// What the report prints beside a strategy's measurements.
struct Words {
  std::string_view declares;       // what the mapping states
  std::string_view in_step;        // who keeps the other side in step, and when
  std::string_view caller_writes;  // what every caller has to write and remember
  std::string_view predicts;       // the hypothesis that the measurement tests
};

inline void declare_post_tags(orm::Registry& registry) {
  registry.declare(orm::TableDescriptor{"post_tags",
                                        {{"post_id", orm::ColumnType::integer, true, "posts.id"},
                                         {"tag_id", orm::ColumnType::integer, true, "tags.id"}}});
}

template <class R>
concept RangeOf = requires(R range) {
  range.begin();
  range.end();
  { range.size() } -> std::convertible_to<std::size_t>;
};

template <class R>
concept Relation = std::constructible_from<R, const orm::Registry&> && requires(orm::Registry& registry) {
  R::declare(registry);
};

// After any operation both sides are right in memory, by the runtime's work or by the strategy's own, unless the
// relation says by a member `stale` that the other side is stale until the flush, and what makes it right then.
enum class Stale : std::uint8_t {
  never,
  read_again,  // by the flush of the relation's own: in the order of the keys, as it is loaded
  put_right,   // by the mapper's flush: in the order of the changes
};
template <class R>
inline constexpr Stale stale_of = [] {
  if constexpr (requires { R::stale; })
    return R::stale;
  else
    return Stale::never;
}();

// Who keeps the sides of users with posts in step, hence what becomes of a side that a caller forgets.
enum class Keeper : std::uint8_t {
  runtime,              // writing one side changes both
  caller_of_mapped,     // both sides are mapped, and the flush writes the changes of each
  caller_of_container,  // the list is the caller's own: what is appended to it is not written
  flush,                // the flush: what is set shows in the lists then, what is appended to them is undone
};
// Where it is not the runtime, the relation has a member `keeper` and, for callers who forget a side,
// set_author_alone(post, user) and append_alone(user, post).
template <class R>
inline constexpr Keeper keeper_of = [] {
  if constexpr (requires { R::keeper; })
    return R::keeper;
  else
    return Keeper::runtime;
}();

// Why a caller cannot do a piece of work on posts that stay in the database, which the relation says by a member of the
// same name; empty where one can.
template <class R>
inline constexpr std::string_view why_no_write_only = [] {  // User.posts as write-only
  if constexpr (requires { R::why_no_write_only; })
    return R::why_no_write_only;
  else
    return std::string_view();
}();
template <class R>
inline constexpr std::string_view why_no_unloaded_set = [] {  // setting the author alone
  if constexpr (requires { R::why_no_unloaded_set; })
    return R::why_no_unloaded_set;
  else
    return std::string_view();
}();

// Whether a workload's wishes for User.posts concern the relation's declaration (parts/mapped.h).
template <class R>
inline constexpr bool declares_posts = requires(orm::Registry& registry) {
  R::change_posts(registry, PostsOptions());
};

// Users with posts, of which the author is kept, and nothing else.
template <class R>
concept PostsWithAuthor = Relation<R> &&
    requires(R relation, typename R::User& user, typename R::Post& post, typename R::User* author) {
  requires std::derived_from<typename R::User, orm::Entity>;
  requires std::derived_from<typename R::Post, orm::Entity>;

  { relation.author(post) } -> std::same_as<typename R::User*>;
  relation.set_author(post, author);  // null: no author
};

// Users with posts, from both sides.
template <class R>
concept OneToManyRelation = PostsWithAuthor<R> &&
    requires(R relation, orm::Session& session, typename R::User& user, typename R::Post& post,
             const std::vector<typename R::Post*>& posts, std::int64_t id) {
  // Loading all users with their posts, so that both directions can be walked without further SQL.
  { relation.load_lazy(session) } -> std::same_as<std::vector<typename R::User*>>;      // a SELECT a user
  { relation.load_selectin(session) } -> std::same_as<std::vector<typename R::User*>>;  // a SELECT for 500 users
  { relation.load_scan(session) } -> std::same_as<std::vector<typename R::User*>>;      // a SELECT of all posts
  { relation.load_user(session, id) } -> std::same_as<typename R::User*>;  // one that exists, with its posts

  { relation.posts(user) } -> RangeOf;  // in order, duplicates included
  relation.append(user, post);          // at the end of the user's posts
  relation.remove(user, post);          // the first occurrence; the post has no author then
  relation.assign(user, posts);         // these and no others, in this order
  relation.remove_user(session, user);  // delete the user and its posts at the flush
  // With the cascade "save-update, merge" on User.posts: delete the user, its posts stay without an author.
  relation.release_user(session, user);
  // With the cascade "all, delete-orphan": the post leaves the user's posts and is deleted.
  relation.delete_orphan(session, user, post);
};

// Whether somebody keeps the lists. Where nobody does, the relation has no posts() at all; one that has them has all.
template <class R>
inline constexpr bool has_lists = requires(R relation, typename R::User& user) {
  relation.posts(user);
};

// Users with a profile each.
template <class R>
concept OneToOneRelation = Relation<R> &&
    requires(R relation, orm::Session& session, typename R::User& user, typename R::Profile& profile,
             typename R::User* owner, typename R::Profile* owned) {
  { relation.load_lazy(session) } -> std::same_as<std::vector<typename R::User*>>;
  { relation.load_selectin(session) } -> std::same_as<std::vector<typename R::User*>>;
  { relation.profile(user) } -> std::same_as<typename R::Profile*>;
  { relation.user(profile) } -> std::same_as<typename R::User*>;
  relation.set_profile(user, owned);  // the profile before has no user then, the user before no profile
  relation.set_user(profile, owner);
};

// Posts with replies, which are posts.
template <class R>
concept SelfReferentialRelation = Relation<R> &&
    requires(R relation, orm::Session& session, typename R::Post& post, typename R::Post* parent,
             const std::vector<typename R::Post*>& replies) {
  { relation.load_lazy(session) } -> std::same_as<std::vector<typename R::Post*>>;
  { relation.load_selectin(session) } -> std::same_as<std::vector<typename R::Post*>>;
  { relation.replies(post) } -> RangeOf;
  { relation.parent(post) } -> std::same_as<typename R::Post*>;
  relation.append(post, post);  // a reply
  relation.remove(post, post);
  relation.assign(post, replies);
  relation.set_parent(post, parent);
};

// Posts with tags, through post_tags. Operations on either side have the same names.
template <class R>
concept ManyToManyRelation = Relation<R> &&
    requires(R relation, orm::Session& session, typename R::Post& post, typename R::Tag& tag,
             const std::vector<typename R::Post*>& posts, const std::vector<typename R::Tag*>& tags) {
  { relation.load_lazy(session) } -> std::same_as<PostsAndTags<typename R::Post, typename R::Tag>>;
  { relation.load_selectin(session) } -> std::same_as<PostsAndTags<typename R::Post, typename R::Tag>>;
  { relation.tags(post) } -> RangeOf;
  { relation.posts(tag) } -> RangeOf;
  relation.append(post, tag);
  relation.append(tag, post);
  relation.remove(post, tag);
  relation.remove(tag, post);
  relation.assign(post, tags);
  relation.assign(tag, posts);
  relation.flush(session);  // with what a caller must do after it
};

// Which kind of list holds a user's posts: the runtime's, with removal in O(1), or a plain one that is searched. A
// factor of its own: strategies that differ in it are not compared without saying so. A strategy that has a plain list
// says so by a member `list`.
enum class List : std::uint8_t { none, indexed, plain };
template <class S>
inline constexpr List list_of = [] {
  if constexpr (requires { S::list; })
    return S::list;
  else
    return has_lists<typename S::OneToMany> ? List::indexed : List::none;
}();

template <class S>
concept Strategy = requires {
  { S::name } -> std::convertible_to<std::string_view>;
  { S::words } -> std::convertible_to<Words>;
  requires PostsWithAuthor<typename S::OneToMany>;
  requires !has_lists<typename S::OneToMany> || OneToManyRelation<typename S::OneToMany>;
};

// The other relations are a strategy's choice. Where it has one, the struct is complete.
template <class S>
inline constexpr bool has_one_to_one = requires {
  typename S::OneToOne;
};
template <class S>
inline constexpr bool has_self_referential = requires {
  typename S::SelfReferential;
};
template <class S>
inline constexpr bool has_many_to_many = requires {
  typename S::ManyToMany;
};

// Where a collection is mapped, a query can load it in its own SELECT or by a subquery.
template <class R>
inline constexpr bool maps_collection = requires(R relation, orm::Session& session) {
  { relation.load_joined(session) } -> std::same_as<std::vector<typename R::User*>>;
  { relation.load_subquery(session) } -> std::same_as<std::vector<typename R::User*>>;
};

template <class S>
concept StrategyOfAllRelations =
    Strategy<S> && OneToManyRelation<typename S::OneToMany> && OneToOneRelation<typename S::OneToOne> &&
    SelfReferentialRelation<typename S::SelfReferential> && ManyToManyRelation<typename S::ManyToMany>;

}  // namespace strategies
