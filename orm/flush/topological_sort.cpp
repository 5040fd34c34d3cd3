#include "orm/flush/topological_sort.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace orm {
namespace {

// What stands directly after each number, in one array.
class Successors {
 public:
  Successors(std::size_t n, const std::vector<Edge>& edges) : first_(n + 1), all_(edges.size()) {
    for (const Edge& edge : edges) ++first_[edge.first + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
    for (const Edge& edge : edges) all_[next[edge.first]++] = edge.second;
  }
  std::span<const std::size_t> of(std::size_t number) const {
    return std::span(all_).subspan(first_[number], first_[number + 1] - first_[number]);
  }

 private:
  std::vector<std::size_t> first_;  // of each number, and of none behind the last
  std::vector<std::size_t> all_;
};

}  // namespace

std::vector<std::vector<std::size_t>> topological_levels(std::size_t n, const std::vector<Edge>& edges) {
  const Successors after(n, edges);
  std::vector<std::size_t> waiting_for(n);
  for (const Edge& edge : edges) ++waiting_for[edge.second];
  std::vector<std::vector<std::size_t>> levels;
  std::vector<std::size_t> level;
  for (std::size_t node = 0; node < n; ++node)
    if (waiting_for[node] == 0) level.push_back(node);
  while (!level.empty()) {
    std::vector<std::size_t> next;
    for (const std::size_t node : level)
      for (const std::size_t freed : after.of(node))
        if (--waiting_for[freed] == 0) next.push_back(freed);
    std::sort(next.begin(), next.end());
    levels.push_back(std::move(level));
    level = std::move(next);
  }
  return levels;
}

std::vector<bool> on_cycles(std::size_t n, const std::vector<Edge>& edges) {
  const Successors after(n, edges);
  std::vector<bool> found(n);
  for (std::size_t start = 0; start < n; ++start) {
    std::vector<bool> reached(n);
    std::vector<std::size_t> work(after.of(start).begin(), after.of(start).end());
    while (!work.empty() && !reached[start]) {
      const std::size_t node = work.back();
      work.pop_back();
      if (reached[node]) continue;
      reached[node] = true;
      work.insert(work.end(), after.of(node).begin(), after.of(node).end());
    }
    found[start] = reached[start];
  }
  return found;
}

}  // namespace orm
