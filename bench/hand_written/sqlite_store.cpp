// Prepared statements, a row at a time.
#include "bench/hand_written/statements.h"
#include "bench/hand_written/store.h"
#include "orm/backend/sqlite.h"

namespace bench::hand_written {
namespace {

class SqliteStore final : public Store {
 public:
  SqliteStore(sqlite3* connection, orm::Counts& counts) : Store(counts), statements_(connection, counts) {}

  void begin() override { statements_.begin.run(false); }
  void rollback() override { statements_.rollback.run(false); }
  bool is_in_transaction() const override { return !statements_.is_in_autocommit(); }

  void load_users(Objects& objects) override {
    statements_.users.each_row([&](auto& row) { objects.load_user(row.integer(0), row.text(1), row.text(2)); });
  }
  void load_posts_of(User& user, Objects& objects) override {
    statements_.posts_of.bind(1, user.key);
    statements_.posts_of.each_row(
        [&](auto& row) { objects.load_post(row.integer(0), row.text(1), row.text(2), user); });
    objects.finish_list(user);
  }
  void load_user(std::int64_t key, Objects& objects) override {
    statements_.user.bind(1, key);
    statements_.user.each_row([&](auto& row) { objects.load_user(row.integer(0), row.text(1), row.text(2)); });
  }
  void load_posts_of(std::span<User* const> users, Objects& objects) override {
    fill_lists(of_users(statements_.posts_of_many(users.size()), users), objects);
  }
  void load_posts_of_all(Objects& objects) override { fill_lists(statements_.posts_of_all, objects); }
  void load_users_with_posts(Objects& objects) override {
    User* owner = nullptr;
    statements_.users_with_posts.each_row([&](auto& row) {
      const std::int64_t key = row.integer(0);
      if (owner == nullptr || owner->key != key) {
        if (owner != nullptr) objects.finish_list(*owner);
        owner = &objects.load_user(key, row.text(1), row.text(2));
      }
      if (const std::int64_t post = row.key(3)) objects.load_post(post, row.text(4), row.text(5), *owner);
    });
    if (owner != nullptr) objects.finish_list(*owner);
  }
  void load_posts(Objects& objects, std::vector<Post*>& posts) override {
    statements_.posts.each_row([&](auto& row) { posts.push_back(&load_alone(row, objects)); });
  }
  void load_post(std::int64_t key, Objects& objects) override {
    statements_.post.bind(1, key);
    statements_.post.each_row([&](auto& row) { load_alone(row, objects); });
  }

  void prepare_comments() override { statements_.prepare_comments(); }
  void load_commenters(Commenters& objects) override {
    statements_.users.each_row([&](auto& row) { objects.load_commenter(row.integer(0), row.text(1), row.text(2)); });
  }
  void load_comments_of(std::span<User* const> users, Commenters& objects) override {
    CommentLists comments{objects};
    fill_lists(of_users(statements_.comments_of_many(users.size()), users), comments);
  }
  void load_commenters_with_both(Commenters& objects) override {
    MultipliedRows rows(objects);
    statements_.users_with_both->each_row([&](auto& row) { rows.add(row); });
    rows.finish();
  }

  void insert(std::span<User* const> users) override {
    for (const User* user : users) {
      statements_.insert_user.bind(1, user->key);
      statements_.insert_user.bind(2, user->name);
      statements_.insert_user.bind(3, user->email);
      statements_.insert_user.run(true);
    }
  }
  void insert(std::span<Post* const> posts) override {
    for (const Post* post : posts) {
      statements_.insert_post.bind(1, post->key);
      statements_.insert_post.bind(2, post->title);
      statements_.insert_post.bind(3, post->body);
      bind_key(statements_.insert_post, 4, author_key(*post));
      statements_.insert_post.run(true);
    }
  }
  void update_authors(std::span<const NewAuthor> posts) override {
    for (const NewAuthor& change : posts) {
      bind_key(statements_.update_author, 1, change.author);
      statements_.update_author.bind(2, change.post->key);
      statements_.update_author.run(true);
    }
  }
  void update_titles(std::span<Post* const> posts) override {
    for (const Post* post : posts) {
      statements_.update_title.bind(1, post->title);
      statements_.update_title.bind(2, post->key);
      statements_.update_title.run(true);
    }
  }
  void remove(std::span<Post* const> posts) override {
    for (const Post* post : posts) {
      statements_.delete_post.bind(1, post->key);
      statements_.delete_post.run(true);
    }
  }
  void remove(std::span<User* const> users) override {
    for (const User* user : users) {
      statements_.delete_user.bind(1, user->key);
      statements_.delete_user.run(true);
    }
  }

 private:
  static Statement& of_users(Statement& chunk, std::span<User* const> users) {
    for (std::size_t i = 0; i < users.size(); ++i) chunk.bind(static_cast<int>(i + 1), users[i]->key);
    return chunk;
  }
  // Rows of posts, user by user: of Objects, or of CommentLists.
  template <class Lists>
  static void fill_lists(Statement& posts, Lists& objects) {
    User* owner = nullptr;
    posts.each_row([&](auto& row) {
      User& user = objects.user(row.key(3));
      if (&user != owner && owner != nullptr) objects.finish_list(*owner);
      owner = &user;
      objects.load_post(row.integer(0), row.text(1), row.text(2), user);
    });
    if (owner != nullptr) objects.finish_list(*owner);
  }
  static Post& load_alone(Statement& row, Objects& objects) {
    Post& post = objects.load_post(row.integer(0), row.text(1), row.text(2));
    post.author_key = row.key(3);
    return post;
  }
  static void bind_key(Statement& statement, int index, std::int64_t key) {
    if (key != 0)
      statement.bind(index, key);
    else
      statement.bind_null(index);
  }

  Statements statements_;
};

}  // namespace

std::unique_ptr<Store> sqlite_store(orm::Backend& backend, orm::Counts& counts) {
  return std::make_unique<SqliteStore>(dynamic_cast<orm::Sqlite&>(backend).native(), counts);
}

}  // namespace bench::hand_written
