// What a shape is: one struct in one file here, and one line in all.h. It says
//   name, words        "zipf"; one line for people
//   digest             of its smallest size with seed 1: a test compares, so that rows never change unnoticed
//   fan_outs(sizes)    users with posts: how many posts the user of each rank has, largest first; their sum is
//   sizes.posts
// and, where it is about another relation or has sizes of its own, instead
//   structure(sizes, seed)   what its rows hang together by: Pairs, Tree or Taggings
//   named_sizes[]            its named sizes; without them those of kSizes
//   shows                    what its sizes show the growth of, where they are there for nothing else
// A shape computes in integers, or in floating point that IEEE 754 rounds correctly: it is the same on every platform.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/shows.h"

namespace datasets {

struct NamedSize {
  std::string_view name;  // "small"
  Sizes sizes;
};

// Of users with posts.
inline constexpr NamedSize kSizes[] = {{"tiny", {16, 40}},
                                       {"small", {1'000, 10'000}},
                                       {"medium", {1'000, 100'000}},
                                       {"large", {10'000, 1'000'000}},
                                       {"huge", {100'000, 10'000'000}}};

template <class S>
concept Shape = requires(const Sizes& sizes, std::uint64_t seed) {
  { S::name } -> std::convertible_to<std::string_view>;
  { S::words } -> std::convertible_to<std::string_view>;
  { S::digest } -> std::convertible_to<std::string_view>;
  requires requires {
    { S::fan_outs(sizes) } -> std::same_as<std::vector<std::int64_t>>;
  } || requires {
    S::named_sizes;
    { S::structure(sizes, seed) } -> std::convertible_to<Dataset::Structure>;
  };
};

}  // namespace datasets
