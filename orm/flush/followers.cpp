#include "orm/flush/followers.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "orm/loading/load.h"
#include "orm/state/list_history.h"

namespace orm {
namespace {

// Whether the element names the owner, by the side that is written; what is not known of it stays as it is.
bool belongs(SessionState& session, Entity& element, const Relationship& written, const Entity& owner) {
  if (EntityAccess::is_marked_deleted(element)) return false;
  if (!is_current(element)) return true;
  if (!written.uselist) {
    const ScalarSlot& slot = slot_at<ScalarSlot>(element, written.offset);
    if (slot.has_target()) return slot.target == &owner;
    const KeyValue key = key_value(session, element, slot);
    return key.is_loaded() ? key == KeyValue::of(&owner) : true;
  }
  ListSlot& slot = slot_at<ListSlot>(element, written.offset);
  if (slot.is_loaded()) return session.ordered(slot, written).contains(const_cast<Entity*>(&owner));
  if (slot.extra == nullptr) return true;
  const auto changes = slot.extra->queue.changes();
  return std::none_of(changes.begin(), changes.end(),
                      [&](const ListQueue::Change& change) { return change.element == &owner && !change.added; });
}

// The sides that a flush has to look at, each with what may have come to it.
class Followers {
 public:
  explicit Followers(SessionState& session) : session_(session) {}

  void gather() {
    session_.log.for_each_from(0, [&](const Change& change) {
      if (change.is_scalar() && is_current(*change.object) && SessionState::is_in_session(*change.object))
        note_scalar(*change.object, slot_at<ScalarSlot>(*change.object, change.offset));
    });
    for (ListSlot* slot : session_.changed_lists) note_list(*owner_of(*slot), *slot);
    for (Entity* object : session_.sets.pending())
      if (object->state() == State::pending) note_all(*object);
    for (Entity* object : session_.sets.marked()) note_all(*object);
  }
  void put_right() {
    for (Side& side : sides_)
      if (side.relationship->uselist)
        put_list_right(side);
      else
        put_scalar_right(side);
  }

 private:
  struct Side {
    const Relationship* relationship;
    Entity* owner;
    std::vector<Entity*> coming;  // in the order of the changes
  };

  // The side of this owner, if it is loaded.
  Side* side_of(const Relationship& follower, Entity* owner) {
    if (owner == nullptr || !is_current(*owner)) return nullptr;
    const bool is_loaded = follower.uselist ? slot_at<ListSlot>(*owner, follower.offset).is_loaded()
                                            : slot_at<ScalarSlot>(*owner, follower.offset).has_target();
    if (!is_loaded) return nullptr;
    const auto [known, is_new] =
        place_of_.try_emplace(reinterpret_cast<const char*>(owner) + follower.offset, sides_.size());
    if (is_new) sides_.push_back({&follower, owner, {}});
    return &sides_[known->second];
  }
  void lose(const Relationship& written, Entity* owner) {
    for (const Relationship* follower : written.followers) side_of(*follower, owner);
  }
  void gain(const Relationship& written, Entity* owner, Entity& element) {
    for (const Relationship* follower : written.followers)
      if (Side* side = side_of(*follower, owner)) side->coming.push_back(&element);
  }

  void note_scalar(Entity& object, ScalarSlot& slot) {
    const Relationship* relationship = session_.attribute_of(object, slot.attribute).relationship;
    if (relationship == nullptr || !slot.is_changed()) return;
    for (const Relationship* follower : relationship->followers)
      side_of(*follower, old_owner(session_, object, slot, *follower));
    if (slot.has_target()) gain(*relationship, slot.target, object);
    if (relationship->follows == nullptr) return;
    Side* side = side_of(*relationship, &object);
    const auto old = old_target(session_, slot);
    if (side != nullptr && old && *old != nullptr) side->coming.push_back(*old);
  }
  void note_list(Entity& owner, ListSlot& slot) {
    if (!is_current(owner)) return;
    note_strangers(session_, slot);
    WasIn* noted = session_.lists.was_in(slot);
    if (noted == nullptr) return;
    const Relationship& relationship = session_.relationship_of(owner, slot.attribute);
    if (relationship.follows != nullptr) {
      if (Side* side = side_of(relationship, &owner))
        for (const auto& [element, was_in] : *noted)
          if (was_in > 0 && element != nullptr) side->coming.push_back(element);
      return;
    }
    if (relationship.followers.empty()) return;
    for (const auto& [element, was_in] : *noted)
      if (element != nullptr) {
        if (session_.ordered(slot, relationship).contains(element))
          gain(relationship, element, owner);
        else
          lose(relationship, element);
      }
    for (const ListQueue::Change& change : slot.extra->queue.changes())
      if (change.added)
        gain(relationship, change.element, owner);
      else
        lose(relationship, change.element);
  }
  // A new object, or one that goes: all that it names.
  void note_all(Entity& object) {
    for (const auto& relationship : session_.mapper_of(object).relationships()) {
      if (relationship->followers.empty()) continue;
      if (!relationship->uselist) {
        const ScalarSlot& slot = slot_at<ScalarSlot>(object, relationship->offset);
        if (slot.has_target()) gain(*relationship, slot.target, object);
        continue;
      }
      ListSlot& slot = slot_at<ListSlot>(object, relationship->offset);
      if (!slot.is_loaded()) continue;
      for (Entity* element : session_.ordered(slot, *relationship).elements()) gain(*relationship, element, object);
    }
  }

  void put_list_right(Side& side) {
    ListSlot& slot = slot_at<ListSlot>(*side.owner, side.relationship->offset);
    const std::vector<Entity*> before = session_.ordered(slot, *side.relationship).elements();
    std::vector<Entity*> coming = side.coming;
    std::sort(coming.begin(), coming.end());
    std::vector<bool> is_there(coming.size());
    const auto place = [&](Entity* element) {
      return static_cast<std::size_t>(std::lower_bound(coming.begin(), coming.end(), element) - coming.begin());
    };
    std::vector<Entity*> after;
    for (Entity* element : before) {
      if (element == nullptr || !belongs(session_, *element, *side.relationship->follows, *side.owner)) continue;
      after.push_back(element);
      const std::size_t i = place(element);
      if (i < coming.size() && coming[i] == element) is_there[i] = true;
    }
    for (Entity* element : side.coming) {
      if (is_there[place(element)] || !belongs(session_, *element, *side.relationship->follows, *side.owner)) continue;
      after.push_back(element);
      is_there[place(element)] = true;
    }
    if (after != before)
      fill_list(session_, slot, *side.relationship, after);
    else if (WasIn* noted = session_.lists.was_in(slot))
      noted->clear();
  }
  void put_scalar_right(Side& side) {
    ScalarSlot& slot = slot_at<ScalarSlot>(*side.owner, side.relationship->offset);
    side.coming.insert(side.coming.begin(), slot.target);
    const auto last = std::find_if(side.coming.rbegin(), side.coming.rend(), [&](Entity* element) {
      return element != nullptr && belongs(session_, *element, *side.relationship->follows, *side.owner);
    });
    slot.set_target(last == side.coming.rend() ? nullptr : *last);
    if (!slot.is_changed()) return;
    session_.log.drop(slot);
    slot.flags &= static_cast<std::uint8_t>(~ScalarFlag::kChanged);
  }

  SessionState& session_;
  std::vector<Side> sides_;
  std::unordered_map<const void*, std::size_t> place_of_;  // slot of the side → in sides_
};

}  // namespace

void put_followers_right(SessionState& session) {
  if (!session.registry.has_followers()) return;
  Followers followers(session);
  followers.gather();
  followers.put_right();
}

}  // namespace orm
