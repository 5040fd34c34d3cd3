#include "datasets/tool/summary.h"

#include <algorithm>
#include <numeric>

namespace dataset_tool {
namespace {

std::int64_t size(const std::string& text) { return static_cast<std::int64_t>(text.size()); }

// `sorted` ascending and not empty; nearest rank.
std::int64_t quantile(const std::vector<std::int64_t>& sorted, std::size_t percent) {
  const std::size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

std::vector<Bucket> histogram(const std::vector<std::int64_t>& sorted) {
  std::vector<Bucket> buckets;
  auto from = sorted.begin();
  for (std::int64_t low = 0; low <= sorted.back(); low = std::max<std::int64_t>(1, 2 * low)) {
    const std::int64_t high = std::max<std::int64_t>(0, 2 * low - 1);
    const auto to = std::upper_bound(from, sorted.end(), high);
    buckets.push_back({low, high, to - from});
    from = to;
  }
  return buckets;
}

}  // namespace

void Summarizer::add(const datasets::User& user) {
  user_ids_.push_back(user.id);
  fan_outs_.push_back(0);
  digest_.add(user);
  sums_.text_bytes += size(user.name) + size(user.email);
}

void Summarizer::add(const datasets::Post& post) {
  const auto author = std::lower_bound(user_ids_.begin(), user_ids_.end(), post.author_id);
  if (author != user_ids_.end() && *author == post.author_id)
    ++fan_outs_[static_cast<std::size_t>(author - user_ids_.begin())];
  else
    ++sums_.posts_without_author;
  digest_.add(post);
  ++sums_.sizes.posts;
  sums_.text_bytes += size(post.title) + size(post.body);
  body_bytes_ += size(post.body);
}

Summary Summarizer::summary() const {
  Summary result = sums_;
  result.digest = digest_.value();
  result.sizes.users = static_cast<std::int64_t>(user_ids_.size());
  if (result.sizes.posts > 0)
    result.body_bytes_mean = static_cast<double>(body_bytes_) / static_cast<double>(result.sizes.posts);
  if (fan_outs_.empty()) return result;

  std::vector<std::int64_t> sorted = fan_outs_;
  std::sort(sorted.begin(), sorted.end());
  const std::int64_t owned = result.sizes.posts - result.posts_without_author;
  result.fan_outs = {sorted.front(),
                     quantile(sorted, 25),
                     quantile(sorted, 50),
                     quantile(sorted, 75),
                     quantile(sorted, 99),
                     sorted.back(),
                     static_cast<double>(owned) / static_cast<double>(sorted.size())};
  result.childless_users = std::upper_bound(sorted.begin(), sorted.end(), 0) - sorted.begin();
  const auto top = static_cast<std::ptrdiff_t>((sorted.size() + 99) / 100);
  const std::int64_t top_posts = std::accumulate(sorted.end() - top, sorted.end(), std::int64_t{0});
  if (result.sizes.posts > 0)
    result.top_1_percent_share = static_cast<double>(top_posts) / static_cast<double>(result.sizes.posts);
  result.histogram = histogram(sorted);
  return result;
}

}  // namespace dataset_tool
