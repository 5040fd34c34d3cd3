// Every row of a dataset, one after the other, made ahead on a second core.
#pragma once

#include <algorithm>
#include <cstdint>
#include <future>
#include <utility>
#include <vector>

#include "datasets/dataset.h"

namespace datasets {

// Calls `f` with make(1) … make(rows), in that order. While `f` works on some thousand of them, another thread makes
// the next; so memory does not grow with their number. What `f` throws is passed on.
template <class Make, class F>
void for_each_id(std::int64_t rows, Make make, F& f) {
  using Row = decltype(make(std::int64_t{1}));
  static constexpr std::int64_t kBlock = 4096;
  const auto block = [&make, rows](std::int64_t first) {
    std::vector<Row> made;
    made.reserve(static_cast<std::size_t>(std::min(kBlock, rows - first + 1)));
    for (std::int64_t id = first; id <= std::min(rows, first + kBlock - 1); ++id) made.push_back(make(id));
    return made;
  };
  std::future<std::vector<Row>> next;
  for (std::int64_t first = 1; first <= rows; first += kBlock) {
    std::vector<Row> made = next.valid() ? next.get() : block(first);
    if (first + kBlock <= rows) next = std::async(std::launch::async, block, first + kBlock);
    for (Row& row : made) f(std::move(row));
  }
}

// Calls `f` with every row, table by table: users, posts, profiles, tags, in the order of their ids, then post_tags in
// the order of (post_id, tag_id). A row refers to rows before it alone.
template <class F>
void for_each_row(const Dataset& dataset, F&& f) {
  const Sizes sizes = dataset.sizes();
  for_each_id(
      sizes.users, [&](std::int64_t id) { return dataset.user(id); }, f);
  for_each_id(
      sizes.posts, [&](std::int64_t id) { return dataset.post(id); }, f);
  for_each_id(
      sizes.profiles, [&](std::int64_t id) { return dataset.profile(id); }, f);
  for_each_id(
      sizes.tags, [&](std::int64_t id) { return dataset.tag(id); }, f);
  if (sizes.post_tags == 0) return;
  for (std::int64_t id = 1; id <= sizes.posts; ++id)
    for (const std::int64_t tag : dataset.tags_of(id)) f(PostTag{id, tag});
}

}  // namespace datasets
