// One 64-bit number for all rows of a dataset, the same whether they are generated or read back.
// Rows are added in the order of for_each_row. A row is a letter (U, P, F a profile, T, L a row of post_tags), its
// numbers as 8 bytes little-endian, and its texts as length (a number) and bytes; a post with a parent is followed by
// R and the parent. So no two different rows give the same bytes. Source: FNV-1a, 64 bits (Fowler, Noll and Vo; RFC
// 9923). It finds damage, not forgery.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "datasets/dataset.h"

namespace datasets {

class Digest {
 public:
  void add(const User& user) noexcept;
  void add(const Post& post) noexcept;
  void add(const Profile& profile) noexcept;
  void add(const Tag& tag) noexcept;
  void add(const PostTag& link) noexcept;
  std::uint64_t value() const noexcept { return value_; }

 private:
  void add(std::uint8_t byte) noexcept { value_ = (value_ ^ byte) * 0x100000001b3; }
  void add(std::int64_t number) noexcept;
  void add(std::string_view text) noexcept;

  std::uint64_t value_ = 0xcbf29ce484222325;
};

// The digest of all rows of a dataset; makes each of them once.
std::uint64_t digest(const Dataset& dataset);

// 16 hexadecimal digits.
std::string digest_text(std::uint64_t digest);

}  // namespace datasets
