// fan_out: 10,000 posts, N of them a user; fan_out_N shows how a cost grows with the number of posts a user has.
#pragma once

#include "datasets/shapes/uniform.h"

namespace datasets::shapes {

struct FanOut {
  static constexpr std::string_view name = "fan_out";
  static constexpr std::string_view words = "10,000 posts, N per user; shows how a cost grows with the posts of a user";
  static constexpr std::string_view digest = "2e229b4f0d527be2";
  static constexpr Shows shows = Shows::fan_out;
  static constexpr NamedSize named_sizes[] = {{"1", {10'000, 10'000}}, {"2", {5'000, 10'000}}, {"5", {2'000, 10'000}},
                                              {"10", {1'000, 10'000}}, {"20", {500, 10'000}},  {"50", {200, 10'000}},
                                              {"100", {100, 10'000}},  {"1000", {10, 10'000}}};

  static std::vector<std::int64_t> fan_outs(const Sizes& sizes) { return Uniform::fan_outs(sizes); }
};

}  // namespace datasets::shapes
