// A server that spreads posts over others: how it is known, and what it cannot do; found by asking it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orm/backend/backend.h"

namespace bench {

inline constexpr std::string_view kSpreadTable = "posts";  // and what refers to them
inline constexpr const char* kNoShards =
    "the PostgreSQL server keeps posts to itself: postgres_sharded needs a coordinator that spreads them over others "
    "as they are made; scripts/postgres_cluster start --shards N makes one (docs/postgres.md)";

// Whether a table of posts that is made here is spread. REQUIRES, as below: the schema that the connection finds first
// is empty; no transaction. It is left empty.
bool spreads_posts(orm::Backend& backend);

struct Shards {
  std::string tables;              // "posts, post_tags over 2 servers by postgres_fdw"
  std::vector<std::string> lacks;  // what one server has and this one has not, and what is done instead
};
// Makes all tables of a blog, asks, and drops them. Nothing where posts are not spread.
std::optional<Shards> ask_of_shards(orm::Backend& backend);

}  // namespace bench
