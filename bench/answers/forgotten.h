// What goes wrong when callers forget a side of some of their changes: the changes, which sides are forgotten, and what
// both sides and the rows then are, for each way in which a mapping keeps them. Computed without the mapper.
//
// Every post moves to another user. Of one change in so many the caller forgets a side: half of these callers set the
// author and forget the lists, the others append to the new list and forget the author and the old list. The rest is
// careful. All is flushed. Then one user in ten is released of its posts by a careful caller, who goes through the
// user's list; and all is flushed again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/answers/graph.h"
#include "strategies/strategy.h"

namespace bench {

using strategies::Keeper;

enum class Forgets : std::uint8_t { nothing, lists, author };

struct ForgottenChange {
  std::int64_t post;
  std::int64_t from;
  std::int64_t to;
  Forgets forgets;
};

struct ForgottenState {
  Graph after_changes;  // in memory, after the first flush
  Graph rows;           // at the end
};

// In the order of the changes; one in `one_in`, drawn, is forgetful, at least one.
std::vector<ForgottenChange> forgotten_changes(const Graph& start, std::int64_t one_in);
// Whether a careful caller takes all posts from this user at the end.
inline bool is_released(std::int64_t user) { return user % 10 == 0; }
ForgottenState forgotten_end(const Graph& start, const std::vector<ForgottenChange>& changes, Keeper keeper);

// Two reads a post: who is its author, and which lists hold it. Those that do not give what was meant.
std::int64_t stale_reads(const Graph& meant, const Graph& seen);
// Rows whose author is not the one that was meant.
std::int64_t lost_writes(const Graph& meant, const Graph& found);

std::optional<std::string> difference(const ForgottenState& expected, const ForgottenState& answer);

}  // namespace bench
