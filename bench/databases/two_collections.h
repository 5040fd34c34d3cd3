// Users with two collections: their posts, and their comments, which are posts once more in a table of their own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/answers/graph.h"

namespace bench {

struct TwoCollections {
  Graph posts, comments;
};
std::optional<std::string> difference(const TwoCollections& expected, const TwoCollections& answer);

// The table "comments" with the rows of "posts", unless it is there.
void make_comments(orm::Backend& backend);
// The rows that the connection sees now: 4 SELECTs.
void read_rows(orm::Backend& backend, TwoCollections& state);

}  // namespace bench
