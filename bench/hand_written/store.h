// The database under the hand-written rows: whole groups of rows on the C API of each, one call a group.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <vector>

#include "bench/hand_written/commenters.h"
#include "bench/hand_written/objects.h"
#include "orm/backend/backend.h"

namespace bench::hand_written {

struct Move {
  Post* post;
  std::int64_t old_author;  // 0: none
};
struct NewAuthor {
  const Post* post;
  std::int64_t author;  // 0: none
};
inline std::int64_t author_key(const Post& post) { return post.author == nullptr ? 0 : post.author->key; }

// Statements are those that the strategies send, on the connection of a backend, prepared once. Each is counted by hand
// in `counts`. Throws std::runtime_error with the database's message and code: of PostgreSQL the typed error, of SQLite
// orm::DiskFull alone.
class Store {
 public:
  explicit Store(orm::Counts& counts) : counts_(counts) {}
  virtual ~Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  virtual void begin() = 0;
  virtual void rollback() = 0;
  virtual bool is_in_transaction() const = 0;
  // Rolls back what is open, for destructors: a database may have ended the transaction by itself, when a disk was
  // full, and a connection that is lost has none.
  void give_up() noexcept {
    try {
      if (is_in_transaction()) rollback();
    } catch (const std::exception&) {  // the error before it is told
    }
  }

  virtual void load_users(Objects& objects) = 0;
  virtual void load_user(std::int64_t key, Objects& objects) = 0;
  virtual void load_post(std::int64_t key, Objects& objects) = 0;  // its author by its key alone
  virtual void load_posts_of(User& user, Objects& objects) = 0;
  virtual void load_posts_of(std::span<User* const> users, Objects& objects) = 0;  // at most 500
  virtual void load_posts_of_all(Objects& objects) = 0;                            // by a subquery
  virtual void load_users_with_posts(Objects& objects) = 0;                        // by a join
  virtual void load_posts(Objects& objects, std::vector<Post*>& posts) = 0;        // authors by their keys alone

  // Users with two collections; their posts by load_posts_of(). REQUIRES prepare_comments(), once: that there is a
  // table of comments.
  virtual void prepare_comments() = 0;
  virtual void load_commenters(Commenters& objects) = 0;
  virtual void load_comments_of(std::span<User* const> users, Commenters& objects) = 0;  // at most 500
  virtual void load_commenters_with_both(Commenters& objects) = 0;                       // by a join of all three

  virtual void insert(std::span<User* const> users) = 0;
  virtual void insert(std::span<Post* const> posts) = 0;
  virtual void update_authors(std::span<const NewAuthor> posts) = 0;
  virtual void update_titles(std::span<Post* const> posts) = 0;
  virtual void remove(std::span<Post* const> posts) = 0;
  virtual void remove(std::span<User* const> users) = 0;

 protected:
  orm::Counts& counts_;
};

// On the backend's own connection: SQLite's or PostgreSQL's.
std::unique_ptr<Store> store_on(orm::Backend& backend, orm::Counts& counts);
std::unique_ptr<Store> sqlite_store(orm::Backend& backend, orm::Counts& counts);
std::unique_ptr<Store> postgres_store(orm::Backend& backend, orm::Counts& counts);

}  // namespace bench::hand_written
