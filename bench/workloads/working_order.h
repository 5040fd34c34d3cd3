// The order in which a workload goes through what it changes: a fixed permutation, so that neither lists nor memory are
// walked from front to back. The same in every strategy, and computed without the mapper.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "datasets/permutation.h"

namespace bench {

// The indices 0..n-1.
inline std::vector<std::size_t> working_order(std::size_t n) {
  constexpr std::uint64_t kOrderSeed = 1;
  const auto size = static_cast<std::int64_t>(n);
  std::vector<std::size_t> order;
  if (size == 0) return order;
  const datasets::Permutation permutation(size, kOrderSeed, datasets::Stream::working_order);
  order.reserve(n);
  for (std::int64_t i = 0; i < size; ++i) order.push_back(static_cast<std::size_t>(permutation(i)));
  return order;
}

}  // namespace bench
