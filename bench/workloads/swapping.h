// What workloads that swap profiles share: the pairs of users who exchange theirs.
#pragma once

#include <utility>
#include <vector>

#include "bench/fixtures/one_to_one.h"
#include "bench/workloads/loaded_links.h"

namespace bench {

// Users who have a profile, two by two, in the working order; a last one stays alone.
inline std::vector<std::pair<std::size_t, std::size_t>> swapped_users(const Links& start) {
  std::vector<std::size_t> owners;
  for (std::size_t i = 0; i < start.left.size(); ++i)
    if (!start.left[i].others.empty()) owners.push_back(i);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  const std::vector<std::size_t> order = working_order(owners.size());
  for (std::size_t i = 0; i + 1 < order.size(); i += 2) pairs.emplace_back(owners[order[i]], owners[order[i + 1]]);
  return pairs;
}

template <class S>
class Swapping : public LoadedLinks<OneToOneFixture<S>> {
 public:
  using Base = LoadedLinks<OneToOneFixture<S>>;
  using User = typename OneToOneFixture<S>::Left;
  using Profile = typename OneToOneFixture<S>::Right;
  static constexpr bool sends_statements = false;
  using Base::Base;

  // Every pair swaps.
  void setup() {
    if (!this->is_loaded_)
      load_with_swaps(1);
    else
      swap_back();
  }
  std::int64_t items() const { return static_cast<std::int64_t>(swapped_users(this->database_.links()).size()); }
  static Links expected(const Links& start) { return with_swaps(start, 1); }

 protected:
  struct Swap {
    User *first, *second;
    Profile *of_first, *of_second;
  };

  // Every `step`th pair.
  static Links with_swaps(const Links& start, std::size_t step) {
    Links links = start;
    const auto pairs = swapped_users(start);
    for (std::size_t i = 0; i < pairs.size(); i += step)
      std::swap(links.left[pairs[i].first].others, links.left[pairs[i].second].others);
    set_right_and_rows_from_left(links);
    return links;
  }
  void load_with_swaps(std::size_t step) {
    this->load();
    swaps_.clear();
    const auto pairs = swapped_users(this->database_.links());
    const auto& users = this->fixture_.left();
    for (std::size_t i = 0; i < pairs.size(); i += step) {
      User* first = users[pairs[i].first];
      User* second = users[pairs[i].second];
      swaps_.push_back(
          {first, second, this->fixture_.relation().profile(*first), this->fixture_.relation().profile(*second)});
    }
  }
  void swap_back() {
    for (const Swap& swap : swaps_) {
      this->fixture_.relation().set_profile(*swap.first, swap.of_first);
      this->fixture_.relation().set_profile(*swap.second, swap.of_second);
    }
    this->fixture_.flush();  // finds nothing to write
  }

  std::vector<Swap> swaps_;
};

}  // namespace bench
