// Topological order: what must be done before what.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace orm {

using Edge = std::pair<std::size_t, std::size_t>;  // the first before the second

// The numbers 0..n-1 in levels: each stands after all that an edge puts before it, as early as that allows, in its own
// order within a level. Those on a cycle, and behind one, are left out.
// Source: Kahn, Topological sorting of large networks, 1962. Cost: n + edges.
std::vector<std::vector<std::size_t>> topological_levels(std::size_t n, const std::vector<Edge>& edges);

// Which of 0..n-1 are on a cycle. Cost: n times edges; meant for few.
std::vector<bool> on_cycles(std::size_t n, const std::vector<Edge>& edges);

}  // namespace orm
