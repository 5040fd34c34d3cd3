// users: N users with ten posts each; users_N shows how a cost grows with the number of users where fan-outs stay.
#pragma once

#include "datasets/shapes/uniform.h"

namespace datasets::shapes {

struct Users {
  static constexpr std::string_view name = "users";
  static constexpr std::string_view words = "N users with 10 posts each; shows how a cost grows with the users";
  static constexpr std::string_view digest = "8e80c3450866c5e8";
  static constexpr Shows shows = Shows::users;
  static constexpr NamedSize named_sizes[] = {{"10", {10, 100}},
                                              {"100", {100, 1'000}},
                                              {"1000", {1'000, 10'000}},
                                              {"10000", {10'000, 100'000}},
                                              {"100000", {100'000, 1'000'000}}};

  static std::vector<std::int64_t> fan_outs(const Sizes& sizes) { return Uniform::fan_outs(sizes); }
};

}  // namespace datasets::shapes
