// Users, posts and tags that come from elsewhere, held in memory. All numbers count from 0; ids in the rows from 1.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "datasets/rows.h"

namespace datasets {

// Immutable. Memory: the rows, and 8 bytes for each post and each end of a pair.
class Imported {
 public:
  // Ids are 1..n in each table, `post_tags` ascending and each once, every key that of a row; author_id may be 0.
  // Throws std::invalid_argument when they are not.
  Imported(std::vector<User> users, std::vector<Post> posts, std::vector<Tag> tags,
           const std::vector<PostTag>& post_tags);

  // A blog; users and posts alone when there are no tags; posts and tags alone when there are no users.
  Relation relation() const noexcept {
    if (tags_.empty()) return Relation::one_to_many;
    return users_.empty() ? Relation::many_to_many : Relation::blog;
  }
  Sizes sizes() const noexcept;
  const User& user(std::int64_t user) const { return users_[static_cast<std::size_t>(user)]; }
  const Post& post(std::int64_t post) const { return posts_[static_cast<std::size_t>(post)]; }
  const Tag& tag(std::int64_t tag) const { return tags_[static_cast<std::size_t>(tag)]; }

  std::int64_t author_of(std::int64_t post) const { return this->post(post).author_id - 1; }
  std::int64_t fan_out(std::int64_t user) const;
  // Ascending.
  std::vector<std::int64_t> posts_of(std::int64_t user) const { return posts_of_user_.of(user); }
  std::vector<std::int64_t> tags_of(std::int64_t post) const { return tags_of_post_.of(post); }
  std::vector<std::int64_t> posts_with(std::int64_t tag) const { return posts_of_tag_.of(tag); }

 private:
  // Lists by owner, one after the other.
  struct Lists {
    Lists(std::int64_t owners, const std::vector<std::pair<std::int64_t, std::int64_t>>& pairs);
    std::vector<std::int64_t> of(std::int64_t owner) const;
    std::vector<std::int64_t> first;     // [owners + 1]
    std::vector<std::int64_t> children;  // [pairs]
  };

  std::vector<User> users_;
  std::vector<Post> posts_;
  std::vector<Tag> tags_;
  Lists posts_of_user_;
  Lists tags_of_post_;
  Lists posts_of_tag_;
};

}  // namespace datasets
