#include "orm/flush/row_changes.h"

#include <algorithm>

#include "orm/state/history.h"

namespace orm {
namespace {

ColumnSet column_of(const SessionState& session, const Change& change) {
  if (!is_net_change(session, change)) return 0;
  const std::uint8_t attribute = change.is_text() ? slot_at<TextSlot>(*change.object, change.offset).attribute
                                                  : slot_at<ScalarSlot>(*change.object, change.offset).attribute;
  return ColumnSet{1} << attribute;
}

}  // namespace

void RowChanges::collect() {
  const std::size_t before = entries_.size();
  session_.log.for_each_from(collected_,
                             [&](const Change& change) { entries_.push_back(entry_of(*change.object, &change)); });
  collected_ = session_.log.size();
  if (entries_.size() == before) return;
  if (!std::is_sorted(entries_.begin(), entries_.end())) std::sort(entries_.begin(), entries_.end());
  next_ = 0;
}

ColumnSet RowChanges::columns_of(const Entity& object) {
  const Entry wanted = entry_of(object, nullptr);
  if (next_ == entries_.size() || entries_[next_] < wanted || wanted < entries_[next_])
    next_ = static_cast<std::size_t>(std::lower_bound(entries_.begin(), entries_.end(), wanted) - entries_.begin());
  ColumnSet columns = 0;
  for (; next_ < entries_.size() && !(wanted < entries_[next_]); ++next_)
    if (entries_[next_].change->object == &object) columns |= column_of(session_, *entries_[next_].change);
  return columns;
}

ColumnSet columns_with_a_value(SessionState& session, Entity& object) {
  ColumnSet columns = 0;
  const auto& attributes = session.mapper_of(object).attributes();
  const bool was_rolled_back = EntityAccess::has_history(object);
  const auto is_written = [&](const Attribute& attribute) {
    if (was_rolled_back) return is_column_changed(session, object, attribute);
    if (attribute.kind == SlotKind::text) return slot_at<TextSlot>(object, attribute.offset).is_loaded();
    return key_value(session, object, slot_at<ScalarSlot>(object, attribute.offset)).is_loaded();
  };
  for (std::size_t i = 0; i < attributes.size(); ++i)
    if (attributes[i].column >= 0 && is_written(attributes[i])) columns |= ColumnSet{1} << i;
  return columns;
}

}  // namespace orm
