// Who keeps a user's posts, and how: what differs between the hand-written rows. The author is kept by all of them.
#pragma once

#include <string_view>
#include <vector>

#include "bench/hand_written/changes.h"
#include "bench/hand_written/graph_objects.h"

namespace bench::hand_written {

// Both sides by one function, each list in order with O(1) removal; the author's change is recorded.
struct BothSides {
  static constexpr bool kHasLists = true;
  static constexpr bool kMapsLists = true;  // its strategies load lists in all ways
  static constexpr bool kSetsLists = false;
  static constexpr std::string_view list = "indexed";

  static void put(User& user, Post& post, Changes& /*changes*/, orm::ElementArrays& arrays) {
    user.posts.append(post, arrays);
  }
  static void take(User& user, Post& post, Changes& /*changes*/) { user.posts.remove(post); }
  static void replace(User& user, const std::vector<Post*>& posts, Changes& /*changes*/, orm::ElementArrays& arrays) {
    user.posts.assign(posts, arrays);
  }
};

// The list is a plain array of the caller's: nobody knows where in it a post stands.
struct PlainArray : BothSides {
  static constexpr bool kMapsLists = false;
  static constexpr std::string_view list = "plain";

  static void take(User& user, Post& post, Changes& /*changes*/) { user.posts.remove_searched(post); }
};

struct AuthorAlone {
  static constexpr bool kHasLists = false;
  static constexpr bool kMapsLists = false;
  static constexpr bool kSetsLists = false;
  static constexpr std::string_view list = "";

  static void put(User& /*user*/, Post& /*post*/, Changes& /*changes*/, orm::ElementArrays& /*arrays*/) {}
  static void take(User& /*user*/, Post& /*post*/, Changes& /*changes*/) {}
};

// Each side is a mapping of its own, so the list's changes are recorded too.
struct TwoRecords : BothSides {
  static constexpr bool kSetsLists = true;  // who sets an author writes both lists, and reads them for it

  static void put(User& user, Post& post, Changes& changes, orm::ElementArrays& arrays) {
    changes.list_changed(user, post, ListChange::Kind::put);
    user.posts.append(post, arrays);
  }
  static void take(User& user, Post& post, Changes& changes) {
    changes.list_changed(user, post, ListChange::Kind::taken);
    user.posts.remove(post);
  }
  static void replace(User& user, const std::vector<Post*>& posts, Changes& changes, orm::ElementArrays& arrays) {
    for (Post* post : user.posts) changes.list_changed(user, *post, ListChange::Kind::taken);
    for (Post* post : posts) changes.list_changed(user, *post, ListChange::Kind::put);
    user.posts.assign(posts, arrays);
  }
};

}  // namespace bench::hand_written
