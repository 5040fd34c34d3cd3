// hand_written: the same work straight on the C API of the database with plain structs; the practical limit.
//
// Not a straw man: the statements, durability and foreign-key policy of the strategies, sqlite3_column_value once a
// column, binary libpq with COPY and arrays, objects and texts in the same kind of arena, ids in dense tables, both
// sides in order, the old key recorded by a move.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "bench/databases/database.h"
#include "bench/fixtures/fixture.h"
#include "bench/hand_written/objects.h"
#include "bench/hand_written/store.h"

namespace bench {

struct HandWritten {
  static constexpr std::string_view name = "hand_written";
  static constexpr strategies::Words words{
      .declares = "no mapping: plain structs and SQL",
      .in_step = "the code of each operation",
      .caller_writes = "everything",
      .predicts =
          "the practical limit of the statements that back_populates sends; only a strategy that sends others can be "
          "faster",
  };
};

template <>
class Fixture<HandWritten> {
 public:
  using Relation = HandWritten;  // none that is mapped
  using User = hand_written::User;
  using Post = hand_written::Post;

  explicit Fixture(Database& database, const strategies::PostsOptions& /*posts*/ = {},
                   const std::vector<orm::Declaration>& /*others*/ = {})
      : store_(hand_written::store_on(database.backend(), counts_)) {}
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
    load_lazy();
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
    inserted_.clear();
  }
  void close_request() { flush(); }
  void end_requests() {
    if (in_transaction_) rollback();
  }
  void forget() {
    objects_ = std::make_unique<hand_written::Objects>();
    new_users_.clear();
    new_posts_.clear();
    removed_users_.clear();
    released_users_.clear();
    removed_posts_.clear();
    retitled_posts_.clear();
    moves_.clear();
  }
  void load_users() {
    begin_if_needed();
    store_->load_users(*objects_);
  }
  void load_lazy() {
    load_users();
    for (User* user : objects_->users) store_->load_posts_of(*user, *objects_);
  }
  void load_joined() {
    begin_if_needed();
    store_->load_users_with_posts(*objects_);
  }
  void load_subquery() {
    load_users();
    store_->load_posts_of_all(*objects_);
  }
  User& load_user(std::int64_t id) {  // with the posts
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
      if (User* user = author(*post)) user->posts.append(*post, objects_->arrays);
  }
  void load_selectin() {
    constexpr std::size_t kKeys = 500;
    load_users();
    const std::span<User* const> users = objects_->users;
    for (std::size_t first = 0; first < users.size(); first += kKeys)
      store_->load_posts_of(users.subspan(first, std::min(kKeys, users.size() - first)), *objects_);
  }
  const std::vector<User*>& users() const noexcept { return objects_->users; }
  std::vector<Post*> posts_by_id() {
    std::vector<Post*> posts;
    std::copy_if(objects_->posts_by_id.begin(), objects_->posts_by_id.end(), std::back_inserter(posts),
                 [](const Post* post) { return post != nullptr; });
    return posts;
  }

  const hand_written::PostList& posts(User& user) { return user.posts; }
  User* author(Post& post) {
    if (post.author == nullptr && post.author_key != 0) [[unlikely]]
      look_up_author(post);
    return post.author;
  }
  void append(User& user, Post& post) { set_author(post, &user); }
  void remove(User& /*user*/, Post& post) { set_author(post, nullptr); }
  void set_author(Post& post, User* user) {
    record_move(post);
    if (post.author != nullptr) post.author->posts.remove(post);
    post.author = user;
    if (user != nullptr) user->posts.append(post, objects_->arrays);
  }

  void assign(User& user, const std::vector<Post*>& posts) {
    for (Post* post : posts) post->stays = true;
    for (Post* post : user.posts) {
      if (post->stays) continue;
      record_move(*post);
      post->author = nullptr;
    }
    for (Post* post : posts) {
      post->stays = false;
      if (post->author == &user) continue;
      record_move(*post);
      if (post->author != nullptr) post->author->posts.remove(*post);
      post->author = &user;
    }
    user.posts.assign(posts, objects_->arrays);
  }
  void set_title(Post& post, std::string_view title) {
    post.title = objects_->copy(title);
    retitled_posts_.push_back(&post);
  }

  void set_author_alone(Post& post, User& user) { set_author(post, &user); }
  void append_alone(User& user, Post& post) { set_author(post, &user); }

