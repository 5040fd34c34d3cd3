#include "bench/answers/mapping.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace bench {
namespace {

constexpr const char* kAtTheFlush = ", at the flush";  // of a side that follows

// The words of a cascade that a mapper of one database acts on; "all" is every one but delete-orphan.
std::string cascade_of(const std::string& text) {
  std::string words;
  const auto has = [&](const std::string& word) { return (", " + text + ",").find(", " + word + ",") != text.npos; };
  for (const char* word : {"save-update", "delete", "delete-orphan", "expunge", "refresh-expire"})
    if (has(word) || (has("all") && std::string(word) != "delete-orphan"))
      words += (words.empty() ? "" : ", ") + std::string(word);
  return words;
}

std::string cascade_of(const orm::Cascade& cascade) {
  std::string words;
  const auto add = [&](bool has, const char* word) {
    if (has) words += (words.empty() ? "" : ", ") + std::string(word);
  };
  add(cascade.save_update, "save-update");
  add(cascade.remove, "delete");
  add(cascade.delete_orphan, "delete-orphan");
  add(cascade.expunge, "expunge");
  add(cascade.refresh_expire, "refresh-expire");
  return words;
}

// The column of `from` that refers to `to`; empty when there is none.
std::string key_to(const orm::TableDescriptor& from, const orm::TableDescriptor& to) {
  for (const orm::ColumnDescriptor& column : from.columns)
    if (column.foreign_key && column.foreign_key->substr(0, column.foreign_key->find('.')) == to.name)
      return column.name;
  return "";
}

Mapping::Side side_of(const orm::Declaration& owner, const orm::Declaration& target,
                      const orm::RelationshipDescriptor& declared) {
  const std::string own = key_to(owner.table, target.table);
  Mapping::Side side;
  side.name = declared.name;
  side.target = target.entity.name;
  side.direction = own.empty() ? "one_to_many" : "many_to_one";
  side.is_list = own.empty();
  side.key = own.empty() ? target.table.name + "." + key_to(target.table, owner.table) : owner.table.name + "." + own;
  const std::string& partner = declared.backref.empty() ? declared.back_populates : declared.backref;
  if (!partner.empty()) side.partner = target.entity.name + "." + partner;
  if (!declared.follows.empty()) side.partner = target.entity.name + "." + declared.follows + kAtTheFlush;
  side.cascade = declared.follows.empty() ? cascade_of(declared.cascade) : "";  // what follows is not written
  return side;
}

// What an object holds and a SELECT asks for, when the class's sides are known.
void lay_out(const orm::Declaration& declared, Mapping::Class& entity) {
  const auto add = [](std::vector<std::string>& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const orm::ModelType::Member& member : declared.model.members) entity.attributes.push_back(member.name);
  for (const Mapping::Side& side : entity.sides) add(entity.attributes, side.name);
  std::vector<std::string> held;
  for (const std::string& attribute : entity.attributes)
    for (const Mapping::Side& side : entity.sides)
      if (side.name == attribute && side.direction == "many_to_one")
        held.push_back(side.key.substr(side.key.find('.') + 1));
  for (const orm::ColumnDescriptor& column : declared.table.columns)
    if (column.primary_key) entity.selected.push_back(column.name);
  for (const orm::ModelType::Member& member : declared.model.members)
    if (member.kind == orm::SlotKind::text) entity.selected.push_back(member.name);
  for (const std::string& column : held) add(entity.selected, column);
  for (const orm::ColumnDescriptor& column : declared.table.columns) {
    if (!column.foreign_key || std::find(held.begin(), held.end(), column.name) != held.end()) continue;
    entity.attributes.push_back(column.name);
    entity.selected.push_back(column.name);
  }
}

Mapping::Side read_side(const orm::Relationship& relationship) {
  Mapping::Side side;
  side.name = relationship.name;
  side.target = relationship.target->name();
  side.direction = orm::direction_name(relationship.direction);
  side.is_list = relationship.uselist;
  side.is_inferred = relationship.is_inferred;
  const orm::Mapper& holder =
      relationship.direction == orm::Direction::one_to_many ? *relationship.target : *relationship.owner;
  side.key = holder.table() + "." + relationship.foreign_key_column;
  if (relationship.reverse != nullptr) {
    side.partner = relationship.reverse->label();
    if (relationship.reverse->reverse != &relationship) side.partner += ", which does not lead back";
  }
  if (relationship.follows != nullptr) side.partner = relationship.follows->label() + kAtTheFlush;
  side.cascade = cascade_of(relationship.cascade);
  return side;
}

std::string words_of(const Mapping::Side& side) {
  return fmt::format("{} {} to {} by {}{}, kept in sync with {}, cascade '{}'", side.is_list ? "a list," : "a scalar,",
                     side.direction, side.target, side.key, side.is_inferred ? ", inferred" : "",
                     side.partner.empty() ? "nothing" : side.partner, side.cascade);
}

std::optional<std::string> class_difference(const Mapping::Class& wanted, const Mapping::Class& got) {
  if (wanted.name != got.name || wanted.table != got.table)
    return fmt::format("found class {} of table {} where {} of {} was declared", got.name, got.table, wanted.name,
                       wanted.table);
  for (std::size_t i = 0; i < std::max(wanted.sides.size(), got.sides.size()); ++i) {
    if (i >= got.sides.size()) return fmt::format("{}.{} is missing", wanted.name, wanted.sides[i].name);
    if (i >= wanted.sides.size()) return fmt::format("{}.{} was not declared", got.name, got.sides[i].name);
    if (wanted.sides[i] != got.sides[i])
      return fmt::format("{}.{} is {} instead of {}", got.name, got.sides[i].name, words_of(got.sides[i]),
                         words_of(wanted.sides[i]));
  }
  if (wanted.attributes != got.attributes)
    return fmt::format("objects of {} hold {} instead of {}", got.name, fmt::join(got.attributes, ", "),
                       fmt::join(wanted.attributes, ", "));
  if (wanted.selected != got.selected)
    return fmt::format("a SELECT of {} asks for {} instead of {}", got.name, fmt::join(got.selected, ", "),
                       fmt::join(wanted.selected, ", "));
  return std::nullopt;
}

}  // namespace

