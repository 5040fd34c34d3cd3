#include "datasets/part.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

namespace datasets {
namespace {

Imported first_users(const Dataset& whole, std::int64_t n_users) {
  std::vector<User> users;
  std::vector<std::int64_t> ids;
  for (std::int64_t id = 1; id <= n_users; ++id) {
    users.push_back(whole.user(id));
    const std::vector<std::int64_t> posts = whole.posts_of(id);
    ids.insert(ids.end(), posts.begin(), posts.end());
  }
  std::sort(ids.begin(), ids.end());
  std::vector<Post> posts;
  posts.reserve(ids.size());
  for (const std::int64_t id : ids) {
    posts.push_back(whole.post(id));
    posts.back().id = static_cast<std::int64_t>(posts.size());
  }
  return {std::move(users), std::move(posts), {}, {}};
}

}  // namespace

NamedDataset part_of(std::string_view name, std::int64_t users) {
  const NamedDataset* whole = find(name);
  if (whole == nullptr) throw UnknownDataset(name);
  if (whole->relation != Relation::one_to_many || users < 1 || users > whole->sizes.users)
    throw std::invalid_argument(std::string(name) + ": has no part of " + std::to_string(users) + " users: give " +
                                (whole->relation != Relation::one_to_many
                                     ? "a dataset of users and posts"
                                     : "1 to " + std::to_string(whole->sizes.users)));
  const auto make = [whole = *whole, users](const NamedDataset& row, std::uint64_t seed) {
    return Dataset(row.name, seed, first_users(whole.make(whole, seed), users));
  };
  return {std::string(name) + "_first_" + std::to_string(users),
          whole->shape,
          "",
          "the first users of a larger dataset",
          "",
          Relation::one_to_many,
          {users, 0},
          make};
}

}  // namespace datasets
