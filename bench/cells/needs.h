// What a workload needs of a dataset. Where it is not there, the cell is skipped for the reason that is given here.
#pragma once

#include <cstdint>
#include <string>

#include "bench/databases/database.h"

namespace bench {

// Of users with posts, beside a user; no workload takes posts without an author, for no list holds them.
enum class Needs : std::uint8_t {
  users,        // nothing else
  posts,        // one that a user has
  other_users,  // one that a user has, and somebody else to give it to
};

// Why the rows are not what is needed, naming the dataset; empty where they are.
std::string lack_of(Needs needs, const Database& database);

// Of most: what they do they do with posts.
template <class W>
constexpr Needs needs_of() {
  if constexpr (requires { W::needs; })
    return W::needs;
  else
    return Needs::posts;
}

}  // namespace bench
