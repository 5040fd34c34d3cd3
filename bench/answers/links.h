// A state of two classes linked one-to-one, many-to-many or as a tree, as plain numbers: what an answer is compared by.
// graph.h has the same for users with posts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "datasets/dataset.h"
#include "orm/backend/backend.h"

namespace bench {

//                    left     its others   right     its others
//   one_to_one       user     profile      profile   user
//   self_referential post     replies      post      parent
//   many_to_many     post     tags         tag       posts
struct Links {
  struct Object {
    std::int64_t id = 0;
    std::uint64_t texts = 0;           // a hash, the same within one process only
    std::vector<std::int64_t> others;  // in order, duplicates included; of a scalar side at most one
    bool operator==(const Object&) const = default;
  };
  using Pair = std::pair<std::int64_t, std::int64_t>;  // left, right

  datasets::Relation relation = datasets::Relation::many_to_many;
  std::vector<Object> left, right;  // in memory; ascending ids
  std::vector<Pair> rows;           // in the database, ascending: of post_tags, or (owner, row with its key)
  std::int64_t n_left_rows = 0;     // rows of either table
  std::int64_t n_right_rows = 0;
};

// The dataset's own state, in memory and in rows. REQUIRES: a dataset of one of the three relations.
Links links_of(const datasets::Dataset& dataset);
// Of an expected state: the right side and the rows as the left side has them. The order of a right side's others is
// that of the left objects' ids.
void set_right_and_rows_from_left(Links& links);
// The rows as the left side has them.
void set_rows_from_left(Links& links);

// The rows that the connection sees now, by plain SQL: 3 SELECTs.
void read_rows(orm::Backend& backend, Links& links);

// The first difference, in words that name the objects; nothing when they are equal.
std::optional<std::string> difference(const Links& expected, const Links& answer);

}  // namespace bench
