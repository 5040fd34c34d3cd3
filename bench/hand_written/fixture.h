// The hand-written rows: the same work straight on the C API of the database with plain structs; the practical limit.
//
// Not a straw man: the statements, durability and foreign-key policy of the strategies, sqlite3_column_value once a
// column, binary libpq with COPY and arrays, objects and texts in the same kind of arena, ids in dense tables, lists in
// order, the old key recorded by a move, rows written in the order of their keys.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "bench/databases/database.h"
#include "bench/fixtures/fixture.h"
#include "bench/hand_written/changes.h"
#include "bench/hand_written/objects.h"
#include "bench/hand_written/rows.h"
#include "bench/hand_written/store.h"

namespace bench {

template <class S>
requires is_hand_written<S>
class Fixture<S> {
 public:
  using Relation = S;  // none that is mapped
  using Sides = typename S::Sides;
  using User = hand_written::User;
  using Post = hand_written::Post;
  static constexpr bool kHasLists = Sides::kHasLists;

  explicit Fixture(Database& database, const strategies::PostsOptions& posts = {},
                   const std::vector<orm::Declaration>& /*others*/ = {})
      : is_write_only_(posts.write_only), store_(hand_written::store_on(database.backend(), counts_)) {}
  ~Fixture() {
    if (in_transaction_) store_->give_up();
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  void open() {
    if (in_transaction_) rollback();
    forget();
  }
  // All users and their lists as the database has them now.
  void reload() {
    forget();
    if constexpr (kHasLists)
      load_lazy();
    else
      load_scan();
  }
  void begin_requests() {
    open();
    begin_if_needed();
  }
  // Each request has objects of its own; the tables by id stay, so that a few objects cost no table.
  void open_request() {
    auto objects = std::make_unique<hand_written::Objects>();
    objects->take_tables(*objects_);
    objects_ = std::move(objects);
    changes_.forget_inserted();
  }
  void close_request() { flush(); }
  void end_requests() {
    if (in_transaction_) rollback();
  }
  void forget() {
    objects_ = std::make_unique<hand_written::Objects>();
    changes_.forget();
  }
  void load_users() {
    begin_if_needed();
    store_->load_users(*objects_);
  }
  void load_lazy() requires kHasLists {
    load_users();
    for (User* user : objects_->users) store_->load_posts_of(*user, *objects_);
  }
  void load_joined() requires Sides::kMapsLists {
    begin_if_needed();
    store_->load_users_with_posts(*objects_);
    have_lists(objects_->users);
  }
  void load_subquery() requires Sides::kMapsLists {
    load_users();
    store_->load_posts_of_all(*objects_);
    have_lists(objects_->users);
  }
  User& load_user(std::int64_t id) requires kHasLists {  // with the posts
    User& user = find_user(id);
    store_->load_posts_of(user, *objects_);
    return user;
  }
  User& find_user(std::int64_t id) {
    begin_if_needed();
    if (!objects_->has_user(id)) store_->load_user(id, *objects_);
    return objects_->user(id);
  }
  Post& find_post(std::int64_t id) {
    begin_if_needed();
    if (!objects_->has_post(id)) store_->load_post(id, *objects_);
    return objects_->post(id);
  }
  // Posts whose authors are looked up when they are asked for.
  std::vector<Post*> load_posts() {
    begin_if_needed();
    std::vector<Post*> posts;
    store_->load_posts(*objects_, posts);
    return posts;
  }
  void load_scan() {
    load_users();
    for (Post* post : load_posts())
      if (User* user = author(*post); user != nullptr && kHasLists) user->posts.append(*post, objects_->arrays);
    have_lists(objects_->users);
  }
  void load_selectin() requires kHasLists {
    constexpr std::size_t kKeys = 500;
    load_users();
    const std::span<User* const> users = objects_->users;
    for (std::size_t first = 0; first < users.size(); first += kKeys)
      store_->load_posts_of(users.subspan(first, std::min(kKeys, users.size() - first)), *objects_);
    have_lists(users);
  }
  const std::vector<User*>& users() const noexcept { return objects_->users; }
  std::vector<Post*> posts_by_id() {
    std::vector<Post*> posts;
    std::copy_if(objects_->posts_by_id.begin(), objects_->posts_by_id.end(), std::back_inserter(posts),
                 [](const Post* post) { return post != nullptr; });
    return posts;
  }

  const hand_written::PostList& posts(User& user) requires kHasLists { return user.posts; }
  User* author(Post& post) {
    if (post.author == nullptr && post.author_key != 0) [[unlikely]]
      look_up_author(post);
    return post.author;
  }
  void append(User& user, Post& post) requires kHasLists { set_author(post, &user); }
  void remove(User& /*user*/, Post& post) requires kHasLists { set_author(post, nullptr); }
  [[gnu::always_inline]] void set_author(Post& post, User* user) {
    if constexpr (Sides::kSetsLists) {
      if (User* old = author(post)) read_list(*old);
      if (user != nullptr) read_list(*user);
    }
    change_author(post, user);
  }
  void assign(User& user, const std::vector<Post*>& posts) requires kHasLists {
    for (Post* post : posts) post->stays = true;
    for (Post* post : user.posts) {
      if (post->stays) continue;
      changes_.moves(*post);
      post->author = nullptr;
    }
    for (Post* post : posts) {
      post->stays = false;
      if (post->author == &user) continue;
      changes_.moves(*post);
      if (post->author != nullptr) Sides::take(*post->author, *post, changes_);
      post->author = &user;
    }
    Sides::replace(user, posts, changes_, objects_->arrays);
  }
  void set_title(Post& post, std::string_view title) {
    post.title = objects_->copy(title);
    changes_.retitled(post);
  }

  void set_author_alone(Post& post, User& user) { set_author(post, &user); }
  void append_alone(User& user, Post& post) requires kHasLists { set_author(post, &user); }

  User& make_user(const datasets::User& row) { return make_user(row, row.id); }
  User& make_user(const datasets::User& row, std::int64_t id) {
    User& user = objects_->make_user(id, row.name, row.email);
    user.has_list = true;
    return user;
  }
  Post& make_post(std::int64_t id, const datasets::Post& row) { return objects_->make_post(id, row.title, row.body); }
  void add(User& user) { changes_.add(user); }
  void add(Post& post) { changes_.add(post); }
  void expunge(Post& post) { post.is_new = false; }
  void remove_user(User& user) requires kHasLists { changes_.remove(user); }
  void release_user(User& user) requires kHasLists { changes_.release(user); }
  void delete_post(User& user, Post& post) requires kHasLists { delete_orphan(user, post); }
  void delete_orphan(User& user, Post& post) requires kHasLists {
    Sides::take(user, post, changes_);
    post.author = nullptr;
    changes_.remove(post);
  }

  void flush() {
    if (!changes_.settle()) return;
    begin_if_needed();
    changes_.write(*store_);
  }
  void rollback() {
    if (in_transaction_) store_->rollback();
    in_transaction_ = false;
    for (User* user : objects_->users) user->is_new = false;
    changes_.roll_back();
  }

  const orm::Counts& counts() const { return counts_; }
  std::int64_t arena_bytes() const { return static_cast<std::int64_t>(objects_->arena.used_bytes()); }
  std::int64_t arena_blocks() const { return static_cast<std::int64_t>(objects_->arena.chunks()); }
  static std::uint64_t texts(User& user) { return text_hash(user.name, user.email); }
  static std::uint64_t texts(Post& post) { return text_hash(post.title, post.body); }

 private:
  void begin_if_needed() {
    if (in_transaction_) return;
    store_->begin();
    in_transaction_ = true;
  }
  [[gnu::always_inline]] void change_author(Post& post, User* user) {
    changes_.moves(post);
    if (post.author != nullptr) Sides::take(*post.author, post, changes_);
    post.author = user;
    if (user != nullptr) Sides::put(*user, post, changes_, objects_->arrays);
  }
  void read_list(User& user) {
    if (!user.has_list && !is_write_only_) [[unlikely]]
      flush_and_read_list(user);
  }
  // As a session does: what was changed is written before anything is read.
  [[gnu::noinline]] void flush_and_read_list(User& user) {
    flush();
    store_->load_posts_of(user, *objects_);
  }
  static void have_lists(std::span<User* const> users) {  // also those that no row came for
    if constexpr (Sides::kSetsLists)
      for (User* user : users) user->has_list = true;
  }
  [[gnu::noinline]] void look_up_author(Post& post) {
    if (!objects_->has_user(post.author_key)) store_->load_user(post.author_key, *objects_);
    post.author = &objects_->user(post.author_key);
  }

  bool is_write_only_;
  orm::Counts counts_;
  std::unique_ptr<hand_written::Store> store_;
  bool in_transaction_ = false;
  std::unique_ptr<hand_written::Objects> objects_ = std::make_unique<hand_written::Objects>();
  hand_written::Changes changes_;
};

}  // namespace bench
