#include "datasets/tool/summary.h"

#include <algorithm>
#include <numeric>

namespace dataset_tool {
namespace {

using datasets::Relation;

std::int64_t size(const std::string& text) { return static_cast<std::int64_t>(text.size()); }

// `sorted` ascending and not empty; nearest rank.
std::int64_t quantile(const std::vector<std::uint32_t>& sorted, std::size_t percent) {
  const std::size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

std::vector<Bucket> histogram(const std::vector<std::uint32_t>& sorted) {
  std::vector<Bucket> buckets;
  auto from = sorted.begin();
  for (std::int64_t low = 0; low <= std::int64_t{sorted.back()}; low = std::max<std::int64_t>(1, 2 * low)) {
    const std::int64_t high = std::max<std::int64_t>(0, 2 * low - 1);
    const auto to = std::upper_bound(from, sorted.end(), high);
    buckets.push_back({low, high, to - from});
    from = to;
  }
  return buckets;
}

}  // namespace

void Owners::add(std::int64_t id) {
  if (ids_.empty() && id != static_cast<std::int64_t>(fan_outs_.size()) + 1) {
    ids_.resize(fan_outs_.size());
    std::iota(ids_.begin(), ids_.end(), std::int64_t{1});
    ids_.push_back(id);
  } else if (!ids_.empty()) {
    ids_.push_back(id);
  }
  fan_outs_.push_back(0);
}

void Owners::add_child(std::int64_t owner) {
  auto index = static_cast<std::size_t>(owner - 1);  // none of an owner below 1
  if (!ids_.empty()) {
    const auto found = std::lower_bound(ids_.begin(), ids_.end(), owner);
    index = found != ids_.end() && *found == owner ? static_cast<std::size_t>(found - ids_.begin()) : fan_outs_.size();
  }
  if (index < fan_outs_.size())
    ++fan_outs_[index];
  else
    ++without_owner_;
}

Side Owners::side() const {
  Side side;
  std::vector<std::uint32_t> sorted = fan_outs_;
  std::sort(sorted.begin(), sorted.end());
  const std::int64_t owned = std::accumulate(sorted.begin(), sorted.end(), std::int64_t{0});
  side.owners = static_cast<std::int64_t>(sorted.size());
  side.children = owned + without_owner_;
  side.without_owner = without_owner_;
  if (sorted.empty()) return side;
  side.fan_outs = {sorted.front(),
                   quantile(sorted, 25),
                   quantile(sorted, 50),
                   quantile(sorted, 75),
                   quantile(sorted, 99),
                   sorted.back(),
                   static_cast<double>(owned) / static_cast<double>(sorted.size())};
  side.childless = std::upper_bound(sorted.begin(), sorted.end(), 0U) - sorted.begin();
  const auto top = static_cast<std::ptrdiff_t>((sorted.size() + 99) / 100);
  const std::int64_t top_children = std::accumulate(sorted.end() - top, sorted.end(), std::int64_t{0});
  if (side.children > 0)
    side.top_1_percent_share = static_cast<double>(top_children) / static_cast<double>(side.children);
  side.histogram = histogram(sorted);
  return side;
}

void Summarizer::add(const datasets::User& user) {
  ++sums_.sizes.users;
  owners_.add(user.id);
  digest_.add(user);
  sums_.text_bytes += size(user.name) + size(user.email);
}

void Summarizer::add(const datasets::Post& post) {
  ++sums_.sizes.posts;
  if (covers(relation_, Relation::one_to_many)) owners_.add_child(post.author_id);
  if (covers(relation_, Relation::many_to_many)) tagged_.add(post.id);
  if (relation_ == Relation::self_referential) {
    owners_.add(post.id);
    owners_.add_child(post.parent_id);
  }
  digest_.add(post);
  sums_.text_bytes += size(post.title) + size(post.body);
  body_bytes_ += size(post.body);
}

void Summarizer::add(const datasets::Profile& profile) {
  ++sums_.sizes.profiles;
  owners_.add_child(profile.user_id);
  digest_.add(profile);
  sums_.text_bytes += size(profile.bio);
}

void Summarizer::add(const datasets::Tag& tag) {
  ++sums_.sizes.tags;
  if (relation_ == Relation::many_to_many) owners_.add(tag.id);
  if (relation_ == Relation::blog) tags_.add(tag.id);
  digest_.add(tag);
  sums_.text_bytes += size(tag.name);
}

void Summarizer::add(const datasets::PostTag& link) {
  ++sums_.sizes.post_tags;
  (relation_ == Relation::blog ? tags_ : owners_).add_child(link.tag_id);
  tagged_.add_child(link.post_id);
  digest_.add(link);
}

Summary Summarizer::summary() const {
  Summary result = sums_;
  result.digest = digest_.value();
  if (result.sizes.posts > 0)
    result.body_bytes_mean = static_cast<double>(body_bytes_) / static_cast<double>(result.sizes.posts);
  result.side = owners_.side();
  result.tags_per_post = tagged_.side();
  result.posts_per_tag = relation_ == Relation::blog ? tags_.side() : result.side;
  return result;
}

}  // namespace dataset_tool
