#include "orm/flush/action_graph.h"

#include <algorithm>
#include <tuple>

namespace orm {

std::size_t ActionGraph::number(const Action& action) {
  if (action.kind == Action::Kind::remove && !any_goes_) return kNone;
  const auto known = std::find(actions_.begin(), actions_.end(), action);
  if (known != actions_.end()) return static_cast<std::size_t>(known - actions_.begin());
  return add(action);
}

void ActionGraph::replace(const std::vector<bool>& is_replaced, const std::vector<std::vector<std::size_t>>& parts) {
  is_gone_ = is_replaced;
  is_gone_.resize(actions_.size());
  Edges kept(edges_.get_allocator());
  for (const auto& [first, second] : edges_) {
    if (is_gone_[first] && is_gone_[second]) continue;
    if (is_gone_[first])
      for (const std::size_t part : parts[first]) kept.emplace_back(part, second);
    else if (is_gone_[second])
      for (const std::size_t part : parts[second]) kept.emplace_back(first, part);
    else
      kept.emplace_back(first, second);
  }
  edges_ = std::move(kept);
}

namespace {

std::uint16_t rank_of(const Action& action) {
  return action.relationship != nullptr ? action.relationship->rank
         : action.mapper != nullptr     ? action.mapper->rank()
                                        : std::uint16_t{0};
}

}  // namespace

Levels ActionGraph::levels() const {
  Levels levels = topological_levels(actions_.size(), edges_);
  if (!is_gone_.empty())
    levels.erase_if([&](std::size_t number) { return number < is_gone_.size() && is_gone_[number]; });
  const auto key = [&](std::size_t number) {
    const Action& action = actions_[number];
    return std::tuple(action.kind, rank_of(action), action.of_deletes, number);
  };
  for (std::size_t i = 0; i < levels.size(); ++i)
    std::sort(levels[i].begin(), levels[i].end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  return levels;
}

bool ActionGraph::has_cycle(const Levels& levels) const { return levels.count() < actions_.size(); }

std::vector<const Entity*> ActionGraph::left_out_of(const Levels& levels) const {
  std::vector<bool> is_sorted(is_gone_);
  is_sorted.resize(actions_.size());
  for (const std::size_t number : levels.numbers()) is_sorted[number] = true;
  std::vector<const Entity*> left;
  for (std::size_t number = 0; number < actions_.size(); ++number)
    if (!is_sorted[number] &&
        (actions_[number].kind == Action::Kind::save_one || actions_[number].kind == Action::Kind::remove_one))
      left.push_back(actions_[number].object);
  return left;
}

}  // namespace orm
