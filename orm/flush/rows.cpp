#include "orm/flush/rows.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace orm {

namespace {

// As the flush writes it: of a target outside the session there is none.
Cell written_key(const SessionState& session, const Entity& object, const ScalarSlot& slot) {
  if (slot.is_split()) return session.split_keys.at(&slot).column.cell();
  if (slot.has_key()) return slot.key;
  const bool has_key = slot.is_followed() || (!slot.is_changed() && EntityAccess::has_history(object));
  if (!has_key || slot.target == nullptr) return {};
  return slot.target->id();
}

Cell value_of(const SessionState& session, Entity& object, const Attribute& attribute) {
  if (attribute.kind == SlotKind::scalar)
    return written_key(session, object, slot_at<ScalarSlot>(object, attribute.offset));
  const auto& text = slot_at<TextSlot>(object, attribute.offset);
  return text.data == nullptr ? Cell() : Cell(text.data, text.size);
}

// Reads rows of a group from objects: the given attributes, then the key where the group has one.
class ObjectRows final : public RowSource {
 public:
  ObjectRows(const SessionState& session, const std::vector<Entity*>& objects, std::vector<const Attribute*> attributes,
             bool key_first, bool key_last)
      : session_(session),
        objects_(objects),
        attributes_(std::move(attributes)),
        key_first_(key_first),
        key_last_(key_last) {}

  void fill(std::size_t index, Cell* values) const override {
    Entity& object = *objects_[index];
    if (key_first_) *values++ = object.id();
    for (const Attribute* attribute : attributes_) *values++ = value_of(session_, object, *attribute);
    if (key_last_) *values = object.id();
  }

 private:
  const SessionState& session_;
  const std::vector<Entity*>& objects_;
  std::vector<const Attribute*> attributes_;
  bool key_first_;
  bool key_last_;
};

void require_updated(const WriteGroup& group, const std::vector<Entity*>& objects, std::uint64_t matched) {
  if (matched == group.rows) return;
  const std::string what =
      objects.size() == 1 ? label_of(*objects.front()) : fmt::format("{} rows of '{}'", group.rows, group.table);
  throw StaleData(
      fmt::format("UPDATE of {} matched {} rows: rows were changed or deleted behind this session's back; roll back "
                  "and load again",
                  what, matched));
}

const std::string& column_name(const Mapper& mapper, const Attribute& attribute) {
  return mapper.columns()[static_cast<std::size_t>(attribute.column)].name;
}

}  // namespace

void insert_rows(SessionState& session, const Mapper& mapper, const std::vector<Entity*>& objects) {
  if (objects.empty()) return;
  std::vector<std::string> columns{mapper.key_column()};
  std::vector<const Attribute*> attributes;
  for (const Attribute& attribute : mapper.attributes()) {
    if (attribute.column < 0) continue;
    columns.push_back(column_name(mapper, attribute));
    attributes.push_back(&attribute);
  }
  const WriteGroup group{StatementKind::insert, mapper.table(), columns, {}, objects.size()};
  session.backend.write(group, ObjectRows(session, objects, std::move(attributes), true, false));
}

void update_rows(SessionState& session, const Mapper& mapper, ColumnSet set, const std::vector<Entity*>& objects) {
  const std::vector<std::string> key{mapper.key_column()};
  std::vector<std::string> columns;
  std::vector<const Attribute*> attributes;
  for (std::size_t i = 0; i < mapper.attributes().size(); ++i) {
    if ((set >> i & 1) == 0) continue;
    const Attribute& attribute = mapper.attributes()[i];
    columns.push_back(column_name(mapper, attribute));
    attributes.push_back(&attribute);
  }
  const WriteGroup group{StatementKind::update, mapper.table(), columns, key, objects.size()};
  require_updated(group, objects,
                  session.backend.write(group, ObjectRows(session, objects, std::move(attributes), false, true)));
}

void delete_rows(SessionState& session, const Mapper& mapper, const std::vector<Entity*>& objects) {
  const std::vector<std::string> key{mapper.key_column()};
  const WriteGroup group{StatementKind::remove, mapper.table(), {}, key, objects.size()};
  session.backend.write(group, ObjectRows(session, objects, {}, false, true));
}

}  // namespace orm
