// Which posts have which tags, as a function of (laps, uses of each tag, seed). All numbers count from 0.
// Positions 0..post_tags-1 are walked in laps: lap k goes over the first laps[k] posts of a permutation, so that lap k
// is the (k + 1)-th tag of those posts. The tag of rank r has a contiguous block of uses[r] positions. A block is never
// longer than a lap that it touches, so no post gets a tag twice.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/permutation.h"

namespace datasets {

// Immutable. Memory: 4 bytes a tag, nothing a post.
class Taggings {
 public:
  // Throws std::invalid_argument unless the numbers fit: laps[0] <= posts, laps and uses do not grow, their sums are
  // equal and at most kMostRows, and no tag is used more often than the last lap has posts that it touches.
  Taggings(std::int64_t posts, const std::vector<std::int64_t>& laps, const std::vector<std::int64_t>& uses,
           std::uint64_t seed);

  std::int64_t posts() const noexcept { return posts_; }
  std::int64_t tags() const noexcept { return static_cast<std::int64_t>(first_position_.size()) - 1; }
  std::int64_t post_tags() const noexcept { return first_position_.back(); }

  // REQUIRES: 0 <= post < posts(). Ascending, each once.
  std::vector<std::int64_t> tags_of(std::int64_t post) const;
  // REQUIRES: 0 <= tag < tags(). Ascending, each once.
  std::vector<std::int64_t> posts_of(std::int64_t tag) const;

 private:
  std::int64_t posts_;
  std::vector<std::int64_t> lap_start_;        // [laps + 1]: positions
  std::vector<std::uint32_t> first_position_;  // [tags + 1], by rank
  Permutation post_order_;                     // place in a lap -> post
  Permutation tag_order_;                      // rank -> tag
};

}  // namespace datasets
