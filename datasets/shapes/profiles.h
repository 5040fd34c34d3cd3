// profiles: four users in five have a profile, which is theirs alone.
#pragma once

#include "datasets/shapes/shape.h"

namespace datasets::shapes {

struct Profiles {
  static constexpr std::string_view name = "profiles";
  static constexpr std::string_view words = "four users in five have a profile";
  static constexpr std::string_view digest = "c1d04cfd4f70fee7";
  static constexpr NamedSize named_sizes[] = {{"tiny", {.users = 40, .profiles = 32}},
                                              {"small", {.users = 10'000, .profiles = 8'000}},
                                              {"medium", {.users = 100'000, .profiles = 80'000}},
                                              {"large", {.users = 1'000'000, .profiles = 800'000}},
                                              {"huge", {.users = 10'000'000, .profiles = 8'000'000}}};

  static Pairs structure(const Sizes& sizes, std::uint64_t seed) { return {sizes.users, sizes.profiles, seed}; }
};

}  // namespace datasets::shapes
