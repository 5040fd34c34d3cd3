#include "datasets/widths.h"

#include <algorithm>

#include "datasets/rng.h"
#include "datasets/texts.h"

namespace datasets {
namespace {

// A width between two neighbouring percentiles.
std::int64_t draw(const std::vector<std::int64_t>& percentiles, Draws draws) {
  const auto step = static_cast<std::size_t>(draws.below(percentiles.size() - 1));
  const std::int64_t low = percentiles[step];
  const auto span = static_cast<std::uint64_t>(percentiles[step + 1] - low) + 1;
  return low + static_cast<std::int64_t>(draws.below(span));
}

}  // namespace

std::string Widths::name(std::uint64_t seed, std::int64_t user_id) const {
  std::string text = texts::name(seed, user_id);
  if (users.empty()) return text;
  const auto email = static_cast<std::int64_t>(texts::email(seed, user_id).size());
  const std::int64_t width = draw(users, Draws(seed, Stream::user_width, user_id));
  return texts::of_width(std::move(text), std::max<std::int64_t>(width - email, 1), seed, user_id);
}

void Widths::fit(Post& post, std::uint64_t seed) const {
  if (posts.empty()) return;
  const std::int64_t width = draw(posts, Draws(seed, Stream::post_width, post.id));
  const auto title = static_cast<std::int64_t>(post.title.size());
  if (title > width) post.title = texts::of_width(std::move(post.title), width, seed, post.id);
  post.body = texts::of_width(std::move(post.body), std::max<std::int64_t>(width - title, 0), seed, post.id);
}

}  // namespace datasets
