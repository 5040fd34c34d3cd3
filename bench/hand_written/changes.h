// What was changed since the last flush, and the flush: one group of rows a kind of statement, in an order that the
// foreign keys allow.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "bench/hand_written/graph_objects.h"
#include "bench/hand_written/store.h"

namespace bench::hand_written {

struct ListChange {
  enum class Kind : std::uint8_t { put, taken };
  User* user;
  Post* post;
  Kind kind;
};

inline std::int64_t key_of(const User* user) { return user->key; }
inline std::int64_t key_of(const Post* post) { return post->key; }
inline std::int64_t key_of(const NewAuthor& change) { return change.post->key; }

// Rows are written in the order of their keys, so that each page of a table is gone through once. The keys are sorted
// beside the rows: of many, comparisons would wait for each.
template <class Row>
void sort_by_key(std::vector<Row>& rows) {
  const auto key = [](const Row& row) { return key_of(row); };
  if (std::ranges::is_sorted(rows, {}, key)) return;
  std::vector<std::pair<std::int64_t, Row>> keyed;
  keyed.reserve(rows.size());
  for (const Row& row : rows) keyed.emplace_back(key_of(row), row);
  std::ranges::sort(keyed, {}, &std::pair<std::int64_t, Row>::first);
  std::ranges::transform(keyed, rows.begin(), &std::pair<std::int64_t, Row>::second);
}

class Changes {
 public:
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
  void remove(User& user) { removed_users_.push_back(&user); }    // with its posts
  void release(User& user) { released_users_.push_back(&user); }  // its posts stay
  void remove(Post& post) { removed_posts_.push_back(&post); }
  void retitled(Post& post) { retitled_posts_.push_back(&post); }
  // Before the author of a post changes.
  void moves(Post& post) {
    if (!post.is_stored || post.is_changed) return;
    post.is_changed = true;
    moves_.push_back({&post, post.author != nullptr ? post.author->key : post.author_key});
    post.author_key = 0;
  }
  // Where lists have a record of their own.
  void list_changed(User& user, Post& post, ListChange::Kind kind) { list_changes_.push_back({&user, &post, kind}); }

  // Works out what there is to write. False if that is nothing, as where changes were taken back.
  bool settle() {
    std::erase_if(new_posts_, [](const Post* post) { return !post->is_new; });
    authors_.clear();
    write_lists();
    for (const Move& move : moves_) {
      const std::int64_t author = author_key(*move.post);
      move.post->is_changed = false;
      if (author != move.old_author) authors_.push_back({move.post, author});
    }
    moves_.clear();
    released_posts_.clear();
    for (const User* user : released_users_)
      for (const Post* post : user->posts) released_posts_.push_back({post, 0});
    for (const User* user : removed_users_)
      for (Post* post : user->posts) removed_posts_.push_back(post);
    removed_users_.insert(removed_users_.end(), released_users_.begin(), released_users_.end());
    sort_all();
    return !new_users_.empty() || !new_posts_.empty() || !authors_.empty() || !retitled_posts_.empty() ||
           !removed_posts_.empty() || !removed_users_.empty();
  }
  // REQUIRES settle(). Inserted posts count as new until end_transaction(), for it may be a rollback.
  void write(Store& store) {
    store.insert(new_users_);
    store.insert(new_posts_);
    store.update_authors(authors_);
    store.update_titles(retitled_posts_);
    store.remove(removed_posts_);
    store.update_authors(released_posts_);
    store.remove(removed_users_);
    inserted_.insert(inserted_.end(), new_posts_.begin(), new_posts_.end());
    new_users_.clear();
    new_posts_.clear();
    retitled_posts_.clear();
    removed_posts_.clear();
    removed_users_.clear();
    released_users_.clear();
  }
  void end_transaction() {
    for (Post* post : inserted_) post->is_new = false;
    inserted_.clear();
  }
  // What a flush that failed would have written goes, too.
  void roll_back() {
    for (Post* post : new_posts_) post->is_new = false;
    end_transaction();
    forget();
  }
  // The objects go, and what is not written of them.
  void forget() {
    new_users_.clear();
    new_posts_.clear();
    removed_users_.clear();
    released_users_.clear();
    removed_posts_.clear();
    retitled_posts_.clear();
    moves_.clear();
    list_changes_.clear();
  }
  void forget_inserted() { inserted_.clear(); }

 private:
  void sort_all() {
    sort_by_key(new_users_);
    sort_by_key(new_posts_);
    sort_by_key(authors_);
    sort_by_key(retitled_posts_);
    sort_by_key(removed_posts_);
    sort_by_key(released_posts_);
    sort_by_key(removed_users_);
  }
  // A list that changed alone: its post gets the author whose list took it last, or none. Where both sides changed they
  // say the same, and the author's record is written.
  void write_lists() {
    for (auto change = list_changes_.rbegin(); change != list_changes_.rend(); ++change) {
      Post& post = *change->post;
      if (post.is_changed || !post.is_stored || std::exchange(post.stays, true)) continue;
      const std::int64_t author = change->kind == ListChange::Kind::put ? change->user->key : 0;
      if (author != author_key(post)) authors_.push_back({&post, author});
    }
    for (const ListChange& change : list_changes_) change.post->stays = false;
    list_changes_.clear();
  }

  std::vector<User*> new_users_;
  std::vector<Post*> new_posts_;
  std::vector<Post*> inserted_;
  std::vector<User*> removed_users_;
  std::vector<User*> released_users_;
  std::vector<Post*> removed_posts_;
  std::vector<Post*> retitled_posts_;
  std::vector<Move> moves_;
  std::vector<ListChange> list_changes_;
  std::vector<NewAuthor> authors_, released_posts_;
};

}  // namespace bench::hand_written
