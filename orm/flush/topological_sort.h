// Topological order: what must be done before what.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <span>
#include <utility>
#include <vector>

namespace orm {

using Edge = std::pair<std::size_t, std::size_t>;  // the first before the second
using Edges = std::pmr::vector<Edge>;

// Numbers in levels, one after the other in one array: a flush of one object takes little memory.
class Levels {
 public:
  explicit Levels(std::pmr::memory_resource* memory) : numbers_(memory), ends_(memory) {}

  std::size_t size() const noexcept { return ends_.size(); }
  std::size_t count() const noexcept { return numbers_.size(); }  // of numbers
  std::span<std::size_t> operator[](std::size_t level) {
    const std::size_t first = level == 0 ? 0 : ends_[level - 1];
    return std::span(numbers_).subspan(first, ends_[level] - first);
  }
  std::span<const std::size_t> numbers() const noexcept { return numbers_; }
  template <class F>
  void erase_if(F&& is_gone) {
    std::size_t first = 0, kept = 0;
    for (std::size_t& end : ends_) {
      for (std::size_t i = first; i < end; ++i)
        if (!is_gone(numbers_[i])) numbers_[kept++] = numbers_[i];
      first = std::exchange(end, kept);
    }
    numbers_.resize(kept);
  }

 private:
  friend Levels topological_levels(std::size_t n, const Edges& edges);
  std::pmr::vector<std::size_t> numbers_;
  std::pmr::vector<std::size_t> ends_;  // of each level, in numbers_
};

// The numbers 0..n-1 in levels: each stands after all that an edge puts before it, as early as that allows, in its own
// order within a level. Those on a cycle, and behind one, are left out. All in the memory of `edges`.
// Source: Kahn, Topological sorting of large networks, 1962. Cost: n + edges.
Levels topological_levels(std::size_t n, const Edges& edges);

// Which of 0..n-1 are on a cycle. Cost: n times edges; meant for few.
std::vector<bool> on_cycles(std::size_t n, const Edges& edges);

}  // namespace orm
