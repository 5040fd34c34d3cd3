#include "orm/flush/topological_sort.h"

#include <algorithm>

namespace orm {

std::vector<std::vector<std::size_t>> topological_levels(std::size_t n, const std::vector<Edge>& edges) {
  std::vector<std::vector<std::size_t>> after(n);
  std::vector<std::size_t> waiting_for(n);
  for (const auto& [first, second] : edges) {
    after[first].push_back(second);
    ++waiting_for[second];
  }
  std::vector<std::vector<std::size_t>> levels;
  std::vector<std::size_t> level;
  for (std::size_t node = 0; node < n; ++node)
    if (waiting_for[node] == 0) level.push_back(node);
  while (!level.empty()) {
    std::vector<std::size_t> next;
    for (const std::size_t node : level)
      for (const std::size_t freed : after[node])
        if (--waiting_for[freed] == 0) next.push_back(freed);
    std::sort(next.begin(), next.end());
    levels.push_back(std::move(level));
    level = std::move(next);
  }
  return levels;
}

std::vector<bool> on_cycles(std::size_t n, const std::vector<Edge>& edges) {
  std::vector<std::vector<std::size_t>> after(n);
  for (const auto& [first, second] : edges) after[first].push_back(second);
  std::vector<bool> found(n);
  for (std::size_t start = 0; start < n; ++start) {
    std::vector<bool> reached(n);
    std::vector<std::size_t> work = after[start];
    while (!work.empty() && !reached[start]) {
      const std::size_t node = work.back();
      work.pop_back();
      if (reached[node]) continue;
      reached[node] = true;
      work.insert(work.end(), after[node].begin(), after[node].end());
    }
    found[start] = reached[start];
  }
  return found;
}

}  // namespace orm
