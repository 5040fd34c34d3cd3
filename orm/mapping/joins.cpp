// Which foreign keys join two classes, and what that makes of a relationship between them.
#include <fmt/format.h>

#include <algorithm>

#include "orm/instance/errors.h"
#include "orm/mapping/configuration.h"

namespace orm {

std::vector<std::string> Configuration::keys_between(const std::string& from, const std::string& to,
                                                     const RelationshipDescriptor& descriptor) const {
  std::vector<std::string> keys;
  const auto table = registry_.tables_.find(from);
  const auto referenced = registry_.tables_.find(to);
  if (table == registry_.tables_.end() || referenced == registry_.tables_.end()) return keys;
  for (const ColumnDescriptor& column : table->second.columns) {
    if (!column.foreign_key) continue;
    const auto dot = column.foreign_key->find('.');
    if (dot == std::string::npos || column.foreign_key->substr(0, dot) != to) continue;
    const std::string wanted = column.foreign_key->substr(dot + 1);
    const auto& columns = referenced->second.columns;
    if (std::none_of(columns.begin(), columns.end(), [&](const auto& known) { return known.name == wanted; }))
      throw UnknownForeignKeyTarget(
          fmt::format("the foreign key {}.{} refers to {}.{}, but table '{}' has no such column", from, column.name, to,
                      wanted, to));
    const std::string label = from + "." + column.name;
    const auto& chosen = descriptor.foreign_keys;
    if (chosen.empty() || std::find(chosen.begin(), chosen.end(), label) != chosen.end()) keys.push_back(column.name);
  }
  return keys;
}

Configuration::Join Configuration::join(const Mapper& owner, const Mapper& target,
                                        const RelationshipDescriptor& descriptor) const {
  const std::string label = fmt::format("{}.{}", owner.name(), descriptor.name);
  const auto none = [&](const std::string& detail) {
    return NoForeignKey(fmt::format("{} goes to {}, but {}: declare a foreign key column, or correct its table.column",
                                    label, target.name(), detail));
  };
  const auto several = [&](const std::string& detail) {
    return AmbiguousForeignKeys(
        fmt::format("{} goes to {}, and {}: choose with foreign_keys", label, target.name(), detail));
  };
  if (!descriptor.secondary.empty()) {
    for (const Mapper* side : {&owner, &target}) {
      const auto keys = keys_between(descriptor.secondary, side->table(), descriptor);
      if (keys.empty())
        throw none(fmt::format("no foreign key of '{}' refers to '{}'", descriptor.secondary, side->table()));
      if (keys.size() > 1)
        throw several(fmt::format("'{}' refers to '{}' more than once", descriptor.secondary, side->table()));
    }
    return {Direction::many_to_many, ""};
  }
  const auto to_target = keys_between(owner.table(), target.table(), descriptor);
  const auto to_owner = keys_between(target.table(), owner.table(), descriptor);
  if (to_target.empty() && to_owner.empty())
    throw none(fmt::format("no foreign key joins '{}' and '{}'", owner.table(), target.table()));
  if (&owner == &target) {
    if (to_target.size() > 1) throw several(fmt::format("'{}' refers to itself more than once", owner.table()));
    const bool remote_is_key = descriptor.remote_side == owner.table() + "." + owner.key_column();
    return {remote_is_key ? Direction::many_to_one : Direction::one_to_many, to_target.front()};
  }
  if (to_target.size() + to_owner.size() > 1)
    throw several(fmt::format("several foreign keys join '{}' and '{}'", owner.table(), target.table()));
  return to_target.empty() ? Join{Direction::one_to_many, to_owner.front()}
                           : Join{Direction::many_to_one, to_target.front()};
}

}  // namespace orm
