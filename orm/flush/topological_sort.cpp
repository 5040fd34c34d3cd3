#include "orm/flush/topological_sort.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace orm {
namespace {

// What stands directly after each number, in one array.
class Successors {
 public:
  Successors(std::size_t n, const Edges& edges)
      : first_(n + 1, edges.get_allocator()), all_(edges.size(), edges.get_allocator()) {
    for (const Edge& edge : edges) ++first_[edge.first + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge) all_[--first_[edge->first + 1]] = edge->second;
    first_.erase(first_.begin());  // each end became its own beginning
    first_.push_back(all_.size());
  }
  std::span<const std::size_t> of(std::size_t number) const {
    return std::span(all_).subspan(first_[number], first_[number + 1] - first_[number]);
  }

 private:
  std::pmr::vector<std::size_t> first_;  // of each number, and of none behind the last
  std::pmr::vector<std::size_t> all_;
};

}  // namespace

Levels topological_levels(std::size_t n, const Edges& edges) {
  const Successors after(n, edges);
  std::pmr::vector<std::size_t> waiting_for(n, edges.get_allocator());
  for (const Edge& edge : edges) ++waiting_for[edge.second];
  Levels levels(edges.get_allocator().resource());
  auto& numbers = levels.numbers_;
  numbers.reserve(n);
  levels.ends_.reserve(8);
  for (std::size_t node = 0; node < n; ++node)
    if (waiting_for[node] == 0) numbers.push_back(node);
  for (std::size_t first = 0; first < numbers.size();) {
    const std::size_t end = numbers.size();
    levels.ends_.push_back(end);
    for (; first < end; ++first)
      for (const std::size_t freed : after.of(numbers[first]))
        if (--waiting_for[freed] == 0) numbers.push_back(freed);
    std::sort(numbers.begin() + static_cast<std::ptrdiff_t>(end), numbers.end());
  }
  return levels;
}

std::vector<bool> on_cycles(std::size_t n, const Edges& edges) {
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
