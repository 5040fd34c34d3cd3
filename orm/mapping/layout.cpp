#include "orm/mapping/layout.h"

#include <fmt/format.h>

#include <cstring>
#include <limits>
#include <new>

#include "orm/instance/errors.h"
#include "orm/instance/slots.h"

namespace orm {
namespace {

constexpr std::size_t kAlignment = 8;
constexpr std::size_t kMaxAttributes = 64;  // a flush notes an object's changed attributes in one word

bool holds_foreign_key(const Relationship& relationship) { return relationship.direction == Direction::many_to_one; }

}  // namespace

void Layout::run() {
  mapper_.model_ = model_;
  end_ = (model_.size + kAlignment - 1) / kAlignment * kAlignment;
  place_members();
  place_runtime_relationships();
  place_foreign_keys();
  mapper_.stride_ = end_;
  write_select_list();
  make_image();
}

void Layout::add(std::string name, SlotKind kind, std::uint16_t offset, Relationship* relationship) {
  if (mapper_.attributes_.size() == kMaxAttributes)
    throw MappingError(fmt::format("class {} has more than {} attributes", mapper_.name(), kMaxAttributes));
  if (relationship != nullptr) {
    relationship->offset = offset;
    relationship->attribute = static_cast<std::uint8_t>(mapper_.attributes_.size());
  }
  if (kind == SlotKind::list) mapper_.list_offsets_.push_back(offset);
  mapper_.attributes_.push_back({std::move(name), kind, offset, -1, relationship});
  mapper_.by_attribute_.push_back(relationship);
}

std::uint16_t Layout::append_slot(std::size_t bytes) {
  const std::size_t offset = end_;
  end_ += bytes;
  if (end_ > std::numeric_limits<std::uint16_t>::max())
    throw MappingError(fmt::format("an object of class {} would exceed 64 KiB", mapper_.name()));
  return static_cast<std::uint16_t>(offset);
}

void Layout::place_members() {
  for (const ModelType::Member& member : model_.members) {
    Relationship* found = nullptr;
    for (const auto& relationship : mapper_.relationships_)
      if (relationship->name == member.name) found = relationship.get();
    add(member.name, member.kind, member.offset, found);
  }
}

void Layout::place_runtime_relationships() {
  for (const auto& relationship : mapper_.relationships_) {
    if (relationship->offset != 0) continue;
    const SlotKind kind = relationship->uselist ? SlotKind::list : SlotKind::scalar;
    add(relationship->name, kind, append_slot(kind == SlotKind::list ? sizeof(ListSlot) : sizeof(ScalarSlot)),
        relationship.get());
  }
}

void Layout::place_foreign_keys() {
  for (const Column& column : mapper_.columns_) {
    if (column.references_table.empty()) continue;
    bool is_held = false;
    for (const auto& relationship : mapper_.relationships_)
      is_held = is_held || (holds_foreign_key(*relationship) && relationship->foreign_key_column == column.name);
    if (!is_held) add(column.name, SlotKind::scalar, append_slot(sizeof(ScalarSlot)), nullptr);
  }
}

void Layout::write_select_list() {
  std::string& list = mapper_.select_list_;
  const auto add_column = [&](int column) {
    const std::string& name = mapper_.columns_[static_cast<std::size_t>(column)].name;
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", name);
    mapper_.select_columns_.push_back(name);
  };
  add_column(static_cast<int>(mapper_.key_));
  for (Attribute& attribute : mapper_.attributes_) {
    if (attribute.kind != SlotKind::text) continue;
    attribute.column = mapper_.find_column(attribute.name);
    add_column(attribute.column);
    mapper_.column_attributes_.push_back(&attribute);
    ++mapper_.texts_;
  }
  for (Attribute& attribute : mapper_.attributes_) {
    if (attribute.kind != SlotKind::scalar) continue;
    if (attribute.relationship != nullptr && !holds_foreign_key(*attribute.relationship)) continue;
    const std::string& name =
        attribute.relationship != nullptr ? attribute.relationship->foreign_key_column : attribute.name;
    attribute.column = mapper_.find_column(name);
    add_column(attribute.column);
    mapper_.column_attributes_.push_back(&attribute);
    mapper_.foreign_key_offsets_.push_back(attribute.offset);
  }
  mapper_.statements_.select_by = std::make_unique<StatementNumber[]>(mapper_.columns_.size());
  mapper_.statements_.update = std::make_unique<StatementNumber[]>(mapper_.attributes_.size());
}

void Layout::make_image() {
  if (model_.destroy != nullptr) return;  // a class with members of its own kind is constructed, not copied
  mapper_.image_.resize(mapper_.stride_);
  auto* object = reinterpret_cast<Entity*>(mapper_.image_.data());
  model_.construct(object);
  stamp(mapper_, *object);
}

std::uint16_t find_key_offset(const Relationship& relationship) {
  if (relationship.direction == Direction::many_to_many) return 0;
  if (relationship.direction == Direction::many_to_one) return relationship.offset;
  const Mapper& holder = *relationship.target;
  const int column = holder.find_column(relationship.foreign_key_column);
  for (const Attribute& attribute : holder.attributes())
    if (attribute.kind == SlotKind::scalar && attribute.column == column) return attribute.offset;
  return 0;
}

void stamp(const Mapper& mapper, Entity& object) {
  std::uint8_t index = 0;
  for (const Attribute& attribute : mapper.attributes()) {
    const auto place = [&]<class Slot>(Slot* slot) {
      if (attribute.offset >= mapper.model().size) new (slot) Slot;
      slot->offset = attribute.offset;
      slot->attribute = index;
    };
    switch (attribute.kind) {
      case SlotKind::text:
        place(&slot_at<TextSlot>(object, attribute.offset));
        break;
      case SlotKind::scalar:
        place(&slot_at<ScalarSlot>(object, attribute.offset));
        break;
      case SlotKind::list:
        place(&slot_at<ListSlot>(object, attribute.offset));
        break;
    }
    ++index;
  }
}

}  // namespace orm
