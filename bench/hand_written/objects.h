// The objects of a hand-written graph in their arena: made from rows or by the caller, found by id in dense tables.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bench/hand_written/graph_objects.h"
#include "orm/memory.h"

namespace bench::hand_written {

struct Objects {
  orm::Arena arena;
  orm::ElementArrays arrays{arena};
  orm::Slabs user_slabs{arena, sizeof(User)};
  orm::Slabs post_slabs{arena, sizeof(Post)};
  std::vector<User*> users;  // in the order in which they were loaded
  std::vector<User*> users_by_id;
  std::vector<Post*> posts_by_id;
  std::vector<Post*> loading;  // of one user

  Text copy(std::string_view text) { return {arena.copy(text), static_cast<std::uint32_t>(text.size())}; }

  User& make_user(std::int64_t key, std::string_view name, std::string_view email) {
    auto* user = new (user_slabs.allocate()) User;
    user->key = key;
    user->name = copy(name);
    user->email = copy(email);
    users.push_back(user);
    return *user;
  }
  Post& make_post(std::int64_t key, std::string_view title, std::string_view body) {
    auto* post = new (post_slabs.allocate()) Post;
    post->key = key;
    post->title = copy(title);
    post->body = copy(body);
    return *post;
  }

  User& load_user(std::int64_t key, std::string_view name, std::string_view email) {
    User& user = make_user(key, name, email);
    by_id(users_by_id, key) = &user;
    return user;
  }
  // A post that was read before stays as it is.
  Post& load_post(std::int64_t key, std::string_view title, std::string_view body) {
    Post*& known = by_id(posts_by_id, key);
    if (known == nullptr) {
      known = &make_post(key, title, body);
      known->is_stored = true;
    }
    return *known;
  }
  // Posts of one user follow each other; finish_list() after the last of each.
  void load_post(std::int64_t key, std::string_view title, std::string_view body, User& author) {
    Post& post = load_post(key, title, body);
    post.author = &author;
    loading.push_back(&post);
  }
  void finish_list(User& user) {
    user.posts.assign(loading, arrays);
    user.has_list = true;
    loading.clear();
  }
  bool has_user(std::int64_t key) const {
    const auto index = static_cast<std::size_t>(key);
    return index < users_by_id.size() && users_by_id[index] != nullptr;
  }
  User& user(std::int64_t key) { return *users_by_id[static_cast<std::size_t>(key)]; }
  bool has_post(std::int64_t key) const {
    const auto index = static_cast<std::size_t>(key);
    return index < posts_by_id.size() && posts_by_id[index] != nullptr;
  }
  Post& post(std::int64_t key) { return *posts_by_id[static_cast<std::size_t>(key)]; }

  // The tables by id of objects that go, empty.
  void take_tables(Objects& before) {
    before.user_slabs.for_each([&](void* user) { before.take_out(before.users_by_id, static_cast<User*>(user)->key); });
    before.post_slabs.for_each([&](void* post) { before.take_out(before.posts_by_id, static_cast<Post*>(post)->key); });
    users_by_id = std::move(before.users_by_id);
    posts_by_id = std::move(before.posts_by_id);
  }

 protected:
  template <class T>
  static T*& by_id(std::vector<T*>& table, std::int64_t id) {
    const auto index = static_cast<std::size_t>(id);
    if (index >= table.size()) table.resize(std::max(index + 1, table.size() * 2));
    return table[index];
  }

 private:
  template <class T>
  static void take_out(std::vector<T*>& table, std::int64_t key) {
    if (static_cast<std::size_t>(key) < table.size()) table[static_cast<std::size_t>(key)] = nullptr;
  }
};

}  // namespace bench::hand_written
