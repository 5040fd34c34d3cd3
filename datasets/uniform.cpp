#include "datasets/uniform.h"

namespace datasets {

std::vector<std::int64_t> uniform(const Sizes& sizes) {
  std::vector<std::int64_t> fan_outs(static_cast<std::size_t>(sizes.users), sizes.posts / sizes.users);
  for (std::size_t rank = 0; rank < static_cast<std::size_t>(sizes.posts % sizes.users); ++rank) ++fan_outs[rank];
  return fan_outs;
}

}  // namespace datasets
