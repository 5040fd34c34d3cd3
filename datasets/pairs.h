// Users and profiles as a function of (numbers, seed): each profile has a user of its own, some users have none.
// All numbers count from 0.
#pragma once

#include <cstdint>
#include <stdexcept>

#include "datasets/permutation.h"
#include "datasets/rows.h"

namespace datasets {

// Immutable. Memory: none to speak of, whatever the numbers.
class Pairs {
 public:
  Pairs(std::int64_t users, std::int64_t profiles, std::uint64_t seed)
      : users_(users), profiles_(profiles), user_order_(checked(users, profiles), seed, Stream::user_of_profile) {}

  std::int64_t users() const noexcept { return users_; }
  std::int64_t profiles() const noexcept { return profiles_; }

  // REQUIRES: 0 <= profile < profiles().
  std::int64_t user_of(std::int64_t profile) const noexcept { return user_order_(profile); }
  // REQUIRES: 0 <= user < users(). -1: the user has none.
  std::int64_t profile_of(std::int64_t user) const noexcept {
    const std::int64_t profile = user_order_.inverse(user);
    return profile < profiles_ ? profile : -1;
  }

 private:
  static std::int64_t checked(std::int64_t users, std::int64_t profiles) {
    if (users < 1 || users > kMostRows || profiles < 0 || profiles > users)
      throw std::invalid_argument("a dataset needs 1 to 100,000,000 users and at most as many profiles");
    return users;
  }

  std::int64_t users_;
  std::int64_t profiles_;
  Permutation user_order_;  // profile -> user; the users after the last profile have none
};

}  // namespace datasets
