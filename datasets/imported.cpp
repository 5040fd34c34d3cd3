#include "datasets/imported.h"

#include <algorithm>
#include <stdexcept>

namespace datasets {
namespace {

using Pair = std::pair<std::int64_t, std::int64_t>;

std::int64_t count(const auto& rows) { return static_cast<std::int64_t>(rows.size()); }

void require(bool holds) {
  if (!holds) throw std::invalid_argument("imported rows: ids have gaps, or a key is not that of a row");
}

void require_ids(const auto& rows) {
  for (std::int64_t i = 0; i < count(rows); ++i) require(rows[static_cast<std::size_t>(i)].id == i + 1);
}

std::vector<Pair> users_and_posts(const std::vector<Post>& posts) {
  std::vector<Pair> pairs;
  for (const Post& post : posts)
    if (post.author_id != 0) pairs.emplace_back(post.author_id - 1, post.id - 1);
  return pairs;
}

std::vector<Pair> posts_and_tags(const std::vector<PostTag>& links) {
  std::vector<Pair> pairs;
  for (const PostTag& link : links) pairs.emplace_back(link.post_id - 1, link.tag_id - 1);
  require(std::is_sorted(pairs.begin(), pairs.end()));
  require(std::adjacent_find(pairs.begin(), pairs.end()) == pairs.end());
  return pairs;
}

std::vector<Pair> turned(std::vector<Pair> pairs) {
  for (Pair& pair : pairs) std::swap(pair.first, pair.second);
  return pairs;
}

}  // namespace

Imported::Lists::Lists(std::int64_t owners, const std::vector<Pair>& pairs)
    : first(static_cast<std::size_t>(owners) + 1, 0), children(pairs.size()) {
  for (const auto& [owner, child] : pairs) {
    require(owner >= 0 && owner < owners && child >= 0);
    ++first[static_cast<std::size_t>(owner) + 1];
  }
  for (std::size_t owner = 0; owner + 1 < first.size(); ++owner) first[owner + 1] += first[owner];
  std::vector<std::int64_t> next = first;
  for (const auto& [owner, child] : pairs)
    children[static_cast<std::size_t>(next[static_cast<std::size_t>(owner)]++)] = child;
}

std::vector<std::int64_t> Imported::Lists::of(std::int64_t owner) const {
  const auto index = static_cast<std::size_t>(owner);
  return {children.begin() + first[index], children.begin() + first[index + 1]};
}

Imported::Imported(std::vector<User> users, std::vector<Post> posts, std::vector<Tag> tags,
                   const std::vector<PostTag>& post_tags)
    : users_(std::move(users)),
      posts_(std::move(posts)),
      tags_(std::move(tags)),
      posts_of_user_(count(users_), users_and_posts(posts_)),
      tags_of_post_(count(posts_), posts_and_tags(post_tags)),
      posts_of_tag_(count(tags_), turned(posts_and_tags(post_tags))) {
  require_ids(users_);
  require_ids(posts_);
  require_ids(tags_);
}

Sizes Imported::sizes() const noexcept {
  return {
      .users = count(users_), .posts = count(posts_), .tags = count(tags_), .post_tags = count(tags_of_post_.children)};
}

std::int64_t Imported::fan_out(std::int64_t user) const {
  const auto index = static_cast<std::size_t>(user);
  return posts_of_user_.first[index + 1] - posts_of_user_.first[index];
}

}  // namespace datasets
