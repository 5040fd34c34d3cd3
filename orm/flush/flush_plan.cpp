#include "orm/flush/flush_plan.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "orm/loading/load.h"
#include "orm/state/states.h"

namespace orm {
namespace {

// A split key column follows its relationship, where that changed.
void follow_target(SessionState& session, Entity& object, ScalarSlot& slot) {
  if (!slot.is_split() || !slot.is_changed()) return;
  const SplitKey& key = session.split_keys.at(&slot);
  const bool is_unchanged = EntityAccess::has_history(object) && key.old_target_known && key.old_target == slot.target;
  if (!key.is_synced && !is_unchanged && !refers_outside(slot))
    set_key(session, object, slot, KeyValue::of(slot.target));
}

// Whether a scalar's key, as it will be written, differs from what the row holds.
bool is_net_key_change(const SessionState& session, const Change& change, const ScalarSlot& slot) {
  if (change.kind == Change::Kind::unknown_key) return true;
  const Cell now = written_key(session, slot);
  if (change.kind == Change::Kind::null_key || change.kind == Change::Kind::null_only) return !now.is_null();
  return now.is_null() || now.integer() != change.key;
}

bool has_key_value(const SessionState& session, const ScalarSlot& slot) {
  if (slot.is_split()) return session.split_keys.at(&slot).column.is_loaded();
  return slot.has_value() && !refers_outside(slot);
}

}  // namespace

bool is_net_text_change(const Change& change) {
  const auto& now = slot_at<TextSlot>(*change.object, change.offset);
  if (change.kind == Change::Kind::unknown_text) return true;
  if (change.kind == Change::Kind::null_text) return now.data != nullptr;
  return now.data == nullptr || std::string_view(now.data, now.size) != std::string_view(change.text, change.size);
}

FlushPlan::FlushPlan(SessionState& session, std::unordered_set<const Entity*> left_out)
    : session_(session), left_out_(std::move(left_out)), work_(session.mappers.size()) {
  collect_new();
  collect_changes();
  links_ = collect_link_rows(session_);
  collect_deleted();
  sort_mappers();
  sort_rows();
}

// An object that is expired as a whole and takes part in the flush is loaded first: 1 SELECT.
void FlushPlan::reload_if_expired(Entity& object) {
  if (SessionState::is_attached(object) && object.state() != State::pending && SessionState::is_key_expired(object))
      [[unlikely]]
    refresh_columns(session_, object);
}

// The same before its table is written, once all keys are settled: what was unknown when it was written stays so.
void FlushPlan::reload_later(Entity& object) {
  if (object.state() == State::persistent && SessionState::is_key_expired(object)) [[unlikely]]
    (session_.mapper_of(object).refers_to_others() ? to_reload_last_ : to_reload_).push_back(&object);
}

// The key of what a row refers to is needed, once the tables that refer to no other are written.
void FlushPlan::reload_target(const ScalarSlot& scalar) {
  if (!scalar.has_target() || scalar.target == nullptr) return;
  if (scalar.target->state() == State::persistent && SessionState::is_key_expired(*scalar.target)) [[unlikely]]
    to_reload_last_.push_back(scalar.target);
}

// Whether a changed scalar's target is another than before, as far as its key tells.
bool FlushPlan::has_new_target(const ScalarSlot& scalar) const {
  if (!scalar.is_changed()) return false;
  if (scalar.is_split()) return is_target_changed(session_.split_keys.at(&scalar), scalar);
  const Change& change = session_.history.find(scalar);
  if (change.kind != Change::Kind::key || !scalar.has_target()) return true;
  return scalar.target == nullptr || scalar.target->id() != change.key;
}

// A side that is not linked lets the flush find a wrong class, once the owners are written, as in SQLAlchemy.
void FlushPlan::require_target_class(Entity& object, const ScalarSlot& scalar) {
  if (!scalar.has_target() || scalar.target == nullptr || refers_outside(scalar)) return;
  const Relationship* relationship = session_.attribute_of(object, scalar.attribute).relationship;
  if (relationship == nullptr || refusal_) return;
  try {
    require_class(object, *relationship, *scalar.target);
  } catch (const TypeMismatch&) {
    refusal_ = std::current_exception();
  }
}

void FlushPlan::collect_new() {
  for (Entity* object : session_.pending) {
    if (object->state() != State::pending || EntityAccess::has_flag(*object, EntityAccess::kCollected)) continue;
    if (left_out_.contains(object)) continue;
    for (const std::uint16_t offset : session_.mapper_of(*object).foreign_key_offsets()) {
      const ScalarSlot& scalar = slot_at<ScalarSlot>(*object, offset);
      require_target_class(*object, scalar);
      if (!EntityAccess::has_history(*object) || has_new_target(scalar)) reload_target(scalar);
    }
    EntityAccess::set_flag(*object, EntityAccess::kCollected, true);
    Work& work = work_[EntityAccess::mapper(*object)];
    Entity* holder = holder_of_key(*object);
    if (holder != nullptr && EntityAccess::is_marked_deleted(*holder)) {
      EntityAccess::set_flag(*holder, EntityAccess::kCollected, true);
      switched_.push_back(object);
      if (const ColumnSet columns = columns_with_a_value(*object)) work.updates[columns].push_back(object);
    } else {
      inserted_.push_back(object);
      work.inserts.push_back(object);
    }
  }
  for (Entity* object : inserted_) EntityAccess::set_flag(*object, EntityAccess::kCollected, false);
  for (Entity* object : switched_) EntityAccess::set_flag(*object, EntityAccess::kCollected, false);
}

// Another object that has the new one's key. One that is expired is asked first whether its row is still there.
Entity* FlushPlan::holder_of_key(const Entity& object) {
  Entity* holder = session_.identity_of(session_.mapper_of(object)).find(object.id());
  if (holder == nullptr || !SessionState::is_expired(*holder)) [[likely]]
    return holder;
  try {
    refresh_columns(session_, *holder);
  } catch (const ObjectDeleted&) {
    leave_as_deleted(session_, *holder);
    return nullptr;
  }
  return holder;
}

ColumnSet FlushPlan::columns_with_a_value(Entity& object) const {
  ColumnSet columns = 0;
  const auto& attributes = session_.mapper_of(object).attributes();
  const auto has_value = [&](const Attribute& attribute) {
    if (EntityAccess::has_history(object)) return is_changed(object, attribute);  // its row was rolled back
    if (attribute.kind == SlotKind::text)
      return (slot_at<TextSlot>(object, attribute.offset).flags & SlotFlags::kLoaded) != 0;
    return has_key_value(session_, slot_at<ScalarSlot>(object, attribute.offset));
  };
  for (std::size_t i = 0; i < attributes.size(); ++i)
    if (attributes[i].column >= 0 && has_value(attributes[i])) columns |= ColumnSet{1} << i;
  return columns;
}

bool FlushPlan::is_changed(Entity& object, const Attribute& attribute) const {
  if (attribute.kind == SlotKind::text) {
    const TextSlot& text = slot_at<TextSlot>(object, attribute.offset);
    return (text.flags & SlotFlags::kChanged) != 0 && is_net_text_change(session_.history.find(text));
  }
  const ScalarSlot& scalar = slot_at<ScalarSlot>(object, attribute.offset);
  if (scalar.is_split()) {
    const SplitKey& key = session_.split_keys.at(&scalar);
    return is_key_changed(key) || is_target_changed(key, scalar);
  }
  return scalar.is_changed() && is_net_key_change(session_, session_.history.find(scalar), scalar);
}

void FlushPlan::collect_deleted() {
  for (Entity* object : session_.marked) {
    if (!SessionState::is_attached(*object) || left_out_.contains(object)) continue;
    reload_if_expired(*object);
    const bool row_is_taken = EntityAccess::has_flag(*object, EntityAccess::kCollected);
    EntityAccess::set_flag(*object, EntityAccess::kCollected, false);
    if (!row_is_taken) work_[EntityAccess::mapper(*object)].deletes.push_back(object);
    deleted_.push_back(object);
  }
}

void FlushPlan::collect_changes() {
  struct Dirty {
    Entity* object;
    std::int64_t key;
    ColumnSet columns;
  };
  std::vector<std::vector<Dirty>> dirty(work_.size());
  session_.history.for_each_backwards([&](Change& change) {
    Entity& object = *change.object;
    if (!SessionState::is_in_session(object) || left_out_.contains(&object)) return;
    const int attribute = change.is_text() ? text_to_write(change) : change.is_scalar() ? key_to_write(change) : -1;
    if (attribute >= 0 && object.state() == State::persistent)
      dirty[EntityAccess::mapper(object)].push_back({&object, object.id(), ColumnSet{1} << attribute});
  });
  const auto by_key = [](const Dirty& a, const Dirty& b) { return a.key < b.key; };
  for (std::size_t mapper = 0; mapper < dirty.size(); ++mapper) {
    auto& objects = dirty[mapper];
    std::reverse(objects.begin(), objects.end());
    if (!std::is_sorted(objects.begin(), objects.end(), by_key)) std::sort(objects.begin(), objects.end(), by_key);
    for (std::size_t i = 0; i < objects.size();) {
      ColumnSet columns = 0;
      const std::size_t first = i;
      for (; i < objects.size() && objects[i].object == objects[first].object; ++i) columns |= objects[i].columns;
      work_[mapper].updates[columns].push_back(objects[first].object);
    }
    has_updates_ = has_updates_ || !objects.empty();
  }
}

// The index of the changed attribute that a change stands for, or -1 where nothing is written: it came back to its old
// value, an expire forgot it, or a later entry told it. The slot counts as unchanged afterwards.
int FlushPlan::text_to_write(const Change& change) {
  Entity& object = *change.object;
  TextSlot& text = slot_at<TextSlot>(object, change.offset);
  if (EntityAccess::is_marked_deleted(object)) return -1;
  reload_later(object);
  if ((text.flags & SlotFlags::kChanged) == 0) return -1;
  text.flags &= static_cast<std::uint8_t>(~SlotFlags::kChanged);
  return is_net_text_change(change) ? text.attribute : -1;
}

int FlushPlan::key_to_write(Change& change) {
  Entity& object = *change.object;
  ScalarSlot& scalar = slot_at<ScalarSlot>(object, change.offset);
  if (EntityAccess::is_marked_deleted(object)) return -1;
  if (change.kind == Change::Kind::split) return split_key_to_write(object, scalar);
  if (!scalar.is_changed()) return -1;
  if (!change.is_key()) {  // the other side has the key
    scalar.flags &= static_cast<std::uint8_t>(~SlotFlags::kChanged);
    reload_later(object);
    return -1;
  }
  require_target_class(object, scalar);
  if (refers_outside(scalar)) {
    reload_later(object);
    settle_key(object, scalar);
    return -1;
  }
  scalar.flags &= static_cast<std::uint8_t>(~SlotFlags::kChanged);
  reload_later(object);
  Entity* target = scalar.has_target() ? scalar.target : nullptr;  // a key column without a relationship has none
  const bool came_back = change.kind == Change::Kind::key && target != nullptr && target->id() == change.key;
  if (!came_back) reload_target(scalar);
  return is_net_key_change(session_, change, scalar) ? scalar.attribute : -1;
}

int FlushPlan::split_key_to_write(Entity& object, ScalarSlot& scalar) {
  if (!scalar.is_split() || !session_.split_keys.at(&scalar).is_logged) return -1;
  require_target_class(object, scalar);
  const SplitKey& key = session_.split_keys.at(&scalar);
  if (is_target_changed(key, scalar) && !refers_outside(scalar)) reload_target(scalar);
  if (!session_.inserted.empty()) followed_.push_back({&object, &scalar, scalar, key});
  follow_target(session_, object, scalar);
  reload_later(object);
  const bool is_written = is_key_changed(session_.split_keys.at(&scalar));
  settle_key(object, scalar);
  return is_written ? scalar.attribute : -1;
}

// A key column apart from its relationship has the value that is written, and counts as unchanged.
void FlushPlan::settle_key(Entity& object, ScalarSlot& scalar) {
  if (!scalar.is_split()) split(session_, object, scalar).is_synced = refers_outside(scalar);
  follow_target(session_, object, scalar);
  SplitKey& key = session_.split_keys.at(&scalar);
  if (!key.column.is_loaded() && !EntityAccess::has_identity(object)) key.column.state = KeyValue::State::unset;
  key.is_changed = key.is_logged = key.is_synced = false;
  scalar.flags &= static_cast<std::uint8_t>(~SlotFlags::kChanged);
  if (refers_outside(scalar))
    scalar.flags |= SlotFlags::kStray;  // its key names another owner, whose list may hold it
  else
    join(session_, scalar);
}

void FlushPlan::write(const std::function<void()>& between) {
  // Table by table, UPDATEs first, as SQLAlchemy's save_obj does: a new row may take a unique value that another gives
  // up. In a table that refers to itself they follow the new rows, to which they may refer.
  const auto save = [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const Mapper& mapper = *order_[i];
      const Work& work = work_[mapper.index()];
      const bool is_tree = mapper.refers_to_itself();
      if (is_tree) insert_rows(session_, mapper, work.inserts);
      for (const auto& [columns, objects] : work.updates) update_rows(session_, mapper, columns, objects);
      if (!is_tree) insert_rows(session_, mapper, work.inserts);
    }
  };
  for (const LinkRows& rows : links_) remove_links_of_deleted(session_, rows);
  for (Entity* object : to_reload_) reload_if_expired(*object);
  save_roots([&] { save(0, roots_); });
  if (refusal_) std::rethrow_exception(refusal_);
  write_keys(between);
  try {
    for (Entity* object : to_reload_last_) reload_if_expired(*object);
    save(roots_, order_.size());
    for (const LinkRows& rows : links_) write_link_rows(session_, rows);
    for (auto mapper = order_.rbegin(); mapper != order_.rend(); ++mapper)
      delete_rows(session_, **mapper, work_[(*mapper)->index()].deletes);
  } catch (const std::exception&) {
    keep_new_keys();
    throw;
  }
}

}  // namespace orm
