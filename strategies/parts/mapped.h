// What callers of every strategy do alike that maps both sides of a relation: loading, and deleting by cascade.
//
// R is the relation's own struct (CRTP), whose accessors say how an attribute is reached: a member, or a handle. Where
// a strategy does otherwise, its own function of the same name hides the one here.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "orm/handle.h"
#include "orm/session.h"
#include "strategies/parts/comments.h"

namespace strategies {

// What a workload may ask of User.posts, where that is declared: `cascade` replaces the strategy's, unless it is empty.
struct PostsOptions {
  std::string_view cascade = {};
  bool write_only = false;
};

// What a query takes that asks for what belongs to these.
template <class T>
std::vector<std::int64_t> ids_of(const std::vector<T*>& objects) {
  std::vector<std::int64_t> ids;
  for (const T* object : objects) ids.push_back(object->id());
  return ids;
}

template <class R>
class MapsPosts {
 public:
  // After R::declare(registry), before configure().
  static void change_posts(orm::Registry& registry, const PostsOptions& options) {
    for (orm::RelationshipDescriptor& relationship : registry.described("User").relationships) {
      if (relationship.name != "posts") continue;
      if (options.write_only) relationship.write_only = relationship.passive_deletes = true;
      if (!options.cascade.empty()) relationship.cascade = options.cascade;
    }
  }
  explicit MapsPosts(const orm::Registry& configured)
      : configured_(&configured), list_of_posts_(configured, "User", "posts") {}

  auto load_lazy(orm::Session& session) {
    auto users = session.query<typename R::User>().all();
    for (auto* user : users) self().posts(*user).size();  // the first touch loads the list
    return users;
  }
  auto load_selectin(orm::Session& session) {
    return session.query<typename R::User>().options(orm::selectinload(list_of_posts_)).all();
  }
  auto load_joined(orm::Session& session) {
    return session.query<typename R::User>().options(orm::joinedload(list_of_posts_)).all();
  }
  auto load_subquery(orm::Session& session) {
    return session.query<typename R::User>().options(orm::subqueryload(list_of_posts_)).all();
  }
  // All posts by one SELECT. What was read is put into both sides as a load does it: nothing counts as changed.
  auto load_scan(orm::Session& session) {
    auto users = session.query<typename R::User>().all();
    const orm::ListHandle<typename R::User, typename R::Post> list(*configured_, "posts");
    for (auto* user : users) list.init_collection(*user);
    for (auto* post : session.query<typename R::Post>().all())
      if (auto* user = self().author(*post)) list.append_without_event(*user, *post);
    return users;
  }
  auto load_user(orm::Session& session, std::int64_t id) {
    auto* user = session.get<typename R::User>(id);
    self().posts(*user).size();
    return user;
  }
  // Of a User.posts that is declared as write-only.
  auto write_only_posts() const {
    return orm::WriteOnlyHandle<typename R::User, typename R::Post>(*configured_, "posts");
  }
  // A second collection, of comments, and the handle to it once that is configured. A comment has the C++ type of a
  // post.
  static void declare_comments(orm::Registry& registry) { strategies::declare_comments(registry); }
  auto comments() const { return orm::ListHandle<typename R::User, typename R::Post>(*configured_, "comments"); }
  const orm::AttributeHandle& list_of_posts() const noexcept { return list_of_posts_; }

  template <class User>
  void remove_user(orm::Session& session, User& user) {
    session.remove(user);
  }
  template <class User>
  void release_user(orm::Session& session, User& user) {
    session.remove(user);
  }
  template <class User, class Post>
  void delete_orphan(orm::Session& /*session*/, User& user, Post& post) {
    self().remove(user, post);
  }

 private:
  R& self() noexcept { return static_cast<R&>(*this); }

  const orm::Registry* configured_;
  orm::AttributeHandle list_of_posts_;
};

template <class R>
class MapsProfile {
 public:
  explicit MapsProfile(const orm::Registry& configured) : profile_of_user_(configured, "User", "profile") {}

  auto load_lazy(orm::Session& session) {
    auto users = session.query<typename R::User>().all();
    for (auto* user : users) static_cast<R&>(*this).profile(*user);  // the first touch loads it
    return users;
  }
  auto load_selectin(orm::Session& session) {
    return session.query<typename R::User>().options(orm::selectinload(profile_of_user_)).all();
  }

 private:
  orm::AttributeHandle profile_of_user_;
};

template <class R>
class MapsReplies {
 public:
  explicit MapsReplies(const orm::Registry& configured) : list_of_replies_(configured, "Post", "replies") {}

  auto load_lazy(orm::Session& session) {
    auto posts = session.query<typename R::Post>().all();
    for (auto* post : posts) static_cast<R&>(*this).replies(*post).size();  // the first touch loads the list
    return posts;
  }
  auto load_selectin(orm::Session& session) {
    return session.query<typename R::Post>().options(orm::selectinload(list_of_replies_)).all();
  }

 private:
  orm::AttributeHandle list_of_replies_;
};

template <class Post, class Tag>
struct PostsAndTags {
  std::vector<Post*> posts;
  std::vector<Tag*> tags;
};

template <class R>
class MapsLinks {
 public:
  explicit MapsLinks(const orm::Registry& configured)
      : list_of_tags_(configured, "Post", "tags"), list_of_posts_(configured, "Tag", "posts") {}

  auto load_lazy(orm::Session& session) {
    PostsAndTags<typename R::Post, typename R::Tag> loaded{session.query<typename R::Post>().all(),
                                                           session.query<typename R::Tag>().all()};
    for (auto* post : loaded.posts) self().tags(*post).size();  // the first touch loads the list
    for (auto* tag : loaded.tags) self().posts(*tag).size();
    return loaded;
  }
  auto load_selectin(orm::Session& session) {
    return PostsAndTags<typename R::Post, typename R::Tag>{
        session.query<typename R::Post>().options(orm::selectinload(list_of_tags_)).all(),
        session.query<typename R::Tag>().options(orm::selectinload(list_of_posts_)).all()};
  }
  void flush(orm::Session& session) { session.flush(); }

 private:
  R& self() noexcept { return static_cast<R&>(*this); }

  orm::AttributeHandle list_of_tags_, list_of_posts_;
};

}  // namespace strategies
