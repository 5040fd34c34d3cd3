// The actions of a flush and what comes before what: save all of a mapper, process all of a relationship, delete all of
// a mapper; of those on a cycle (a table that refers to itself), the same an object at a time. SQLAlchemy: the
// PostSortRecs of a UOWTransaction.
#pragma once

#include <vector>

#include "orm/flush/topological_sort.h"
#include "orm/state/session_state.h"

namespace orm {

struct Action {
  // In the order in which those go that no other constraint orders, as SQLAlchemy sorts them.
  enum class Kind : std::uint8_t { remove, remove_one, process, process_one, save_one, save, wait };
  Kind kind;
  const Mapper* mapper = nullptr;              // of removals and saves
  const Relationship* relationship = nullptr;  // of processes
  bool of_deletes = false;                     // of processes
  Entity* object = nullptr;                    // of those of one

  bool operator==(const Action&) const = default;
  // Whether both are the same for different objects, so that they can be done together.
  bool is_like(const Action& other) const noexcept {
    return kind == other.kind && mapper == other.mapper && relationship == other.relationship &&
           of_deletes == other.of_deletes;
  }
};

class ActionGraph {
 public:
  // `any_goes`: whether anything is removed; no action removes otherwise.
  ActionGraph(std::pmr::memory_resource* memory, bool any_goes)
      : any_goes_(any_goes), actions_(memory), edges_(memory) {
    actions_.reserve(16);
    edges_.reserve(32);
  }
  // The number of an action for all, which is added when it is new; kNone of a removal where nothing goes.
  std::size_t number(const Action& action);
  // A new action.
  std::size_t add(const Action& action) {
    actions_.push_back(action);
    return actions_.size() - 1;
  }
  const Action& action(std::size_t number) const { return actions_[number]; }
  // The first before the second; nothing where one of them is kNone.
  static constexpr std::size_t kNone = ~std::size_t{0};
  void order(std::size_t first, std::size_t second) {
    if (first != kNone && second != kNone) edges_.emplace_back(first, second);
  }

  std::size_t size() const noexcept { return actions_.size(); }
  const Edges& edges() const noexcept { return edges_; }

  // Replaces actions by those of one object: constraints between replaced ones are dropped, others hold for each that
  // takes the place. `is_replaced[number]`, `parts[number]`.
  void replace(const std::vector<bool>& is_replaced, const std::vector<std::vector<std::size_t>>& parts);

  // Levels of actions, in their own order within one; what is left out stands on a cycle or behind one.
  Levels levels() const;
  // The objects whose rows are to be saved or deleted in what these levels leave out.
  std::vector<const Entity*> left_out_of(const Levels& levels) const;
  bool has_cycle(const Levels& levels) const;

 private:
  bool any_goes_;
  std::pmr::vector<Action> actions_;
  Edges edges_;
  std::vector<bool> is_gone_;
};

}  // namespace orm
