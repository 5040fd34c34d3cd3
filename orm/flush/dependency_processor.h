// What a flush does for one relationship. Three siblings with the same methods in the same order: one_to_many.cpp,
// many_to_one.cpp, many_to_many.cpp. SQLAlchemy: DependencyProcessor.
#pragma once

#include <vector>

#include "orm/flush/action_graph.h"
#include "orm/flush/unit_of_work.h"

namespace orm {

// The actions between which a relationship makes an order; its owners are the parents, their targets the children.
struct Neighbours {
  std::size_t save_parents, save_children, delete_parents, delete_children;
  std::size_t after_save, before_delete;  // the relationship's own
};
// The same of one owner and one of its targets, where a cycle has to be taken apart object by object.
struct NeighboursOfOne {
  std::size_t parent;   // saves or deletes the owner
  std::size_t process;  // the relationship's own, for this owner
  std::size_t child;    // saves or deletes the target
  bool parent_goes, child_goes;
};

class DependencyProcessor {
 public:
  virtual ~DependencyProcessor() = default;

  // Before anything is written: adds what else takes part because these owners go, or are saved.
  virtual void presort_deletes(UnitOfWork& work, const Relationship& relationship, const Objects& owners) const = 0;
  virtual void presort_saves(UnitOfWork& work, const Relationship& relationship, const Objects& owners) const = 0;
  // While rows are written: brings keys and link rows in line.
  virtual void process_deletes(UnitOfWork& work, const Relationship& relationship, const Objects& owners) const = 0;
  virtual void process_saves(UnitOfWork& work, const Relationship& relationship, const Objects& owners) const = 0;

  // What comes before what.
  virtual void connect(ActionGraph& graph, const Neighbours& actions) const = 0;
  virtual void connect_one(ActionGraph& graph, const NeighboursOfOne& actions) const = 0;

  // Whether there is anything to do for these owners, so that an order has to be kept.
  bool has_changes(UnitOfWork& work, const Relationship& relationship, const Objects& owners, bool goes) const;

 private:
  // Of one owner: whether it has, or had, a target.
  virtual bool has_history(UnitOfWork& work, const Relationship& relationship, Entity& owner, bool goes) const = 0;
};

// By the relationship's direction.
const DependencyProcessor& processor_of(const Relationship& relationship);
extern const DependencyProcessor& one_to_many_processor;
extern const DependencyProcessor& many_to_one_processor;
extern const DependencyProcessor& many_to_many_processor;

}  // namespace orm
