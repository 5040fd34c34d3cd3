#include "datasets/dataset.h"

#include <algorithm>
#include <stdexcept>

#include "datasets/texts.h"

namespace datasets {
namespace {

std::vector<std::int64_t> positions(const std::vector<std::int64_t>& fan_outs) {
  if (fan_outs.empty()) throw std::invalid_argument("a dataset needs at least one user");
  std::vector<std::int64_t> first{0};
  first.reserve(fan_outs.size() + 1);
  for (const std::int64_t fan_out : fan_outs) {
    if (fan_out < 0) throw std::invalid_argument("a fan-out is negative");
    if (fan_out > kMostPosts - first.back()) throw std::invalid_argument("a dataset has at most 100,000,000 posts");
    first.push_back(first.back() + fan_out);
  }
  return first;
}

void check_id(const char* table, std::int64_t id, std::int64_t rows) {
  if (id < 1 || id > rows)
    throw std::out_of_range(std::string(table) + " " + std::to_string(id) + ": ids are 1 to " + std::to_string(rows));
}

}  // namespace

Dataset::Dataset(std::string name, std::uint64_t seed, const std::vector<std::int64_t>& fan_outs)
    : name_(std::move(name)),
      seed_(seed),
      first_position_(positions(fan_outs)),
      user_order_(sizes().users, seed, Stream::user_order),
      post_order_(std::max<std::int64_t>(sizes().posts, 1), seed, Stream::post_order) {}

Sizes Dataset::sizes() const noexcept {
  return {static_cast<std::int64_t>(first_position_.size()) - 1, first_position_.back()};
}

std::int64_t Dataset::rank_of(std::int64_t user_id) const {
  check_id("users", user_id, sizes().users);
  return user_order_.inverse(user_id - 1);
}

User Dataset::user(std::int64_t id) const {
  check_id("users", id, sizes().users);
  return {id, texts::name(seed_, id), texts::email(seed_, id)};
}

Post Dataset::post(std::int64_t id) const {
  return {id, author_of(id), texts::title(seed_, id), texts::body(seed_, id)};
}

std::int64_t Dataset::author_of(std::int64_t post_id) const {
  check_id("posts", post_id, sizes().posts);
  const std::int64_t position = post_order_.inverse(post_id - 1);
  // The last rank whose block begins at or before the position; ranks without posts share their beginning with the
  // next.
  const auto after = std::upper_bound(first_position_.begin(), first_position_.end(), position);
  return user_order_(after - first_position_.begin() - 1) + 1;
}

std::vector<std::int64_t> Dataset::posts_of(std::int64_t user_id) const {
  const auto rank = static_cast<std::size_t>(rank_of(user_id));
  std::vector<std::int64_t> ids;
  ids.reserve(static_cast<std::size_t>(first_position_[rank + 1] - first_position_[rank]));
  for (std::int64_t position = first_position_[rank]; position < first_position_[rank + 1]; ++position)
    ids.push_back(post_order_(position) + 1);
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::int64_t Dataset::fan_out(std::int64_t user_id) const {
  const auto rank = static_cast<std::size_t>(rank_of(user_id));
  return first_position_[rank + 1] - first_position_[rank];
}

}  // namespace datasets
