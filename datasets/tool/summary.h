// What a reader wants to know of a dataset: rows, fan-outs, bytes, digest. Rows are added one by one; memory: 4 bytes
// an owner when ids have no gaps, 12 otherwise.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/digest.h"
#include "datasets/rows.h"

namespace dataset_tool {

// Quantiles of children per owner, by nearest rank: the smallest fan-out that at least the given share of owners does
// not exceed.
struct FanOuts {
  std::int64_t min = 0, p25 = 0, median = 0, p75 = 0, p99 = 0, max = 0;
  double mean = 0;
};

struct Bucket {
  std::int64_t from, to;  // fan-outs from..to
  std::int64_t owners;
};

// One side of a relation, from the owners' point of view.
struct Side {
  std::int64_t owners = 0;
  std::int64_t children = 0;       // all of them
  std::int64_t without_owner = 0;  // children whose key is NULL or no owner's
  FanOuts fan_outs;
  std::int64_t childless = 0;
  double top_1_percent_share = 0;  // of all children, of the 1 % of owners (rounded up) with most children
  std::vector<Bucket> histogram;   // 0, 1, 2-3, 4-7, … up to the largest fan-out
};

// Counts children by owner.
class Owners {
 public:
  // REQUIRES: ascending ids.
  void add(std::int64_t id);
  // A child, whose owner has been added, or there is none such.
  void add_child(std::int64_t owner);
  Side side() const;

 private:
  std::vector<std::int64_t> ids_;  // empty while they are 1..n
  std::vector<std::uint32_t> fan_outs_;
  std::int64_t without_owner_ = 0;
};

struct Summary {
  datasets::Sizes sizes{};
  Side side;                    // posts of a user, profile of a user, replies of a post, posts of a tag
  Side posts_per_tag;           // many_to_many, blog
  Side tags_per_post;           // many_to_many
  std::int64_t text_bytes = 0;  // UTF-8, of all texts
  double body_bytes_mean = 0;   // of posts
  std::uint64_t digest = 0;
};

class Summarizer {
 public:
  explicit Summarizer(datasets::Relation relation) : relation_(relation) {}

  // REQUIRES: the order of datasets::for_each_row.
  void add(const datasets::User& user);
  void add(const datasets::Post& post);
  void add(const datasets::Profile& profile);
  void add(const datasets::Tag& tag);
  void add(const datasets::PostTag& link);
  Summary summary() const;

 private:
  datasets::Relation relation_;
  Owners owners_;  // users; posts that have replies; tags
  Owners tags_;    // of a blog
  Owners tagged_;  // posts that have tags
  datasets::Digest digest_;
  Summary sums_;
  std::int64_t body_bytes_ = 0;
};

}  // namespace dataset_tool