Mapping expected_mapping(const std::vector<orm::Declaration>& declarations) {
  Mapping mapping;
  std::map<std::string, std::size_t> index;
  for (const orm::Declaration& declaration : declarations) {
    index[declaration.entity.name] = mapping.classes.size();
    mapping.classes.push_back({declaration.entity.name, declaration.table.name, {}, {}, {}});
  }
  for (const orm::Declaration& owner : declarations)
    for (const orm::RelationshipDescriptor& declared : owner.entity.relationships)
      mapping.classes[index.at(owner.entity.name)].sides.push_back(
          side_of(owner, declarations[index.at(declared.target)], declared));
  for (const orm::Declaration& owner : declarations)
    for (const orm::RelationshipDescriptor& declared : owner.entity.relationships) {
      if (declared.backref.empty()) continue;
      const orm::RelationshipDescriptor inferred{
          .name = declared.backref, .target = owner.entity.name, .back_populates = declared.name};
      Mapping::Side side = side_of(declarations[index.at(declared.target)], owner, inferred);
      side.is_inferred = true;
      mapping.classes[index.at(declared.target)].sides.push_back(std::move(side));
    }
  for (std::size_t i = 0; i < declarations.size(); ++i) lay_out(declarations[i], mapping.classes[i]);
  return mapping;
}

Mapping read_mapping(const orm::Registry& registry) {
  Mapping mapping;
  for (const auto& mapper : registry.mappers()) {
    Mapping::Class entity{mapper->name(), mapper->table(), {}, mapper->select_columns(), {}};
    for (const orm::Attribute& attribute : mapper->attributes()) entity.attributes.push_back(attribute.name);
    for (const auto& relationship : mapper->relationships()) entity.sides.push_back(read_side(*relationship));
    mapping.classes.push_back(std::move(entity));
  }
  return mapping;
}

std::optional<std::string> difference(const Mapping& expected, const Mapping& answer) {
  if (expected.classes.size() != answer.classes.size())
    return fmt::format("{} classes are mapped instead of {}", answer.classes.size(), expected.classes.size());
  for (std::size_t i = 0; i < expected.classes.size(); ++i)
    if (auto found = class_difference(expected.classes[i], answer.classes[i])) return found;
  return std::nullopt;
}

}  // namespace bench
