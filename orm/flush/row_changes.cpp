#include "orm/flush/row_changes.h"

#include <algorithm>

namespace orm {
namespace {

// Whether a key column, as the flush writes it, differs from what the row holds.
bool is_net_key_change(const SessionState& session, const Change& change, const ScalarSlot& slot) {
  if (slot.is_split()) return is_key_changed(session.split_keys.at(&slot));
  if (!slot.is_changed()) return false;
  if (slot.has_target() && !slot.is_followed()) return false;  // its target is not in the session
  if (change.kind == Change::Kind::unknown_key) return true;
  const bool is_null = slot.has_target() ? slot.target == nullptr : slot.has_null_key();
  if (change.kind == Change::Kind::null_key || change.kind == Change::Kind::null_only) return !is_null;
  return is_null || change.key != (slot.has_target() ? slot.target->id() : slot.key);
}

ColumnSet column_of(const SessionState& session, const Change& change) {
  if (change.is_text()) {
    const TextSlot& text = slot_at<TextSlot>(*change.object, change.offset);
    return text.is_changed() && is_net_text_change(change) ? ColumnSet{1} << text.attribute : 0;
  }
  if (!change.is_key() && change.kind != Change::Kind::split) return 0;  // dropped, or the other side has the key
  const ScalarSlot& scalar = slot_at<ScalarSlot>(*change.object, change.offset);
  return is_net_key_change(session, change, scalar) ? ColumnSet{1} << scalar.attribute : 0;
}

}  // namespace

void RowChanges::collect() {
  const std::size_t before = entries_.size();
  session_.history.for_each_from(collected_, [&](const Change& change) {
    entries_.push_back({change.object, &change});
  });
  collected_ = session_.history.size();
  if (entries_.size() == before) return;
  if (!std::is_sorted(entries_.begin(), entries_.end())) std::stable_sort(entries_.begin(), entries_.end());
  next_ = 0;
}

ColumnSet RowChanges::columns_of(const Entity& object) {
  if (next_ == entries_.size() || entries_[next_].object != &object)
    next_ = static_cast<std::size_t>(std::lower_bound(entries_.begin(), entries_.end(), Entry{&object, nullptr}) -
                                     entries_.begin());
  ColumnSet columns = 0;
  for (; next_ < entries_.size() && entries_[next_].object == &object; ++next_)
    columns |= column_of(session_, *entries_[next_].change);
  return columns;
}

ColumnSet columns_with_a_value(SessionState& session, Entity& object) {
  ColumnSet columns = 0;
  const auto& attributes = session.mapper_of(object).attributes();
  const bool was_rolled_back = EntityAccess::has_history(object);
  const auto is_written = [&](const Attribute& attribute) {
    if (attribute.kind == SlotKind::text) {
      const TextSlot& text = slot_at<TextSlot>(object, attribute.offset);
      if (was_rolled_back) return text.is_changed() && is_net_text_change(session.history.find(text));
      return text.is_loaded();
    }
    const ScalarSlot& scalar = slot_at<ScalarSlot>(object, attribute.offset);
    if (!was_rolled_back) return key_value(session, object, scalar).is_loaded();
    if (scalar.is_split()) return is_key_changed(session.split_keys.at(&scalar));
    return scalar.is_changed() && is_net_key_change(session, session.history.find(scalar), scalar);
  };
  for (std::size_t i = 0; i < attributes.size(); ++i)
    if (attributes[i].column >= 0 && is_written(attributes[i])) columns |= ColumnSet{1} << i;
  return columns;
}

}  // namespace orm
