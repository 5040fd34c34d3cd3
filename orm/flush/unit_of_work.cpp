#include "orm/flush/unit_of_work.h"

#include <algorithm>

#include "orm/attribute/cascade.h"
#include "orm/flush/dependency_processor.h"
#include "orm/loading/load.h"

namespace orm {

UnitOfWork::~UnitOfWork() {
  for_each([](Entity& object) {
    EntityAccess::set_flag(object, EntityAccess::kInFlush | EntityAccess::kGoes | EntityAccess::kReplaced, false);
  });
}

void UnitOfWork::add(Entity& object, bool goes, bool cancels_delete) {
  const bool is_new = !takes_part(object);
  if (is_new ? !SessionState::is_in_session(object) : !goes && !cancels_delete) return;
  EntityAccess::set_flag(object, EntityAccess::kGoes, goes);
  any_goes_ = any_goes_ || goes;
  if (!is_new) return;
  EntityAccess::set_flag(object, EntityAccess::kInFlush, true);
  auto& objects = objects_[EntityAccess::mapper(object)];
  if (objects.empty())
    for (const auto& relationship : session_.mapper_of(object).relationships())
      if (relationship->follows == nullptr) preparations_.push_back({relationship.get()});
  objects.push_back(&object);
}

Objects UnitOfWork::objects_to(bool goes, const Mapper& mapper) const {
  if (!any_goes_ && !goes) return {objects_of(mapper), &memory_};  // without a visit to any
  Objects chosen(&memory_);
  for (Entity* object : objects_of(mapper)) {
    if (is_deleted(*object) != goes || EntityAccess::has_flag(*object, EntityAccess::kReplaced)) continue;
    if (chosen.empty()) chosen.reserve(objects_of(mapper).size());
    chosen.push_back(object);
  }
  return chosen;
}

bool UnitOfWork::is_empty() const {
  return std::all_of(objects_.begin(), objects_.end(), [](const auto& objects) { return objects.empty(); });
}

void UnitOfWork::prepare() {
  for (bool any = true; any;) {
    any = false;
    const std::size_t known = preparations_.size();
    for (std::size_t i = 0; i < known; ++i) any = prepare(i) || any;
    any = any || preparations_.size() > known;
  }
}

bool UnitOfWork::prepare(std::size_t index) {
  const Relationship& relationship = *preparations_[index].relationship;
  const Objects& owners = objects_of(*relationship.owner);
  Objects saved(&memory_), deleted(&memory_);
  for (std::size_t i = std::exchange(preparations_[index].done, owners.size()); i < owners.size(); ++i)
    (is_deleted(*owners[i]) ? deleted : saved).push_back(owners[i]);
  if (saved.empty() && deleted.empty()) return false;
  const DependencyProcessor& processor = processor_of(relationship);
  if (!deleted.empty()) processor.presort_deletes(*this, relationship, deleted);
  if (!saved.empty()) processor.presort_saves(*this, relationship, saved);
  if (preparations_[index].is_active) return true;
  if (processor.has_changes(*this, relationship, deleted, true) ||
      processor.has_changes(*this, relationship, saved, false)) {
    preparations_[index].is_active = true;
    active_.push_back(&relationship);
  }
  return true;
}

namespace {

// Nothing can have changed, and nothing is asked.
bool is_untouched(SessionState& session, Entity& owner, const Relationship& relationship) {
  if (!EntityAccess::has_history(owner)) return false;
  return relationship.uselist ? session.lists.is_untouched(slot_at<ListSlot>(owner, relationship.offset))
                              : !slot_at<ScalarSlot>(owner, relationship.offset).is_changed();
}

const void* slot_of(const Entity& owner, const Relationship& relationship) {
  return reinterpret_cast<const char*>(&owner) + relationship.offset;
}

}  // namespace

const History& UnitOfWork::changes(Entity& owner, const Relationship& relationship) {
  static const History kNone;
  if (is_untouched(session_, owner, relationship)) return kNone;
  const auto known = changes_.find(slot_of(owner, relationship));
  if (known != changes_.end()) return known->second;
  return changes_.try_emplace(slot_of(owner, relationship), ask(owner, relationship)).first->second;
}

History UnitOfWork::ask(Entity& owner, const Relationship& relationship) {
  History found = history(session_, owner, relationship, Extent::noted, &memory_);
  if (found.is_known) return found;
  Entity* old = load_old_target(session_, owner, relationship);
  if (old == found.added.front()) return History();
  if (old != nullptr) found.deleted.push_back(old);
  found.is_known = true;
  return found;
}

std::vector<Entity*> UnitOfWork::unchanged(Entity& owner, const Relationship& relationship) {
  if (!relationship.uselist) {
    const ScalarSlot& slot = slot_at<ScalarSlot>(owner, relationship.offset);
    if (!slot.has_target() || slot.target == nullptr || !changes(owner, relationship).added.empty()) return {};
    return {slot.target};
  }
  ListSlot& slot = slot_at<ListSlot>(owner, relationship.offset);
  if (!slot.is_loaded()) return {};
  std::vector<Entity*> elements = session_.ordered(slot, relationship).elements();
  std::erase_if(elements, [&](Entity* element) {
    return element == nullptr || was_in_list(session_, owner, slot, relationship, element) == 0;
  });
  return elements;
}

void UnitOfWork::load(Entity& owner, const Relationship& relationship) {
  if (!loaded_.insert(slot_of(owner, relationship)).second) return;
  load_for_delete(session_, owner, relationship);
  changes_.erase(slot_of(owner, relationship));
}

bool UnitOfWork::was_added(const Relationship& relationship, const Entity& child) {
  const auto [known, is_new] = added_.try_emplace(&relationship);
  if (is_new)
    for (Entity* owner : objects_to(false, *relationship.owner))
      for (const Entity* added : changes(*owner, relationship).added) known->second.insert(added);
  return known->second.contains(&child);
}

UnitOfWork::Pairs& UnitOfWork::written_pairs(const Relationship& relationship) {
  const Relationship* reverse = relationship.reverse;
  const bool is_second = reverse != nullptr && reverse->reverse == &relationship && written_pairs_.contains(reverse);
  return written_pairs_[is_second ? reverse : &relationship];
}

}  // namespace orm
