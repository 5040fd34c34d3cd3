#include "orm/flush/rows.h"

#include <fmt/format.h>

#include <bit>
#include <span>
#include <string>
#include <utility>

namespace orm {

namespace {

Cell value_of(const SessionState& session, Entity& object, const Attribute& attribute) {
  if (attribute.kind == SlotKind::scalar)
    return key_value(session, object, slot_at<ScalarSlot>(object, attribute.offset)).cell();
  const auto& text = slot_at<TextSlot>(object, attribute.offset);
  return text.data == nullptr ? Cell() : Cell(text.data, text.size);
}

// Reads rows of a group from objects: the given attributes, then the key where the group has one.
class ObjectRows final : public RowSource {
 public:
  ObjectRows(const SessionState& session, std::span<Entity* const> objects,
             std::span<const Attribute* const> attributes, bool key_first, bool key_last)
      : session_(session), objects_(objects), attributes_(attributes), key_first_(key_first), key_last_(key_last) {}

  void fill(std::size_t index, Cell* values) const override {
    Entity& object = *objects_[index];
    fetch_ahead(index);
    if (key_first_) *values++ = object.id();
    for (const Attribute* attribute : attributes_) *values++ = value_of(session_, object, *attribute);
    if (key_last_) *values = object.id();
  }

 private:
  // Between two rows the database goes through memory of its own, and what the next ones need leaves the cache: they
  // are asked for in time, and the objects whose keys they write. Inline: g++ takes what only prefetches for a function
  // without effect, and leaves out its call.
  [[gnu::always_inline]] void fetch_ahead(std::size_t index) const {
    constexpr std::size_t kAhead = 4;
    if (index + kAhead >= objects_.size()) return;
    __builtin_prefetch(objects_[index + kAhead]);
    Entity& next = *objects_[index + kAhead / 2];
    for (const Attribute* attribute : attributes_) {
      if (attribute->kind != SlotKind::scalar) continue;
      const auto& slot = slot_at<ScalarSlot>(next, attribute->offset);
      if (slot.has_target()) __builtin_prefetch(slot.target);
    }
  }

  const SessionState& session_;
  std::span<Entity* const> objects_;
  std::span<const Attribute* const> attributes_;
  bool key_first_;
  bool key_last_;
};

void require_updated(const WriteGroup& group, std::span<Entity* const> objects, std::uint64_t matched) {
  if (matched == group.rows) return;
  const std::string what =
      objects.size() == 1 ? label_of(*objects.front()) : fmt::format("{} rows of '{}'", group.rows, group.table);
  throw StaleData(
      fmt::format("UPDATE of {} matched {} rows: rows were changed or deleted behind this session's back; roll back "
                  "and load again",
                  what, matched));
}

}  // namespace

void insert_rows(SessionState& session, const Mapper& mapper, std::span<Entity* const> objects) {
  if (objects.empty()) return;
  const WriteGroup group{StatementKind::insert,      mapper.table(), mapper.select_columns(), {}, objects.size(),
                         &mapper.statements().insert};
  session.backend.write(group, ObjectRows(session, objects, mapper.column_attributes(), true, false));
}

void update_rows(SessionState& session, const Mapper& mapper, ColumnSet set, std::span<Entity* const> objects) {
  const std::size_t first = static_cast<std::size_t>(std::countr_zero(set));
  const bool is_one = std::has_single_bit(set);
  std::vector<std::string> columns;
  std::vector<const Attribute*> attributes;
  for (std::size_t i = first; i < mapper.attributes().size(); ++i) {
    if ((set >> i & 1) == 0) continue;
    const Attribute& attribute = mapper.attributes()[i];
    columns.push_back(mapper.columns()[static_cast<std::size_t>(attribute.column)].name);
    attributes.push_back(&attribute);
  }
  const WriteGroup group{
      StatementKind::update,     mapper.table(), columns,
      {&mapper.key_column(), 1}, objects.size(), is_one ? &mapper.statements().update[first] : nullptr};
  require_updated(group, objects, session.backend.write(group, ObjectRows(session, objects, attributes, false, true)));
}

void delete_rows(SessionState& session, const Mapper& mapper, std::span<Entity* const> objects) {
  const WriteGroup group{StatementKind::remove,     mapper.table(), {},
                         {&mapper.key_column(), 1}, objects.size(), &mapper.statements().remove};
  session.backend.write(group, ObjectRows(session, objects, {}, false, true));
}

}  // namespace orm
