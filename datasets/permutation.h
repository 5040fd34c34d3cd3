// A pseudo-random permutation of 0..n-1 that is computed point by point, in both directions, in O(1) memory.
// Source: a balanced Feistel network (Luby and Rackoff, 1988) over the next power of four, walked along its cycle until
// it lands below n (Black and Rogaway, 2002): at most four steps on average.
#pragma once

#include <array>
#include <cstdint>

#include "datasets/rng.h"

namespace datasets {

class Permutation {
 public:
  // REQUIRES: 1 <= n <= 2^62.
  Permutation(std::int64_t n, std::uint64_t seed, Stream stream);

  // Where `index` goes. REQUIRES: 0 <= index < n.
  std::int64_t operator()(std::int64_t index) const noexcept;
  // What goes to `image`: inverse(p(i)) == i. REQUIRES: 0 <= image < n.
  std::int64_t inverse(std::int64_t image) const noexcept;

 private:
  std::uint64_t forward(std::uint64_t x) const noexcept;
  std::uint64_t backward(std::uint64_t x) const noexcept;

  std::uint64_t n_;
  unsigned half_bits_ = 1;
  std::uint64_t half_mask_ = 1;
  std::array<std::uint64_t, 4> round_keys_{};
};

}  // namespace datasets
