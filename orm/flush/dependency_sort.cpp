#include "orm/flush/dependency_sort.h"

#include <functional>
#include <queue>

namespace orm {

std::vector<std::size_t> dependency_sort(std::size_t n, const std::vector<std::pair<std::size_t, std::size_t>>& edges) {
  std::vector<std::vector<std::size_t>> after(n);
  std::vector<std::size_t> waiting_for(n);
  for (const auto& [first, second] : edges) {
    after[first].push_back(second);
    ++waiting_for[second];
  }
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t node = 0; node < n; ++node)
    if (waiting_for[node] == 0) ready.push(node);
  std::vector<std::size_t> order;
  order.reserve(n);
  while (!ready.empty()) {
    const std::size_t node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const std::size_t next : after[node])
      if (--waiting_for[next] == 0) ready.push(next);
  }
  return order;
}

}  // namespace orm
