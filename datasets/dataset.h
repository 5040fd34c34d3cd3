// Users and posts as a function of (shape, sizes, seed): users[n_users], ids 1..n_users; posts[n_posts],
// ids 1..n_posts, each with an author in 1..n_users. Any row can be made on its own, in any order, and is the same on
// every platform. How: users are ranked by fan-out; the user of rank r owns a contiguous block of positions; one
// permutation takes a position to a post id, another a rank to a user id.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/permutation.h"

namespace datasets {

struct User {
  std::int64_t id;
  std::string name, email;
  bool operator==(const User&) const = default;
};

struct Post {
  std::int64_t id;
  std::int64_t author_id;
  std::string title, body;
  bool operator==(const Post&) const = default;
};

struct Sizes {
  std::int64_t users;
  std::int64_t posts;
  bool operator==(const Sizes&) const = default;
};

// The most posts that a dataset may have: shapes compute with them in 64 bits.
inline constexpr std::int64_t kMostPosts = 100'000'000;

// Immutable; safe to read from several threads. Memory: 8 bytes a user, nothing a post.
// Every function that takes an id throws std::out_of_range when there is no such row.
class Dataset {
 public:
  // `fan_outs[r]` is the number of posts of the user of rank r: n_users numbers, from a shape's file.
  // REQUIRES: at least one user; no fan-out below 0; their sum at most kMostPosts.
  Dataset(std::string name, std::uint64_t seed, const std::vector<std::int64_t>& fan_outs);

  const std::string& name() const noexcept { return name_; }  // "zipf_small"
  Sizes sizes() const noexcept;
  std::uint64_t seed() const noexcept { return seed_; }

  User user(std::int64_t id) const;
  Post post(std::int64_t id) const;                                // O(log n_users)
  std::int64_t author_of(std::int64_t post_id) const;              // O(log n_users)
  std::vector<std::int64_t> posts_of(std::int64_t user_id) const;  // ascending; O(k log k) for k posts
  std::int64_t fan_out(std::int64_t user_id) const;                // O(1): how many posts the user has

 private:
  std::int64_t rank_of(std::int64_t user_id) const;

  std::string name_;
  std::uint64_t seed_;
  std::vector<std::int64_t> first_position_;  // [n_users + 1], by rank; the last is n_posts
  Permutation user_order_;                    // rank -> user id - 1
  Permutation post_order_;                    // position -> post id - 1
};

}  // namespace datasets
