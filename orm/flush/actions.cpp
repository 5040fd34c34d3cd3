#include "orm/flush/actions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string>

#include "orm/flush/dependency_processor.h"
#include "orm/flush/one_by_one.h"
#include "orm/flush/save.h"

namespace orm {
namespace {

using Kind = Action::Kind;

Action save_all(const Mapper& mapper) { return {.kind = Kind::save, .mapper = &mapper}; }
Action delete_all(const Mapper& mapper) { return {.kind = Kind::remove, .mapper = &mapper}; }
Action process_all(const Relationship& relationship, bool of_deletes) {
  return {.kind = Kind::process, .relationship = &relationship, .of_deletes = of_deletes};
}

ActionGraph graph_of(UnitOfWork& work) {
  ActionGraph graph(work.memory(), work.any_goes());
  for (const auto& mapper : work.session().mappers)
    if (work.has(*mapper)) graph.order(graph.number(save_all(*mapper)), graph.number(delete_all(*mapper)));
  for (const Relationship* relationship : work.active())
    processor_of(*relationship)
        .connect(graph, {.save_parents = graph.number(save_all(*relationship->owner)),
                         .save_children = graph.number(save_all(*relationship->target)),
                         .delete_parents = graph.number(delete_all(*relationship->owner)),
                         .delete_children = graph.number(delete_all(*relationship->target)),
                         .after_save = graph.add(process_all(*relationship, false)),
                         .before_delete = graph.add(process_all(*relationship, true))});
  return graph;
}

void process(UnitOfWork& work, const Action& action, const Objects& owners) {
  if (owners.empty()) return;
  const DependencyProcessor& processor = processor_of(*action.relationship);
  if (action.of_deletes)
    processor.process_deletes(work, *action.relationship, owners);
  else
    processor.process_saves(work, *action.relationship, owners);
}

// One action, or several of single objects that are alike.
void run(UnitOfWork& work, const Action& action, const Objects& objects) {
  switch (action.kind) {
    case Kind::save:
      return save_objects(work, *action.mapper, work.objects_to(false, *action.mapper));
    case Kind::save_one:
      return save_objects(work, *action.mapper, objects);
    case Kind::remove:
      return delete_objects(work, *action.mapper, work.objects_to(true, *action.mapper));
    case Kind::remove_one:
      return delete_objects(work, *action.mapper, objects);
    case Kind::process:
      return process(work, action, work.objects_to(action.of_deletes, *action.relationship->owner));
    case Kind::process_one:
      return process(work, action, objects);
    case Kind::wait:
      return;
  }
}

void run_level(UnitOfWork& work, const ActionGraph& graph, std::span<const std::size_t> level) {
  for (std::size_t i = 0; i < level.size();) {
    const Action action = graph.action(level[i]);
    Objects objects(work.memory());  // of actions of one
    for (; i < level.size() && graph.action(level[i]).is_like(action); ++i)
      if (Entity* object = graph.action(level[i]).object) objects.push_back(object);
    run(work, action, objects);
  }
}

[[noreturn]] void refuse_circle(const SessionState& session, const std::vector<const Entity*>& objects) {
  std::set<std::string> classes;
  for (const Entity* object : objects) classes.insert(session.mapper_of(*object).name());
  throw CircularDependency(
      fmt::format("{} objects of class {} are each other's parents: no order of writing satisfies their foreign keys",
                  objects.size(), fmt::join(classes, ", ")));
}

}  // namespace

void run_actions(UnitOfWork& work) {
  ActionGraph graph = graph_of(work);
  Levels levels = graph.levels();
  const bool has_cycle = graph.has_cycle(levels);
  if (has_cycle) {
    take_cycles_apart(work, graph);
    levels = graph.levels();
  }
  for (std::size_t i = 0; i < levels.size(); ++i) run_level(work, graph, levels[i]);
  if (!has_cycle) return;
  if (const auto stuck = graph.left_out_of(levels); !stuck.empty()) refuse_circle(work.session(), stuck);
}

}  // namespace orm
