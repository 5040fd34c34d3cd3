// hand_written: the same work straight on the C API of the database with plain structs; the practical limit.
//
// Not a straw man: the statements, durability and foreign-key policy of the strategies, sqlite3_column_value once a
// column, objects and texts in the same kind of arena, ids in dense tables, both sides in order, the old key recorded
// by a move.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "bench/database.h"
#include "bench/fixture.h"
#include "bench/hand_written/graph_objects.h"
#include "bench/hand_written/statements.h"

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
  using User = hand_written::User;
  using Post = hand_written::Post;

  explicit Fixture(Database& database, std::string_view /*cascade*/ = {})
      : statements_(database.backend().native(), counts_) {}
  ~Fixture() {
    // SQLite ends a transaction by itself when a disk is full; closing must not throw.
    if (in_transaction_ && !statements_.is_in_autocommit()) rollback();
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
  void forget() {
    objects_ = std::make_unique<Objects>();
    users_.clear();
    users_by_id_.clear();
    posts_by_id_.clear();
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
    statements_.users.each_row([&](auto& row) { load_user_row(row); });
  }
  void load_lazy() {
    load_users();
    for (User* user : users_) load_posts_of(*user);
  }
  void load_joined() {
    begin_if_needed();
    User* owner = nullptr;
    loading_.clear();
    const auto finish = [&] {
      if (owner != nullptr) owner->posts.assign(loading_, objects_->arrays);
      loading_.clear();
    };
    statements_.users_with_posts.each_row([&](auto& row) {
      const std::int64_t id = row.integer(0);
      if (owner == nullptr || owner->key != id) {
        finish();
        owner = &load_user_row(row);
      }
      if (const std::int64_t post = row.key(3)) loading_.push_back(&load_post(row, *owner, post, 4));
    });
    finish();
  }
  void load_subquery() {
    load_users();
    fill_lists(statements_.posts_of_all);
  }
  void load_user(std::int64_t id) {
    begin_if_needed();
    User* user = nullptr;
    statements_.user.bind(1, id);
    statements_.user.each_row([&](auto& row) { user = &load_user_row(row); });
    load_posts_of(*user);
  }
  // Posts whose authors are looked up when they are asked for.
  std::vector<Post*> load_posts() {
    begin_if_needed();
    std::vector<Post*> posts;
    statements_.posts.each_row([&](auto& row) {
      Post& post = load_post_row(row, row.integer(0), 1);
      post.author_key = row.key(3);
      posts.push_back(&post);
    });
    return posts;
  }
  void load_selectin() {
    constexpr std::size_t kKeys = 500;
    load_users();
    for (std::size_t first = 0; first < users_.size(); first += kKeys) {
      const std::size_t keys = std::min(kKeys, users_.size() - first);
      hand_written::Statement& chunk = statements_.posts_of_many(keys);
      for (std::size_t i = 0; i < keys; ++i) chunk.bind(static_cast<int>(i + 1), users_[first + i]->key);
      fill_lists(chunk);
    }
  }
  const std::vector<User*>& users() const noexcept { return users_; }
  std::vector<Post*> posts_by_id() {
    std::vector<Post*> posts;
    std::copy_if(posts_by_id_.begin(), posts_by_id_.end(), std::back_inserter(posts),
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
    if (post.is_stored && !post.is_changed) {
      post.is_changed = true;
      moves_.push_back({&post, post.author == nullptr ? 0 : post.author->key});
    }
    if (post.author != nullptr) post.author->posts.remove(post);
    post.author = user;
    if (user != nullptr) user->posts.append(post, objects_->arrays);
  }

  void assign(User& user, const std::vector<Post*>& posts) {
    while (user.posts.size() > 0) set_author(**user.posts.begin(), nullptr);
    for (Post* post : posts) set_author(*post, &user);
  }
  void set_title(Post& post, std::string_view title) {
    post.title = copy(title);
    retitled_posts_.push_back(&post);
  }

  User& make_user(const datasets::User& row) {
    auto* user = new (objects_->users.allocate()) User;
    user->key = row.id;
    user->name = copy(row.name);
    user->email = copy(row.email);
    users_.push_back(user);
    return *user;
  }
  Post& make_post(std::int64_t id, const datasets::Post& row) {
    auto* post = new (objects_->posts.allocate()) Post;
    post->key = id;
    post->title = copy(row.title);
    post->body = copy(row.body);
    return *post;
  }
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
  void delete_orphan(User& user, Post& post) {
    user.posts.remove(post);
    post.author = nullptr;
    removed_posts_.push_back(&post);
  }

  void flush() {
    for (User* user : new_users_) insert(*user);
    for (Post* post : new_posts_)
      if (post->is_new) insert(*post);
    new_users_.clear();
    new_posts_.clear();
    for (const auto& move : moves_) write_move(move);
    moves_.clear();
    for (const Post* post : retitled_posts_) write_title(*post);
    retitled_posts_.clear();
    for (const Post* post : removed_posts_) erase(*post);
    removed_posts_.clear();
    for (User* user : removed_users_)
      for (const Post* post : user->posts) erase(*post);
    for (User* user : released_users_)
      for (const Post* post : user->posts) write_author(*post, 0);
    removed_users_.insert(removed_users_.end(), released_users_.begin(), released_users_.end());
    for (User* user : removed_users_) erase(*user);
    removed_users_.clear();
    released_users_.clear();
  }
  void rollback() {
    if (in_transaction_) statements_.rollback.run(false);
    in_transaction_ = false;
    for (User* user : users_) user->is_new = false;
    for (Post* post : inserted_) post->is_new = false;
    inserted_.clear();
  }

  const orm::Counts& counts() const { return counts_; }
  static std::uint64_t texts(User& user) { return text_hash(user.name, user.email); }
  static std::uint64_t texts(Post& post) { return text_hash(post.title, post.body); }

 private:
  struct Objects {
    orm::Arena arena;
    orm::ElementArrays arrays{arena};
    orm::Slabs users{arena, sizeof(User)};
    orm::Slabs posts{arena, sizeof(Post)};
  };
  struct RecordedMove {
    Post* post;
    std::int64_t old_author;
  };

  hand_written::Text copy(std::string_view text) {
    return {objects_->arena.copy(text), static_cast<std::uint32_t>(text.size())};
  }
  void begin_if_needed() {
    if (in_transaction_) return;
    statements_.begin.run(false);
    in_transaction_ = true;
  }
  template <class T>
  static T*& by_id(std::vector<T*>& table, std::int64_t id) {
    const auto index = static_cast<std::size_t>(id);
    if (index >= table.size()) table.resize(std::max(index + 1, table.size() * 2));
    return table[index];
  }
  User& load_user_row(hand_written::Statement& row) {
    auto* user = new (objects_->users.allocate()) User;
    user->key = row.integer(0);
    user->name = copy(row.text(1));
    user->email = copy(row.text(2));
    by_id(users_by_id_, user->key) = user;
    users_.push_back(user);
    return *user;
  }
  // The texts stand from column `first` on.
  Post& load_post_row(hand_written::Statement& row, std::int64_t id, int first) {
    auto* post = new (objects_->posts.allocate()) Post;
    post->key = id;
    post->title = copy(row.text(first));
    post->body = copy(row.text(first + 1));
    post->is_stored = true;
    by_id(posts_by_id_, post->key) = post;
    return *post;
  }
  Post& load_post(hand_written::Statement& row, User& author, std::int64_t id, int first) {
    Post& post = load_post_row(row, id, first);
    post.author = &author;
    return post;
  }
  void load_posts_of(User& user) {
    statements_.posts_of.bind(1, user.key);
    loading_.clear();
    statements_.posts_of.each_row([&](auto& row) { loading_.push_back(&load_post(row, user, row.integer(0), 1)); });
    user.posts.assign(loading_, objects_->arrays);
  }
  // Rows of posts, user by user.
  void fill_lists(hand_written::Statement& posts) {
    User* owner = nullptr;
    loading_.clear();
    posts.each_row([&](auto& row) {
      User* user = users_by_id_[static_cast<std::size_t>(row.key(3))];
      if (user != owner && owner != nullptr) {
        owner->posts.assign(loading_, objects_->arrays);
        loading_.clear();
      }
      owner = user;
      loading_.push_back(&load_post(row, *user, row.integer(0), 1));
    });
    if (owner != nullptr) owner->posts.assign(loading_, objects_->arrays);
  }
  void look_up_author(Post& post) {
    User*& user = by_id(users_by_id_, post.author_key);
    if (user == nullptr) {
      statements_.user.bind(1, post.author_key);
      statements_.user.each_row([&](auto& row) { load_user_row(row); });
    }
    post.author = users_by_id_[static_cast<std::size_t>(post.author_key)];
  }
  void insert(User& user) {
    begin_if_needed();
    statements_.insert_user.bind(1, user.key);
    statements_.insert_user.bind(2, user.name);
    statements_.insert_user.bind(3, user.email);
    statements_.insert_user.run(true);
  }
  void insert(Post& post) {
    begin_if_needed();
    statements_.insert_post.bind(1, post.key);
    statements_.insert_post.bind(2, post.title);
    statements_.insert_post.bind(3, post.body);
    if (post.author != nullptr)
      statements_.insert_post.bind(4, post.author->key);
    else
      statements_.insert_post.bind_null(4);
    statements_.insert_post.run(true);
    inserted_.push_back(&post);
  }
  void write_move(const RecordedMove& move) {
    move.post->is_changed = false;
    const std::int64_t author = move.post->author == nullptr ? 0 : move.post->author->key;
    if (author == move.old_author) return;
    write_author(*move.post, author);
  }
  // 0: none.
  void write_author(const Post& post, std::int64_t author) {
    begin_if_needed();
    if (author != 0)
      statements_.update_author.bind(1, author);
    else
      statements_.update_author.bind_null(1);
    statements_.update_author.bind(2, post.key);
    statements_.update_author.run(true);
  }
  void write_title(const Post& post) {
    begin_if_needed();
    statements_.update_title.bind(1, post.title);
    statements_.update_title.bind(2, post.key);
    statements_.update_title.run(true);
  }
  void erase(const Post& post) {
    statements_.delete_post.bind(1, post.key);
    statements_.delete_post.run(true);
  }
  void erase(const User& user) {
    statements_.delete_user.bind(1, user.key);
    statements_.delete_user.run(true);
  }

  orm::Counts counts_;
  hand_written::Statements statements_;
  bool in_transaction_ = false;
  std::unique_ptr<Objects> objects_;
  std::vector<User*> users_;
  std::vector<User*> users_by_id_;
  std::vector<Post*> posts_by_id_;
  std::vector<Post*> loading_;
  std::vector<User*> new_users_;
  std::vector<Post*> new_posts_;
  std::vector<Post*> inserted_;
  std::vector<User*> removed_users_;
  std::vector<User*> released_users_;
  std::vector<Post*> removed_posts_;
  std::vector<Post*> retitled_posts_;
  std::vector<RecordedMove> moves_;
};

}  // namespace bench
