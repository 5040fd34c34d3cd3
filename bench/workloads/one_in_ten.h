// Which users requests ask for: one in ten, in a fixed random order, as requests come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/workloads/working_order.h"

namespace bench {

inline constexpr std::int64_t kOneIn = 10;

inline bool is_asked_for(std::int64_t user) { return user % kOneIn == 1; }

// The ids of those among users 1..n_users.
inline std::vector<std::int64_t> users_asked_for(std::int64_t n_users) {
  std::vector<std::int64_t> ids;
  for (const std::size_t i : working_order(static_cast<std::size_t>((n_users + kOneIn - 1) / kOneIn)))
    ids.push_back(static_cast<std::int64_t>(i) * kOneIn + 1);
  return ids;
}

}  // namespace bench
