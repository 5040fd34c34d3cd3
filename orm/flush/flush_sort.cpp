// The order in which a flush writes: tables after those that they refer to, rows by key, in a tree parents first.
#include <algorithm>
#include <unordered_map>

#include "orm/flush/dependency_sort.h"
#include "orm/flush/flush_plan.h"

namespace orm {

// Tables by their depth: those without foreign keys first, then those that refer to them, and so on.
void FlushPlan::sort_mappers() {
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  for (const Mapper* child : session_.mappers)
    for (const Mapper* parent : session_.mappers)
      for (const Column& column : child->columns())
        if (parent != child && column.references_table == parent->table())
          edges.emplace_back(parent->index(), child->index());
  const auto order = dependency_sort(session_.mappers.size(), edges);
  if (order.size() < session_.mappers.size())
    throw CircularDependency(
        "the tables of this registry refer to each other in a circle: no order of writing satisfies their foreign "
        "keys");
  std::vector<std::size_t> depth(order.size());
  for (const Mapper* mapper : session_.mappers)  // a table that refers to itself is no root
    if (mapper->refers_to_itself()) depth[mapper->index()] = 1;
  for (const std::size_t parent : order)
    for (const auto& [first, second] : edges)
      if (first == parent) depth[second] = std::max(depth[second], depth[first] + 1);
  for (const std::size_t index : order) order_.push_back(session_.mappers[index]);
  // SQLAlchemy writes a table whose objects may have links once other tables' keys have followed the tables before it.
  std::vector<std::size_t> place(order.size());
  const bool has_keys = std::any_of(depth.begin(), depth.end(), [](std::size_t one) { return one > 0; });
  for (std::size_t i = 0; i < place.size(); ++i)
    place[i] = depth[i] > 0 ? depth[i] + 1 : has_keys && has_links_at_stake(*session_.mappers[i]) ? 1 : 0;
  std::stable_sort(order_.begin(), order_.end(),
                   [&](const Mapper* a, const Mapper* b) { return place[a->index()] < place[b->index()]; });
  roots_ = static_cast<std::size_t>(std::count(place.begin(), place.end(), 0U));
}

// Whether the flush processes a many-to-many relationship from or to this class: objects of both sides take part in it,
// or one whose list is loaded and not empty.
bool FlushPlan::has_links_at_stake(const Mapper& mapper) const {
  const auto objects = [&](const Mapper& of, auto&& predicate) {
    const Work& work = work_[of.index()];
    return std::any_of(work.inserts.begin(), work.inserts.end(), predicate) ||
           std::any_of(work.deletes.begin(), work.deletes.end(), predicate) ||
           std::any_of(work.updates.begin(), work.updates.end(), [&](const auto& update) {
             return std::any_of(update.second.begin(), update.second.end(), predicate);
           });
  };
  const auto any = [](const Entity*) { return true; };
  for (const Mapper* owner : session_.mappers)
    for (const auto& relationship : owner->relationships()) {
      if (relationship->direction != Direction::many_to_many) continue;
      if (owner != &mapper && relationship->target != &mapper) continue;
      const auto holds_any = [&](Entity* object) {
        const ListSlot& list = slot_at<ListSlot>(*object, relationship->offset);
        return list.is_loaded() && list.live > 0;
      };
      if (objects(*owner, any) && (objects(*relationship->target, any) || objects(*owner, holds_any))) return true;
    }
  return false;
}

std::vector<Entity*> FlushPlan::parents_first(const Mapper& mapper, const std::vector<Entity*>& objects) const {
  std::unordered_map<std::int64_t, std::size_t> index_of;
  for (std::size_t i = 0; i < objects.size(); ++i) index_of[objects[i]->id()] = i;
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  for (const Attribute& attribute : mapper.attributes()) {
    if (attribute.kind != SlotKind::scalar || attribute.column < 0) continue;
    if (mapper.columns()[static_cast<std::size_t>(attribute.column)].references_table != mapper.table()) continue;
    for (std::size_t i = 0; i < objects.size(); ++i) {
      const Cell parent = written_key(session_, slot_at<ScalarSlot>(*objects[i], attribute.offset));
      const auto found = parent.is_null() ? index_of.end() : index_of.find(parent.integer());
      if (found != index_of.end()) edges.emplace_back(found->second, i);
    }
  }
  if (edges.empty()) return objects;
  std::vector<Entity*> sorted;
  std::vector<bool> is_sorted(objects.size());
  for (const std::size_t i : dependency_sort(objects.size(), edges)) {
    sorted.push_back(objects[i]);
    is_sorted[i] = true;
  }
  for (std::size_t i = 0; i < objects.size();
       ++i)  // keys set by hand can form a circle, which only the database may mind
    if (!is_sorted[i]) sorted.push_back(objects[i]);
  return sorted;
}

// New rows go in by key, so that the engine appends to its table, in whatever order the objects entered the session.
void FlushPlan::sort_rows() {
  const auto by_key = [](const Entity* a, const Entity* b) { return a->id() < b->id(); };
  for (const Mapper* mapper : order_) {
    Work& work = work_[mapper->index()];
    if (!std::is_sorted(work.inserts.begin(), work.inserts.end(), by_key))
      std::sort(work.inserts.begin(), work.inserts.end(), by_key);
    work.inserts = parents_first(*mapper, work.inserts);
    work.deletes = parents_first(*mapper, work.deletes);
    std::reverse(work.deletes.begin(), work.deletes.end());
  }
}

}  // namespace orm
