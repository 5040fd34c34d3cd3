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

  explicit Fixture(Database& database) : statements_(database.backend().native(), counts_) {}
  ~Fixture() {
    // SQLite ends a transaction by itself when a disk is full; closing must not throw.
    if (in_transaction_ && !statements_.is_in_autocommit()) rollback();
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  void open() {
    if (in_transaction_) rollback();
    objects_ = std::make_unique<Objects>();
    users_.clear();
    users_by_id_.clear();
    posts_by_id_.clear();
    new_users_.clear();
    new_posts_.clear();
    removed_users_.clear();
    moves_.clear();
  }
  void load_lazy() {
    load_users();
    for (User* user : users_) {
      statements_.posts_of.bind(1, user->key);
      loading_.clear();
      statements_.posts_of.each_row([&](auto& row) { loading_.push_back(&load_post(row, *user)); });
      user->posts.assign(loading_, objects_->arrays);
    }
  }
  void load_selectin() {
    constexpr std::size_t kKeys = 500;
    load_users();
    for (std::size_t first = 0; first < users_.size(); first += kKeys) {
      const std::size_t keys = std::min(kKeys, users_.size() - first);
      hand_written::Statement& chunk = statements_.posts_of_many(keys);
      for (std::size_t i = 0; i < keys; ++i) chunk.bind(static_cast<int>(i + 1), users_[first + i]->key);
      User* owner = nullptr;
      loading_.clear();
      chunk.each_row([&](auto& row) {
        User* user = users_by_id_[static_cast<std::size_t>(row.key(3))];
        if (user != owner && owner != nullptr) {
          owner->posts.assign(loading_, objects_->arrays);
          loading_.clear();
        }
        owner = user;
        loading_.push_back(&load_post(row, *user));
      });
      if (owner != nullptr) owner->posts.assign(loading_, objects_->arrays);
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
  User* author(Post& post) { return post.author; }
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

  void flush() {
    for (User* user : new_users_) insert(*user);
    for (Post* post : new_posts_)
      if (post->is_new) insert(*post);
    new_users_.clear();
    new_posts_.clear();
    for (const auto& move : moves_) write_move(move);
    moves_.clear();
    for (User* user : removed_users_) {
      for (const Post* post : user->posts) {
        statements_.delete_post.bind(1, post->key);
        statements_.delete_post.run(true);
      }
    }
    for (User* user : removed_users_) {
      statements_.delete_user.bind(1, user->key);
      statements_.delete_user.run(true);
    }
    removed_users_.clear();
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
  void load_users() {
    begin_if_needed();
    statements_.users.each_row([&](auto& row) {
      auto* user = new (objects_->users.allocate()) User;
      user->key = row.integer(0);
      user->name = copy(row.text(1));
      user->email = copy(row.text(2));
      by_id(users_by_id_, user->key) = user;
      users_.push_back(user);
    });
  }
  Post& load_post(hand_written::Statement& row, User& author) {
    auto* post = new (objects_->posts.allocate()) Post;
    post->key = row.integer(0);
    post->title = copy(row.text(1));
    post->body = copy(row.text(2));
    post->author = &author;
    post->is_stored = true;
    by_id(posts_by_id_, post->key) = post;
    return *post;
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
    begin_if_needed();
    if (author != 0)
      statements_.update_author.bind(1, author);
    else
      statements_.update_author.bind_null(1);
    statements_.update_author.bind(2, move.post->key);
    statements_.update_author.run(true);
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
  std::vector<RecordedMove> moves_;
};

}  // namespace bench
