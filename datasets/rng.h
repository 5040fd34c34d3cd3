// Counter-based pseudo-random numbers: a number is a function of (seed, stream, row, counter), so that any row can be
// made without making the ones before it, in any order, on any platform. No std:: distribution (output unspecified).
// Source: the output function of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014; constants of Vigna's splitmix64.c).
#pragma once

#include <cstdint>

namespace datasets {

inline constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio: the step of SplitMix64

// A bijection of 64 bits that changes about half of them for each bit of `z`.
constexpr std::uint64_t mix(std::uint64_t z) noexcept {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// What a number is used for; numbers of different streams are independent. Values are part of every dataset: never
// reuse.
enum class Stream : std::uint64_t {
  user_order = 1,
  post_order = 2,
  name = 3,
  email = 4,
  title = 5,
  body = 6,
  working_order = 7,  // in which a workload goes through the posts
  user_of_profile = 8,
  bio = 9,
  parent_order = 10,
  reply_order = 11,
  tagged_post_order = 12,
  tag_order = 13,
  tag_name = 14,
  post_width = 15,
  user_width = 16,
  filling = 17,    // words that bring a text to its width
  requests = 18,   // of a mix
  forgotten = 19,  // of which changes a caller forgets a side
};

constexpr std::uint64_t stream_key(std::uint64_t seed, Stream stream) noexcept {
  return mix(mix(seed + kGolden) + static_cast<std::uint64_t>(stream) * kGolden);
}

// The numbers of one row of one stream, drawn one after the other.
class Draws {
 public:
  constexpr Draws(std::uint64_t seed, Stream stream, std::int64_t row) noexcept
      : state_(mix(stream_key(seed, stream) + static_cast<std::uint64_t>(row) * kGolden)) {}

  // The next 64 bits.
  constexpr std::uint64_t next() noexcept { return mix(state_ += kGolden); }
  // The next number in 0..n-1. REQUIRES: 1 <= n <= 2^32. A value's probability is off by less than 2^-32.
  constexpr std::uint64_t below(std::uint64_t n) noexcept { return ((next() >> 32) * n) >> 32; }
  // True once in n times.
  constexpr bool one_in(std::uint64_t n) noexcept { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace datasets
