// All rows of one relation as a function of (shape, sizes, seed): ids are 1..n in each table. Any row can be made on
// its own, in any order, and is the same on every platform. blocks.h, pairs.h, tree.h and taggings.h say how both sides
// of each relation are found.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "datasets/blocks.h"
#include "datasets/imported.h"
#include "datasets/pairs.h"
#include "datasets/rows.h"
#include "datasets/taggings.h"
#include "datasets/tree.h"
#include "datasets/widths.h"

namespace datasets {

// Immutable; safe to read from several threads. Memory: at most 4 bytes an owner (user, post with replies, tag), and
// the rows themselves when they are imported. Every function that takes an id throws std::out_of_range when there is no
// such row; in a table that the relation does not have there is none.
class Dataset {
 public:
  // What the rows of each relation hang together by, in the order of Relation.
  using Structure = std::variant<Blocks, Pairs, Tree, Taggings, Imported>;

  Dataset(std::string name, std::uint64_t seed, Structure structure);
  // one_to_many: `fan_outs[r]` is the number of posts of the user of rank r; `orphans` more posts have no author.
  // Throws std::invalid_argument as Blocks does.
  Dataset(std::string name, std::uint64_t seed, const std::vector<std::int64_t>& fan_outs, std::int64_t orphans = 0,
          Widths widths = {});

  const std::string& name() const noexcept { return name_; }  // "zipf_small"
  std::uint64_t seed() const noexcept { return seed_; }
  Relation relation() const noexcept;
  Sizes sizes() const noexcept;

  User user(std::int64_t id) const;        // one_to_many, one_to_one
  Post post(std::int64_t id) const;        // all but one_to_one
  Profile profile(std::int64_t id) const;  // one_to_one
  Tag tag(std::int64_t id) const;          // many_to_many

  // Both sides of each relation, as ids: lists ascending, 0 for none.
  std::int64_t author_of(std::int64_t post_id) const;              // O(log n_users)
  std::vector<std::int64_t> posts_of(std::int64_t user_id) const;  // O(k log k) for k posts
  std::int64_t fan_out(std::int64_t user_id) const;                // O(1): how many posts the user has
  std::int64_t user_of(std::int64_t profile_id) const;             // O(1)
  std::int64_t profile_of(std::int64_t user_id) const;             // O(1)
  std::int64_t parent_of(std::int64_t post_id) const;              // O(log n_posts); smaller than post_id
  std::vector<std::int64_t> replies_of(std::int64_t post_id) const;
  std::vector<std::int64_t> tags_of(std::int64_t post_id) const;
  std::vector<std::int64_t> posts_with(std::int64_t tag_id) const;

 private:
  std::string name_;
  std::uint64_t seed_;
  Structure structure_;
  Widths widths_;
};

// Which relation a structure is of.
template <class S>
inline constexpr Relation relation_of = static_cast<Relation>([] {
  constexpr bool kIs[] = {std::is_same_v<S, Blocks>, std::is_same_v<S, Pairs>, std::is_same_v<S, Tree>,
                          std::is_same_v<S, Taggings>, std::is_same_v<S, Imported>};
  return std::find(std::begin(kIs), std::end(kIs), true) - std::begin(kIs);
}());

}  // namespace datasets
