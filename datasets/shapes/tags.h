// tags: posts have no to six tags, two on average; few tags are on most posts.
#pragma once

#include "datasets/shapes/zipf.h"

namespace datasets::shapes {

struct Tags {
  static constexpr std::string_view name = "tags";
  static constexpr std::string_view words = "posts have 0 to 6 tags, few tags are on most posts";
  static constexpr std::string_view digest = "01d26299f7be0f4d";
  static constexpr NamedSize named_sizes[] = {{"tiny", {.posts = 40, .tags = 12, .post_tags = 80}},
                                              {"small", {.posts = 10'000, .tags = 200, .post_tags = 20'000}},
                                              {"medium", {.posts = 100'000, .tags = 1'000, .post_tags = 200'000}},
                                              {"large", {.posts = 1'000'000, .tags = 5'000, .post_tags = 2'000'000}},
                                              {"huge", {.posts = 10'000'000, .tags = 20'000, .post_tags = 20'000'000}}};

  static Taggings structure(const Sizes& sizes, std::uint64_t seed) {
    std::vector<std::int64_t> laps;  // of 20 posts, 18 have a tag, 10 a second one, 6 a third, …
    for (const std::int64_t in_twenty : {18, 10, 6, 3, 2, 1}) laps.push_back(sizes.posts / 20 * in_twenty);
    return {sizes.posts, laps, Zipf::shares(sizes.tags, sizes.post_tags), seed};
  }
};

}  // namespace datasets::shapes
