// What a reader wants to know of a dataset: rows, fan-outs, bytes, digest. Rows are added one by one; memory: 16 bytes
// a user.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/digest.h"

namespace dataset_tool {

// Quantiles of posts per user, by nearest rank: the smallest fan-out that at least the given share of users does not
// exceed.
struct FanOuts {
  std::int64_t min = 0, p25 = 0, median = 0, p75 = 0, p99 = 0, max = 0;
  double mean = 0;
};

struct Bucket {
  std::int64_t from, to;  // fan-outs from..to
  std::int64_t users;
};

struct Summary {
  datasets::Sizes sizes{};
  std::int64_t posts_without_author = 0;  // author_id is NULL or no user's
  FanOuts fan_outs;
  std::int64_t childless_users = 0;
  double top_1_percent_share = 0;  // of all posts, owned by the 1 % of users (rounded up) with most posts
  std::int64_t text_bytes = 0;     // UTF-8, of all texts
  double body_bytes_mean = 0;
  std::uint64_t digest = 0;
  std::vector<Bucket> histogram;  // 0, 1, 2-3, 4-7, … up to the largest fan-out
};

class Summarizer {
 public:
  // REQUIRES: users before posts, each in ascending order of ids.
  void add(const datasets::User& user);
  void add(const datasets::Post& post);
  Summary summary() const;

 private:
  std::vector<std::int64_t> user_ids_;
  std::vector<std::int64_t> fan_outs_;
  datasets::Digest digest_;
  Summary sums_;
  std::int64_t body_bytes_ = 0;
};

}  // namespace dataset_tool