  User& make_user(const datasets::User& row) { return make_user(row, row.id); }
  User& make_user(const datasets::User& row, std::int64_t id) { return objects_->make_user(id, row.name, row.email); }
  Post& make_post(std::int64_t id, const datasets::Post& row) { return objects_->make_post(id, row.title, row.body); }
  void add(User& user) {
    if (user.is_new) return;
    user.is_new = true;
    new_users_.push_back(&user);
  }
  void add(Post& post) {
    if (post.is_new || post.is_stored) return;
    post.is_new = true;
    new_posts_.push_back(&post);
  }
  void expunge(Post& post) { post.is_new = false; }
  void remove_user(User& user) { removed_users_.push_back(&user); }
  void release_user(User& user) { released_users_.push_back(&user); }
  void delete_post(User& user, Post& post) { delete_orphan(user, post); }
  void delete_orphan(User& user, Post& post) {
    user.posts.remove(post);
    post.author = nullptr;
    removed_posts_.push_back(&post);
  }

  void flush() {
    std::erase_if(new_posts_, [](const Post* post) { return !post->is_new; });
    std::erase_if(moves_, [](const hand_written::Move& move) {
      move.post->is_changed = false;
      return author_key(*move.post) == move.old_author;
    });
    authors_.clear();
    for (const hand_written::Move& move : moves_) authors_.push_back({move.post, author_key(*move.post)});
    released_posts_.clear();
    for (const User* user : released_users_)
      for (const Post* post : user->posts) released_posts_.push_back({post, 0});
    for (const User* user : removed_users_)
      for (Post* post : user->posts) removed_posts_.push_back(post);
    removed_users_.insert(removed_users_.end(), released_users_.begin(), released_users_.end());
    if (new_users_.empty() && new_posts_.empty() && authors_.empty() && retitled_posts_.empty() &&
        removed_posts_.empty() && removed_users_.empty())
      return;
    begin_if_needed();
    store_->insert(new_users_);
    store_->insert(new_posts_);
    store_->update_authors(authors_);
    store_->update_titles(retitled_posts_);
    store_->remove(removed_posts_);
    store_->update_authors(released_posts_);
    store_->remove(removed_users_);
    inserted_.insert(inserted_.end(), new_posts_.begin(), new_posts_.end());
    new_users_.clear();
    new_posts_.clear();
    moves_.clear();
    retitled_posts_.clear();
    removed_posts_.clear();
    removed_users_.clear();
    released_users_.clear();
  }
  void rollback() {
    if (in_transaction_) store_->rollback();
    in_transaction_ = false;
    for (User* user : objects_->users) user->is_new = false;
    for (Post* post : inserted_) post->is_new = false;
    inserted_.clear();
  }

  const orm::Counts& counts() const { return counts_; }
  std::int64_t arena_bytes() const { return static_cast<std::int64_t>(objects_->arena.used_bytes()); }
  std::int64_t arena_blocks() const { return static_cast<std::int64_t>(objects_->arena.chunks()); }
  static std::uint64_t texts(User& user) { return text_hash(user.name, user.email); }
  static std::uint64_t texts(Post& post) { return text_hash(post.title, post.body); }

 private:
  void record_move(Post& post) {
    if (!post.is_stored || post.is_changed) return;
    post.is_changed = true;
    moves_.push_back({&post, post.author != nullptr ? post.author->key : post.author_key});
    post.author_key = 0;
  }
  void begin_if_needed() {
    if (in_transaction_) return;
    store_->begin();
    in_transaction_ = true;
  }
  void look_up_author(Post& post) {
    if (!objects_->has_user(post.author_key)) store_->load_user(post.author_key, *objects_);
    post.author = &objects_->user(post.author_key);
  }

  orm::Counts counts_;
  std::unique_ptr<hand_written::Store> store_;
  bool in_transaction_ = false;
  std::unique_ptr<hand_written::Objects> objects_ = std::make_unique<hand_written::Objects>();
  std::vector<User*> new_users_;
  std::vector<Post*> new_posts_;
  std::vector<Post*> inserted_;
  std::vector<User*> removed_users_;
  std::vector<User*> released_users_;
  std::vector<Post*> removed_posts_;
  std::vector<Post*> retitled_posts_;
  std::vector<hand_written::Move> moves_;
  std::vector<hand_written::NewAuthor> authors_, released_posts_;
};

}  // namespace bench
