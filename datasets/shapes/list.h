// list: two users with N posts each; list_N shows how the cost of one change grows with the length of a list.
#pragma once

#include "datasets/shapes/uniform.h"

namespace datasets::shapes {

struct List {
  static constexpr std::string_view name = "list";
  static constexpr std::string_view words = "2 users with N posts each; shows how sync grows with a list";
  static constexpr std::string_view digest = "80953163d83d202d";
  static constexpr Shows shows = Shows::length_of_list;
  static constexpr NamedSize named_sizes[] = {{"10", {2, 20}},          {"100", {2, 200}},
                                              {"1000", {2, 2'000}},     {"10000", {2, 20'000}},
                                              {"100000", {2, 200'000}}, {"1000000", {2, 2'000'000}}};

  static std::vector<std::int64_t> fan_outs(const Sizes& sizes) { return Uniform::fan_outs(sizes); }
};

}  // namespace datasets::shapes
