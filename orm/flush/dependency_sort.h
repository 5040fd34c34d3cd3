// Topological order: what must be written before what.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace orm {

// An order of 0..n-1 in which `first` stands before `second` for every edge (first, second). Nodes without constraints
// keep their order. Returns fewer than n nodes when the edges form a cycle: those missing are on it or behind it.
// Source: Kahn, Topological sorting of large networks, 1962. Cost: n + edges.
std::vector<std::size_t> dependency_sort(std::size_t n, const std::vector<std::pair<std::size_t, std::size_t>>& edges);

}  // namespace orm
