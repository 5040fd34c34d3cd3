// How wide rows are: percentiles of the bytes of a row's texts, from which generated rows take theirs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/rows.h"

namespace datasets {

// Without percentiles texts are as wide as they come.
struct Widths {
  // [101] each, or empty: percentiles[p] is the smallest width that p % of the rows do not exceed; ascending, not
  // negative.
  std::vector<std::int64_t> users;  // name and email
  std::vector<std::int64_t> posts;  // title and body
  bool operator==(const Widths&) const = default;

  // A user's name: as wide as its email leaves room for, but one byte at least.
  std::string name(std::uint64_t seed, std::int64_t user_id) const;
  // Cuts or fills a post's texts.
  void fit(Post& post, std::uint64_t seed) const;
};

}  // namespace datasets
