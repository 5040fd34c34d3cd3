// Lists by way of a link table: a row for each added occurrence of a pair that is new to a list, and none any more for
// each removed pair. A pair that both linked sides changed is written once.
#include <fmt/format.h>

#include <algorithm>

#include "orm/flush/dependency_processor.h"
#include "orm/flush/keys.h"

namespace orm {
namespace {

using Keys = std::vector<std::pair<std::int64_t, std::int64_t>>;  // of the owner and of the target

class KeyRows final : public RowSource {
 public:
  explicit KeyRows(const Keys& keys) : keys_(keys) {}
  void fill(std::size_t index, Cell* values) const override {
    values[0] = keys_[index].first;
    values[1] = keys_[index].second;
  }

 private:
  const Keys& keys_;
};

std::vector<std::string> columns_of(const Relationship& relationship) {
  return {relationship.secondary_owner_column, relationship.secondary_target_column};
}

void delete_links(SessionState& session, const Relationship& relationship, const Keys& keys) {
  if (keys.empty()) return;
  session.begin_if_needed();
  const std::vector<std::string> columns = columns_of(relationship);
  const WriteGroup group{StatementKind::remove, relationship.secondary, {}, columns, keys.size()};
  const std::uint64_t matched = session.backend.write(group, KeyRows(keys));
  if (matched != keys.size())
    throw StaleData(
        fmt::format("DELETE of {} rows of '{}' for {} matched {}: links were not there; roll back and load again",
                    keys.size(), relationship.secondary, relationship.label(), matched));
}

void insert_links(SessionState& session, const Relationship& relationship, const Keys& keys) {
  if (keys.empty()) return;
  session.begin_if_needed();
  const std::vector<std::string> columns = columns_of(relationship);
  const WriteGroup group{StatementKind::insert, relationship.secondary, columns, {}, keys.size()};
  session.backend.write(group, KeyRows(keys));
}

// The pairs of one side, as far as the other has not written them.
class Links {
 public:
  Links(UnitOfWork& work, const Relationship& relationship)
      : session_(work.session()), relationship_(relationship), written_(work.written_pairs(relationship)) {}
  ~Links() { written_.insert(settled_.begin(), settled_.end()); }
  Links(const Links&) = delete;
  Links& operator=(const Links&) = delete;

  // Throws NullInCollection, TypeMismatch for a target that the link table cannot name.
  void add(Entity& owner, Entity* target, Keys& keys) {
    if (written_.contains({&owner, target})) return;
    require_target(owner, relationship_, target);
    settled_.emplace_back(target, &owner);
    if (!SessionState::is_in_session(*target)) return;
    load_key(session_, owner);
    load_key(session_, *target);
    keys.emplace_back(owner.id(), target->id());
  }

 private:
  SessionState& session_;
  const Relationship& relationship_;
  UnitOfWork::Pairs& written_;
  std::vector<std::pair<const Entity*, const Entity*>> settled_;  // as the other side has them
};

class ManyToMany final : public DependencyProcessor {
  void presort_deletes(UnitOfWork& work, const Relationship& relationship, const Objects& owners) const override {
    for (Entity* owner : owners) work.load(*owner, relationship);
  }
  void presort_saves(UnitOfWork& /*work*/, const Relationship& /*relationship*/,
                     const Objects& /*owners*/) const override {}

  void process_deletes(UnitOfWork& work, const Relationship& relationship, const Objects& owners) const override {
    Keys deleted;
    {
      Links links(work, relationship);
      for (Entity* owner : owners) {
        for (Entity* target : work.unchanged(*owner, relationship)) links.add(*owner, target, deleted);
        for (Entity* target : work.changes(*owner, relationship).deleted)
          if (target != nullptr) links.add(*owner, target, deleted);
      }
    }
    delete_links(work.session(), relationship, deleted);
  }

  void process_saves(UnitOfWork& work, const Relationship& relationship, const Objects& owners) const override {
    Keys inserted;
    Keys deleted;
    {
      Links links(work, relationship);
      for (Entity* owner : owners) {
        const History& changes = work.changes(*owner, relationship);
        for (Entity* target : changes.added) links.add(*owner, target, inserted);
        for (Entity* target : changes.deleted) links.add(*owner, target, deleted);
      }
    }
    delete_links(work.session(), relationship, deleted);
    insert_links(work.session(), relationship, inserted);
  }

  void connect(ActionGraph& graph, const Neighbours& actions) const override {
    graph.order(actions.save_parents, actions.after_save);
    graph.order(actions.save_children, actions.after_save);
    graph.order(actions.after_save, actions.delete_children);
    graph.order(actions.before_delete, actions.save_parents);
    graph.order(actions.before_delete, actions.delete_parents);
    graph.order(actions.before_delete, actions.delete_children);
    graph.order(actions.before_delete, actions.save_children);
  }

  void connect_one(ActionGraph& graph, const NeighboursOfOne& actions) const override {
    if (actions.parent_goes) {
      graph.order(actions.process, actions.child);
      graph.order(actions.process, actions.parent);
      return;
    }
    graph.order(actions.parent, actions.process);
    if (actions.child_goes)
      graph.order(actions.process, actions.child);
    else
      graph.order(actions.child, actions.process);
  }

  bool has_history(UnitOfWork& work, const Relationship& relationship, Entity& owner, bool /*goes*/) const override {
    if (!work.changes(owner, relationship).empty()) return true;
    const ListSlot& list = slot_at<ListSlot>(owner, relationship.offset);
    return is_current(owner) && list.is_loaded() && list.live > 0;
  }
};

const ManyToMany kManyToMany;

}  // namespace

const DependencyProcessor& many_to_many_processor = kManyToMany;

}  // namespace orm
