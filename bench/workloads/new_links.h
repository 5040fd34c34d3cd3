// Links that a dataset does not have: one more tag for each post, in the working order of the posts.
#pragma once

#include <algorithm>
#include <vector>

#include "bench/answers/links.h"
#include "bench/workloads/working_order.h"

namespace bench {

// The same in every strategy, and computed without the mapper. A post that has all tags gets none.
inline std::vector<Links::Pair> new_links(const Links& start) {
  const auto n_tags = static_cast<std::int64_t>(start.right.size());
  std::vector<Links::Pair> links;
  for (const std::size_t i : working_order(start.left.size())) {
    const Links::Object& post = start.left[i];
    if (static_cast<std::int64_t>(post.others.size()) >= n_tags) continue;
    std::int64_t tag = post.id * 7 % n_tags + 1;
    while (std::find(post.others.begin(), post.others.end(), tag) != post.others.end()) tag = tag % n_tags + 1;
    links.emplace_back(post.id, tag);
  }
  return links;
}

// Adds them to both sides of a state, in their order, and to its rows.
inline Links with_links(Links links, const std::vector<Links::Pair>& added) {
  for (const auto& [left, right] : added) {
    links.left[static_cast<std::size_t>(left - 1)].others.push_back(right);
    links.right[static_cast<std::size_t>(right - 1)].others.push_back(left);
  }
  set_rows_from_left(links);
  return links;
}

}  // namespace bench
