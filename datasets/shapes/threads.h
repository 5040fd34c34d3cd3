// threads: posts and their replies, up to four levels deep; a quarter begin a thread, few posts get most replies.
#pragma once

#include "datasets/shapes/zipf.h"

namespace datasets::shapes {

struct Threads {
  static constexpr std::string_view name = "threads";
  static constexpr std::string_view words = "a quarter of the posts begin a thread, few get most replies";
  static constexpr std::string_view digest = "a1edeec8dbe3c962";
  static constexpr NamedSize named_sizes[] = {{"tiny", {.posts = 40}},
                                              {"small", {.posts = 10'000}},
                                              {"medium", {.posts = 100'000}},
                                              {"large", {.posts = 1'000'000}},
                                              {"huge", {.posts = 10'000'000}}};

  static Tree structure(const Sizes& sizes, std::uint64_t seed) {
    std::vector<std::int64_t> levels;
    for (const std::int64_t in_forty : {10, 16, 8, 4, 2}) levels.push_back(sizes.posts / 40 * in_forty);
    return {levels, Zipf::shares, seed};
  }
};

}  // namespace datasets::shapes
