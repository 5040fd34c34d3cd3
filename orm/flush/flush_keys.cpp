// The keys of a flush's new objects: they follow the objects that they refer to, once those are written, and stay when
// the flush fails later.
#include <algorithm>

#include "orm/flush/flush_plan.h"

namespace orm {

// Calls f(followed) for those whose rows go with the transaction, and which so become objects without a row again.
template <class F>
void FlushPlan::for_each_followed(F&& f) {
  const std::unordered_set<const Entity*> inserted(session_.inserted.begin(), session_.inserted.end());
  for (const Followed& followed : followed_)
    if (inserted.contains(followed.object) && followed.object->state() == State::persistent) f(followed);
}

void FlushPlan::forget_followed(const Followed& followed) {
  session_.split_keys[followed.slot] = followed.key;
  *followed.slot = followed.before;
}

// Keys follow once the owners are written: an object whose row goes with the transaction has those of before, when an
// owner's row is refused.
void FlushPlan::save_roots(const std::function<void()>& save) {
  try {
    save();
  } catch (const std::exception&) {
    for_each_followed([&](const Followed& followed) { forget_followed(followed); });
    throw;
  }
}

// The keys that scalars tell are there before those that lists tell, also when one of these cannot be written. In a
// tree they are written row by row, so that those of a flush that stops there are not known.
void FlushPlan::write_keys(const std::function<void()>& between) {
  try {
    between();
  } catch (const std::exception&) {
    const bool has_tree =
        std::any_of(order_.begin(), order_.end(), [](const Mapper* mapper) { return mapper->refers_to_itself(); });
    if (!has_tree) {
      settle_new_keys();
      keep_new_keys();
    }
    throw;
  }
  settle_new_keys();
}

template <class F>
void FlushPlan::for_each_new_key(F&& f) {
  for (const auto* objects : {&inserted_, &switched_})
    for (Entity* object : *objects)
      for (const std::uint16_t offset : session_.mapper_of(*object).foreign_key_offsets())
        f(*object, slot_at<ScalarSlot>(*object, offset));
}

// The objects that new ones refer to are written: their key columns follow.
void FlushPlan::settle_new_keys() {
  for_each_new_key([&](Entity& object, ScalarSlot& scalar) {
    if (scalar.is_split() || refers_outside(scalar)) settle_key(object, scalar);
  });
}

// New objects whose rows could not be written keep the keys that they were given for it. So do those whose rows go with
// the transaction.
void FlushPlan::keep_new_keys() {
  const std::unordered_set<const Entity*> inserted(session_.inserted.begin(), session_.inserted.end());
  session_.history.for_each_backwards([&](const Change& change) {
    Entity& object = *change.object;
    if (!change.is_key() || !inserted.contains(&object) || object.state() != State::persistent) return;
    if (left_out_.contains(&object)) return;
    ScalarSlot& scalar = slot_at<ScalarSlot>(object, change.offset);
    if (scalar.is_split() || !scalar.has_target() || refers_outside(scalar) || EntityAccess::is_marked_deleted(object))
      return;
    scalar.flags |= SlotFlags::kChanged;  // as it was before it was planned
    set_key(session_, object, scalar, KeyValue::of(scalar.target));
  });
  for_each_followed([&](const Followed& followed) {  // the key stays, and what was set counts as changed again
    const KeyValue key = key_value(session_, *followed.object, *followed.slot);
    forget_followed(followed);
    if (key.is_loaded() && key != followed.key.column) set_key(session_, *followed.object, *followed.slot, key);
  });
  for_each_new_key([&](Entity& object, ScalarSlot& scalar) {
    if (EntityAccess::has_history(object) || scalar.is_split() || !scalar.has_target() || refers_outside(scalar))
      return;
    split(session_, object, scalar).column = KeyValue::of(scalar.target);
  });
}

}  // namespace orm
