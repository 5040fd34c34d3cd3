#include "datasets/permutation.h"

#include <cassert>

namespace datasets {

Permutation::Permutation(std::int64_t n, std::uint64_t seed, Stream stream) : n_(static_cast<std::uint64_t>(n)) {
  assert(n >= 1);
  while ((std::uint64_t{1} << (2 * half_bits_)) < n_) ++half_bits_;
  half_mask_ = (std::uint64_t{1} << half_bits_) - 1;
  for (std::uint64_t round = 0; round < round_keys_.size(); ++round)
    round_keys_[round] = mix(stream_key(seed, stream) + (round + 1) * kGolden);
}

std::uint64_t Permutation::forward(std::uint64_t x) const noexcept {
  std::uint64_t left = x >> half_bits_;
  std::uint64_t right = x & half_mask_;
  for (std::size_t round = 0; round < round_keys_.size(); ++round) {
    const std::uint64_t next = left ^ (mix(round_keys_[round] + right) & half_mask_);
    left = right;
    right = next;
  }
  return (left << half_bits_) | right;
}

std::uint64_t Permutation::backward(std::uint64_t x) const noexcept {
  std::uint64_t left = x >> half_bits_;
  std::uint64_t right = x & half_mask_;
  for (std::size_t round = round_keys_.size(); round-- > 0;) {
    const std::uint64_t previous = right ^ (mix(round_keys_[round] + left) & half_mask_);
    right = left;
    left = previous;
  }
  return (left << half_bits_) | right;
}

std::int64_t Permutation::operator()(std::int64_t index) const noexcept {
  auto x = static_cast<std::uint64_t>(index);
  do x = forward(x);
  while (x >= n_);
  return static_cast<std::int64_t>(x);
}

std::int64_t Permutation::inverse(std::int64_t image) const noexcept {
  auto x = static_cast<std::uint64_t>(image);
  do x = backward(x);
  while (x >= n_);
  return static_cast<std::int64_t>(x);
}

}  // namespace datasets
