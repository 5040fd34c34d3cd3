#include "orm/declarative/property.h"

#include <fmt/format.h>

#include "orm/attribute/sync.h"
#include "orm/instance/errors.h"
#include "orm/state/session_state.h"

namespace orm {
namespace {

template <class Slot>
Slot& slot_of(const Entity& object, std::uint16_t offset) {
  return slot_at<Slot>(const_cast<Entity&>(object), offset);
}

std::vector<Entity*> elements_of(const ListSlot& slot) {
  std::vector<Entity*> found;
  found.reserve(slot.live);
  for (std::uint32_t i = 0; slot.is_loaded() && i < slot.size; ++i)
    if (slot.elements[i] != tombstone()) found.push_back(slot.elements[i]);
  return found;
}

}  // namespace

Property::Property(const Registry& registry, std::string_view class_name, std::string_view name) : name_(name) {
  const Mapper& mapper = registry.mapper(class_name);
  if (name == mapper.key_column()) {
    kind_ = Kind::key;
    return;
  }
  for (const Attribute& attribute : mapper.attributes()) {
    const Relationship* relationship = attribute.relationship;
    const bool holds_this_key = attribute.kind == SlotKind::scalar && attribute.column >= 0 &&
                                mapper.columns()[static_cast<std::size_t>(attribute.column)].name == name;
    if (attribute.name != name && !holds_this_key) continue;
    offset_ = attribute.offset;
    if (attribute.kind == SlotKind::text) {
      kind_ = Kind::text;
    } else if (holds_this_key) {
      kind_ = Kind::foreign_key;
    } else {
      relationship_ = relationship;
      kind_ = attribute.kind == SlotKind::list ? Kind::list : Kind::scalar;
    }
    return;
  }
  throw NotMapped(fmt::format("{} has no attribute '{}'", class_name, name));
}

bool Property::is_loaded(const Entity& object) const {
  if (!is_current(object)) return false;
  switch (kind_) {
    case Kind::key:
      return !SessionState::is_expired(object) && !EntityAccess::has_flag(object, EntityAccess::kKeyExpired);
    case Kind::text:
      return slot_of<TextSlot>(object, offset_).is_loaded();
    case Kind::foreign_key:
      return key_value(SessionState::of(object), object, slot_of<ScalarSlot>(object, offset_)).is_loaded();
    case Kind::scalar:
      return slot_of<ScalarSlot>(object, offset_).has_target();
    case Kind::list:
      return slot_of<ListSlot>(object, offset_).is_loaded();
  }
  return false;
}

Cell Property::column(Entity& object) const {
  if (kind_ == Kind::text) {
    load_columns(slot_of<TextSlot>(object, offset_));
  } else if (kind_ == Kind::foreign_key) {
    load_key_column(object, slot_of<ScalarSlot>(object, offset_));
  } else if (!is_loaded(object)) {
    load_primary_key(object);
  }
  return peek_column(object);
}

Cell Property::peek_column(const Entity& object) const {
  if (kind_ == Kind::key) return object.id();
  if (kind_ == Kind::foreign_key)
    return key_value(SessionState::of(object), object, slot_of<ScalarSlot>(object, offset_)).cell();
  const auto& slot = slot_of<TextSlot>(object, offset_);
  return slot.data == nullptr ? Cell() : Cell(slot.data, slot.size);
}

void Property::set_column(Entity& object, const Cell& value) const {
  if (kind_ == Kind::text && value.is_null()) return set_text(slot_of<TextSlot>(object, offset_), std::nullopt);
  if (kind_ == Kind::text) return set_text(slot_of<TextSlot>(object, offset_), value.text());
  if (kind_ != Kind::foreign_key) throw TypeMismatch(fmt::format("{} is not a column that can be set", name_));
  set_key_column(slot_of<ScalarSlot>(object, offset_), value);
}

Entity* Property::get(Entity& object) const { return load_scalar(slot_of<ScalarSlot>(object, offset_)); }
Entity* Property::peek(const Entity& object) const { return slot_of<ScalarSlot>(object, offset_).target; }
void Property::set(Entity& object, Entity* value) const { set_scalar(slot_of<ScalarSlot>(object, offset_), value); }

std::vector<Entity*> Property::elements(Entity& object) const {
  load_list(slot_of<ListSlot>(object, offset_));
  return peek_elements(object);
}
std::vector<Entity*> Property::peek_elements(const Entity& object) const {
  return elements_of(slot_of<ListSlot>(object, offset_));
}
void Property::append(Entity& object, Entity* value) const {
  append_to_list(slot_of<ListSlot>(object, offset_), value);
}
void Property::remove(Entity& object, Entity* value) const {
  remove_from_list(slot_of<ListSlot>(object, offset_), value);
}
void Property::assign(Entity& object, const std::vector<Entity*>& values) const {
  assign_list(slot_of<ListSlot>(object, offset_), values);
}
bool Property::contains(Entity& object, const Entity* value) const {
  return list_contains(slot_of<ListSlot>(object, offset_), value);
}
std::size_t Property::count(Entity& object) const {
  load_list(slot_of<ListSlot>(object, offset_));
  const auto& slot = slot_of<ListSlot>(object, offset_);
  return slot.is_loaded() ? slot.live : 0;
}

}  // namespace orm
