#include "datasets/tool/profile_keys.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "datasets/tool/errors.h"

namespace dataset_tool {
namespace {

using ForeignKey = Catalogue::ForeignKey;

constexpr std::size_t kListed = 12;

std::string some_of(std::vector<std::string> names) {
  const std::string more = names.size() > kListed ? fmt::format(" and {} more", names.size() - kListed) : "";
  names.resize(std::min(names.size(), kListed));
  return names.empty() ? "none" : fmt::format("{}{}", fmt::join(names, ", "), more);
}

Key find_column(Catalogue& catalogue, const std::vector<ColumnName>& readings) {
  std::optional<Key> found;
  std::string first;  // how the first was read
  std::string missing_column;
  for (const ColumnName& name : readings) {
    auto table = catalogue.find(name.table);
    if (!table) continue;
    if (catalogue.find(*table, name.column) != nullptr) {
      if (found)
        throw BadInput(fmt::format(
            "{}: {} may be column {} of {} or column {} of {}: write it with quotes, as "
            "'\"table\".\"column\"'",
            catalogue.shown(), name.text(), found->columns.front()->name, found->table.name, name.column, table->name));
      found.emplace(catalogue, *std::move(table), std::vector{name.column});
      if (&name == readings.data() && readings.size() > 1 && readings[1].text() != name.text()) break;  // it was quoted
    } else if (missing_column.empty()) {
      std::vector<std::string> names;
      for (const Catalogue::Column& column : table->columns) names.push_back(column.name);
      missing_column = fmt::format("{}: table '{}' has no column '{}': it has {}", catalogue.shown(), table->name,
                                   name.column, some_of(std::move(names)));
    }
  }
  if (!found && !missing_column.empty()) throw BadInput(missing_column);
  if (!found)
    throw BadInput(fmt::format("{}: there is no table '{}': there are {}", catalogue.shown(), readings.front().table,
                               some_of(catalogue.tables())));
  const Catalogue::Column& column = *found->columns.front();
  if (!column.is_readable)
    throw BadInput(fmt::format("{}: this role may not read {}: use another, or GRANT SELECT on it to this one",
                               catalogue.shown(), found->text()));
  return *std::move(found);
}

bool names_column(const Catalogue& catalogue, const Catalogue::Table& table, const std::string& name,
                  const Catalogue::Column& column) {
  return catalogue.find(table, name) == &column;
}

// The foreign keys that the column is a part of, those of one column first.
std::vector<ForeignKey> foreign_keys_of(Catalogue& catalogue, const Key& child) {
  std::vector<ForeignKey> found;
  for (ForeignKey& key : catalogue.foreign_keys(child.table))
    if (std::any_of(key.columns.begin(), key.columns.end(), [&](const std::string& name) {
          return names_column(catalogue, child.table, name, *child.columns.front());
        }))
      found.push_back(std::move(key));
  std::stable_sort(found.begin(), found.end(), [](const ForeignKey& a, const ForeignKey& b) {
    return (a.columns.size() == 1) > (b.columns.size() == 1);
  });
  return found;
}

// The owners' key that a declaration names; nothing where it is not there.
std::optional<Key> referred(Catalogue& catalogue, const ForeignKey& key) {
  auto table = catalogue.find(key.table);
  if (!table || key.referred.size() != key.columns.size()) return std::nullopt;
  for (const std::string& column : key.referred)
    if (catalogue.find(*table, column) == nullptr) return std::nullopt;
  return Key(catalogue, *std::move(table), key.referred);
}

// The declared key whose part (child's column, owner's column) is, with both whole.
std::optional<Keys> declared_between(Catalogue& catalogue, const Key& child, const Key& owner) {
  for (const ForeignKey& key : foreign_keys_of(catalogue, child)) {
    auto of_owners = referred(catalogue, key);
    if (!of_owners || of_owners->table.name != owner.table.name) continue;
    for (std::size_t i = 0; i < key.columns.size(); ++i)
      if (names_column(catalogue, child.table, key.columns[i], *child.columns.front()) &&
          of_owners->columns[i]->name == owner.columns.front()->name)
        return Keys{Key(catalogue, child.table, key.columns), std::move(of_owners)};
  }
  return std::nullopt;
}

Keys keys_of(Catalogue& catalogue, const Question& question, Profiled& profiled) {
  Key child = find_column(catalogue, question.child);
  if (!question.parent.empty()) {
    Key owner = find_column(catalogue, question.parent);
    if (auto declared = declared_between(catalogue, child, owner)) return *std::move(declared);
    return {std::move(child), std::move(owner)};
  }
  const std::vector<ForeignKey> declared = foreign_keys_of(catalogue, child);
  for (const ForeignKey& key : declared)
    if (auto owner = referred(catalogue, key)) {
      profiled.is_declared = true;
      return {Key(catalogue, child.table, key.columns), std::move(owner)};
    }
  if (!declared.empty()) {
    const ForeignKey& key = declared.front();
    profiled.warnings.push_back(fmt::format(
        "the foreign key {} of {} names {}, which is not there, so owners without children are unknown: give --parent "
        "TABLE.COLUMN",
        listed(key.columns), child.table.name,
        key.referred.empty() ? "the key of " + key.table : key.table + "." + listed(key.referred)));
  }
  return {std::move(child), std::nullopt};
}

}  // namespace

Key::Key(const Catalogue& catalogue, Catalogue::Table of, const std::vector<std::string>& names)
    : table(std::move(of)) {
  for (const std::string& name : names) columns.push_back(catalogue.find(table, name));
}

std::string Key::text() const {
  std::vector<std::string> names;
  for (const Catalogue::Column* column : columns) names.push_back(column->name);
  return table.name + "." + listed(names);
}

bool Key::has(const Catalogue::Column& column) const {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const Catalogue::Column* each) { return each->name == column.name; });
}

Keys find_keys(Catalogue& catalogue, const Question& question, Profiled& profiled) {
  Keys keys = keys_of(catalogue, question, profiled);
  profiled.child = keys.child.text();
  if (!keys.child.table.note.empty()) profiled.notes.push_back(keys.child.table.note);
  if (keys.owner) {
    profiled.parent = keys.owner->text();
    if (!keys.owner->table.note.empty() && keys.owner->table.note != keys.child.table.note)
      profiled.notes.push_back(keys.owner->table.note);
  }
  return keys;
}

}  // namespace dataset_tool
