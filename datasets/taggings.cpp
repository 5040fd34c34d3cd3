#include "datasets/taggings.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "datasets/rows.h"

namespace datasets {
namespace {

void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

template <class Position>
std::vector<Position> sums(const std::vector<std::int64_t>& numbers) {
  std::vector<Position> first{0};
  std::int64_t sum = 0;
  for (const std::int64_t number : numbers) {
    require(number >= 0 && number <= kMostRows - sum, "tags: a number is negative, or they are too many");
    first.push_back(static_cast<Position>(sum += number));
  }
  return first;
}

}  // namespace

Taggings::Taggings(std::int64_t posts, const std::vector<std::int64_t>& laps, const std::vector<std::int64_t>& uses,
                   std::uint64_t seed)
    : posts_(posts),
      lap_start_(sums<std::int64_t>(laps)),
      first_position_(sums<std::uint32_t>(uses)),
      post_order_(std::max<std::int64_t>(posts, 1), seed, Stream::tagged_post_order),
      tag_order_(std::max<std::int64_t>(tags(), 1), seed, Stream::tag_order) {
  require(posts >= 1 && !laps.empty() && laps.front() <= posts, "tags: the first lap has more posts than there are");
  require(lap_start_.back() == first_position_.back(), "tags: laps and uses have different sums");
  require(std::is_sorted(laps.begin(), laps.end(), std::greater<>()), "tags: a lap is longer than the one before");
  for (std::size_t rank = 0; rank < uses.size(); ++rank) {
    if (uses[rank] == 0) continue;
    const std::int64_t last = std::int64_t{first_position_[rank + 1]} - 1;
    const auto lap = std::upper_bound(lap_start_.begin(), lap_start_.end(), last) - lap_start_.begin() - 1;
    require(uses[rank] <= laps[static_cast<std::size_t>(lap)], "tags: a tag is used more often than a lap has posts");
  }
}

std::vector<std::int64_t> Taggings::tags_of(std::int64_t post) const {
  const std::int64_t place = post_order_.inverse(post);
  std::vector<std::int64_t> found;
  for (std::size_t lap = 0; lap + 1 < lap_start_.size() && place < lap_start_[lap + 1] - lap_start_[lap]; ++lap) {
    const std::int64_t position = lap_start_[lap] + place;
    const auto after = std::upper_bound(first_position_.begin(), first_position_.end(), position);
    found.push_back(tag_order_(after - first_position_.begin() - 1));
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::int64_t> Taggings::posts_of(std::int64_t tag) const {
  const auto rank = static_cast<std::size_t>(tag_order_.inverse(tag));
  std::vector<std::int64_t> found;
  found.reserve(first_position_[rank + 1] - first_position_[rank]);
  std::int64_t position = first_position_[rank];
  auto lap = std::upper_bound(lap_start_.begin(), lap_start_.end(), position) - 1;
  for (; position < first_position_[rank + 1]; ++position) {
    while (position >= *(lap + 1)) ++lap;
    found.push_back(post_order_(position - *lap));
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace datasets
