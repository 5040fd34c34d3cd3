// hand_written with posts and tags: links made and removed in memory. Loading and writing are plain SQL, and not timed.
#pragma once

#include <deque>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bench/databases/database.h"
#include "bench/fixtures/many_to_many.h"
#include "bench/hand_written/link_objects.h"
#include "bench/hand_written/rows.h"

namespace bench {

// Empty for strategies: by hand, posts and tags are linked in memory alone.
template <class S>
constexpr std::string_view why_no_links_in_database() {
  if constexpr (is_hand_written<S>) return "links are made by hand only in memory, not loaded or written";
  return "";
}

template <class S>
requires is_hand_written<S>
class ManyToManyFixture<S> {
 public:
  using Relation = S;  // none that is mapped
  using Left = hand_written::TaggedPost;
  using Right = hand_written::Tag;

  explicit ManyToManyFixture(Database& database) : database_(database) {}
  ~ManyToManyFixture() {
    try {
      rollback();
    } catch (const orm::BackendError&) {  // the database rolls back what nobody ends
    }
  }
  ManyToManyFixture(const ManyToManyFixture&) = delete;
  ManyToManyFixture& operator=(const ManyToManyFixture&) = delete;

  void open() {
    rollback();
    links_ = {};
    posts_.clear();
    tags_.clear();
    left_.clear();
    right_.clear();
  }
  void load_selectin() {
    std::unordered_map<std::int64_t, Left*> posts;
    std::unordered_map<std::int64_t, Right*> tags;
    each_row("SELECT id, title, body FROM posts ORDER BY id", [&](orm::Row row) {
      Left& post = posts_.emplace_back();
      post.key = row[0].integer();
      post.title = row[1].text();
      post.body = row[2].text();
      left_.push_back(posts[post.key] = &post);
    });
    each_row("SELECT id, name FROM tags ORDER BY id", [&](orm::Row row) {
      Right& tag = tags_.emplace_back();
      tag.key = row[0].integer();
      tag.name = row[1].text();
      right_.push_back(tags[tag.key] = &tag);
    });
    each_row("SELECT post_id, tag_id FROM post_tags ORDER BY post_id, tag_id",
             [&](orm::Row row) { links_.link(*posts.at(row[0].integer()), *tags.at(row[1].integer())); });
  }
  const std::vector<Left*>& left() const noexcept { return left_; }
  const std::vector<Right*>& right() const noexcept { return right_; }
  std::vector<std::int64_t> others(Left& post) {
    std::vector<std::int64_t> ids;
    for (const Left::Link& link : post.tags) ids.push_back(link.tag->key);
    return ids;
  }
  std::vector<std::int64_t> others(Right& tag) {
    std::vector<std::int64_t> ids;
    for (const Left* post : tag.posts)
      if (post != nullptr) ids.push_back(post->key);
    return ids;
  }
  hand_written::LinkedTags& relation() noexcept { return links_; }

  void flush() {
    orm::Backend& backend = database_.backend();
    const std::string post = backend.dialect().placeholder(1), tag = backend.dialect().placeholder(2);
    const std::string insert = "INSERT INTO post_tags (post_id, tag_id) VALUES (" + post + ", " + tag + ")";
    const std::string remove = "DELETE FROM post_tags WHERE post_id = " + post + " AND tag_id = " + tag;
    for (const hand_written::LinkChange& change : links_.take_changes()) {
      begin_if_needed();
      const orm::Cell row[] = {change.post->key, change.tag->key};
      backend.execute(change.is_linked ? insert : remove, row);
    }
  }
  void rollback() {
    if (in_transaction_) database_.backend().rollback();
    in_transaction_ = false;
  }
  orm::Counts counts() const { return database_.backend().counts(); }
  static std::uint64_t texts(Left& post) { return text_hash(post.title, post.body); }
  static std::uint64_t texts(Right& tag) { return text_hash(tag.name, ""); }

 private:
  template <class F>
  void each_row(std::string_view sql, F&& take) {
    begin_if_needed();
    auto rows = database_.backend().select(sql);
    for (orm::Row row = rows.next(); !row.empty(); row = rows.next()) take(row);
  }
  void begin_if_needed() {
    if (!in_transaction_) database_.backend().begin();
    in_transaction_ = true;
  }

  Database& database_;
  bool in_transaction_ = false;
  std::deque<Left> posts_;
  std::deque<Right> tags_;
  std::vector<Left*> left_;
  std::vector<Right*> right_;
  hand_written::LinkedTags links_;
};

}  // namespace bench
