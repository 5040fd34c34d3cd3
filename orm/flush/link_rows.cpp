#include "orm/flush/link_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "orm/loading/load.h"
#include "orm/state/list_history.h"

namespace orm {
namespace {

using Pair = std::pair<std::int64_t, std::int64_t>;
using Processed =
    std::set<std::pair<const Entity*, const Entity*>>;  // (target, owner): what the other side need not do

// The relationships of link tables, each pair's sides in the order of their labels.
std::vector<const Relationship*> many_to_many(const SessionState& session) {
  std::vector<const Relationship*> found;
  for (const Mapper* mapper : session.mappers)
    for (const auto& relationship : mapper->relationships())
      if (relationship->direction == Direction::many_to_many) found.push_back(relationship.get());
  std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) { return a->label() < b->label(); });
  return found;
}

class Collector {
 public:
  Collector(SessionState& session, const Relationship& relationship, Processed* processed)
      : session_(session), processed_(processed), rows_{&relationship, {}, {}, {}, {}} {}

  void remove_of_deleted() {
    for (Entity* owner : session_.marked)
      if (is_mine(*owner) && SessionState::is_attached(*owner)) remove_all(*owner);
    settle();
  }
  void save_changes() {
    for (Entity* owner : changed_owners()) save(*owner);
    settle();
  }
  LinkRows& rows() { return rows_; }

 private:
  bool is_mine(const Entity& object) const {
    return EntityAccess::mapper(object) == rows_.relationship->owner->index();
  }
  ListSlot& list_of(Entity& owner) const { return slot_at<ListSlot>(owner, rows_.relationship->offset); }

  std::vector<Entity*> changed_owners() const {
    std::vector<Entity*> owners;
    std::set<const Entity*> seen;
    const auto add = [&](ListSlot* slot) {
      Entity& owner = *owner_of(*slot);
      const bool is_here = is_mine(owner) && slot->offset == rows_.relationship->offset &&
                           SessionState::is_in_session(owner) && !EntityAccess::is_marked_deleted(owner);
      if (is_here && seen.insert(&owner).second) owners.push_back(&owner);
    };
    for (ListSlot* slot : session_.changed_lists) add(slot);
    return owners;
  }

  void save(Entity& owner) {
    const ListChanges changes = list_changes(session_, owner, list_of(owner), *rows_.relationship);
    try {
      require_targets(session_, owner, *rows_.relationship, changes.added);
    } catch (const OrmError&) {
      return refuse();
    }
    for (Entity* target : changes.added) add_row(owner, target, rows_.added);
    for (Entity* target : changes.removed) add_row(owner, target, rows_.removed);
  }
  void remove_all(Entity& owner) {
    ListSlot& slot = list_of(owner);
    for (Entity* target : list_changes(session_, owner, slot, *rows_.relationship).removed)
      add_row(owner, target, rows_.of_deleted);
    if (!slot.is_loaded()) return;
    for (Entity* target : session_.ordered(slot, *rows_.relationship).elements())
      if (was_in_list(session_, owner, slot, *rows_.relationship, target) > 0) add_row(owner, target, rows_.of_deleted);
  }
  void add_row(Entity& owner, Entity* target, std::vector<Pair>& rows) {
    try {
      require_target(owner, *rows_.relationship, target);
    } catch (const OrmError&) {
      return refuse();
    }
    settled_.emplace_back(target, &owner);
    if (processed_->contains({&owner, target}) || !SessionState::is_in_session(*target)) return;
    for (Entity* object : {&owner, target})
      if (object->state() == State::persistent && SessionState::is_key_expired(*object))
        refresh_columns(session_, *object);
    rows.emplace_back(owner.id(), target->id());
  }
  // REQUIRES: an exception is being handled.
  void refuse() {
    if (!rows_.refusal) rows_.refusal = std::current_exception();
  }
  // What this side wrote, the other need not.
  void settle() {
    processed_->insert(settled_.begin(), settled_.end());
    settled_.clear();
  }

  SessionState& session_;
  Processed* processed_;
  std::vector<std::pair<const Entity*, const Entity*>> settled_;
  LinkRows rows_;
};

// Rows of a group of pairs.
class PairRows final : public RowSource {
 public:
  explicit PairRows(const std::vector<Pair>& pairs) : pairs_(pairs) {}
  void fill(std::size_t index, Cell* values) const override {
    values[0] = pairs_[index].first;
    values[1] = pairs_[index].second;
  }

 private:
  const std::vector<Pair>& pairs_;
};

}  // namespace

std::vector<LinkRows> collect_link_rows(SessionState& session) {
  std::map<const Relationship*, Processed> processed;  // by the first of two linked sides
  std::vector<Collector> collectors;
  for (const Relationship* relationship : many_to_many(session)) {
    const Relationship* reverse = relationship->reverse;
    const Relationship* first =
        reverse != nullptr && reverse->reverse == relationship && processed.contains(reverse) ? reverse : relationship;
    collectors.emplace_back(session, *relationship, &processed[first]);
  }
  // As in SQLAlchemy: whichever side its owner's deletion clears, it comes before what any side saves.
  for (Collector& collector : collectors) collector.remove_of_deleted();
  for (Collector& collector : collectors) collector.save_changes();
  std::vector<LinkRows> all;
  for (Collector& collector : collectors) {
    LinkRows& rows = collector.rows();
    if (!rows.added.empty() || !rows.removed.empty() || !rows.of_deleted.empty() || rows.refusal)
      all.push_back(std::move(rows));
  }
  return all;
}

namespace {

std::vector<std::string> columns_of(const Relationship& relationship) {
  return {relationship.secondary_owner_column, relationship.secondary_target_column};
}

void remove_pairs(SessionState& session, const Relationship& relationship, const std::vector<Pair>& pairs) {
  if (pairs.empty()) return;
  const std::vector<std::string> columns = columns_of(relationship);
  const WriteGroup group{StatementKind::remove, relationship.secondary, {}, columns, pairs.size()};
  const std::uint64_t matched = session.backend.write(group, PairRows(pairs));
  if (matched != pairs.size())
    throw StaleData(
        fmt::format("DELETE of {} rows of '{}' for {} matched {}: links were not there; roll back and load again",
                    pairs.size(), relationship.secondary, relationship.label(), matched));
}

}  // namespace

void remove_links_of_deleted(SessionState& session, const LinkRows& rows) {
  remove_pairs(session, *rows.relationship, rows.of_deleted);
}

void write_link_rows(SessionState& session, const LinkRows& rows) {
  if (rows.refusal) std::rethrow_exception(rows.refusal);
  remove_pairs(session, *rows.relationship, rows.removed);
  if (rows.added.empty()) return;
  const std::vector<std::string> columns = columns_of(*rows.relationship);
  const WriteGroup group{StatementKind::insert, rows.relationship->secondary, columns, {}, rows.added.size()};
  session.backend.write(group, PairRows(rows.added));
}

}  // namespace orm
