// Users with two collections as careful hand-written code keeps them: both lists in the user, comments in a dense table
// of their own.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "bench/hand_written/objects.h"

namespace bench::hand_written {

struct Commenter : User {
  PostList comments;  // a comment is a post of another table
};

// All of its users are commenters.
struct Commenters : Objects {
  orm::Slabs commenter_slabs{arena, sizeof(Commenter)};
  std::vector<Post*> comments_by_id;
  std::vector<Post*> loading_comments;  // of one user

  Commenter& load_commenter(std::int64_t key, std::string_view name, std::string_view email) {
    auto* user = new (commenter_slabs.allocate()) Commenter;
    user->key = key;
    user->name = copy(name);
    user->email = copy(email);
    users.push_back(user);
    by_id(users_by_id, key) = user;
    return *user;
  }
  // As load_post() and finish_list() do with posts.
  void load_comment(std::int64_t key, std::string_view title, std::string_view body, User& author) {
    Post& comment = make_post(key, title, body);
    comment.is_stored = true;
    comment.author = &author;
    by_id(comments_by_id, key) = &comment;
    loading_comments.push_back(&comment);
  }
  void finish_comments(User& user) {
    static_cast<Commenter&>(user).comments.assign(loading_comments, arrays);
    loading_comments.clear();
  }
};

// The comments under the names that posts have in Objects, so that one loop fills either list.
struct CommentLists {
  Commenters& objects;

  User& user(std::int64_t key) { return objects.user(key); }
  void load_post(std::int64_t key, std::string_view title, std::string_view body, User& author) {
    objects.load_comment(key, title, body, author);
  }
  void finish_list(User& user) { objects.finish_comments(user); }
};

// Takes the rows of a join of users, posts and comments, in the order of the three ids: each post stands once beside
// every comment of its user, so the comments that stand beside the first post are all of them.
class MultipliedRows {
 public:
  explicit MultipliedRows(Commenters& objects) : objects_(objects) {}

  // row.key(column), 0 for NULL, and row.text(column); what is known already is not read again.
  template <class Row>
  void add(Row&& row) {
    const std::int64_t key = row.key(0);
    const std::int64_t post = row.key(3);
    if (user_ == nullptr || user_->key != key) {
      finish();
      user_ = &objects_.load_commenter(key, row.text(1), row.text(2));
      first_post_ = post;
      last_post_ = 0;
    }
    if (post != last_post_) {
      objects_.load_post(post, row.text(4), row.text(5), *user_);
      last_post_ = post;
    }
    if (post != first_post_) return;
    if (const std::int64_t comment = row.key(7)) objects_.load_comment(comment, row.text(8), row.text(9), *user_);
  }
  // After the last row.
  void finish() {
    if (user_ == nullptr) return;
    objects_.finish_list(*user_);
    objects_.finish_comments(*user_);
  }

 private:
  Commenters& objects_;
  Commenter* user_ = nullptr;
  std::int64_t first_post_ = 0;  // of this user; 0: it has none
  std::int64_t last_post_ = 0;
};

}  // namespace bench::hand_written
